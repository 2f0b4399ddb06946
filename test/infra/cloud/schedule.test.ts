// Schedules of any period: every value is within the limits of its service.

import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { expect, test } from 'vitest'
import { deadLetters, runBy } from '#infra/cloud/schedule.ts'
import { contract } from '#kernel/http/contract.ts'
import { ofType } from './synthesized.ts'

test.each([
  [1, 60, 60],
  [60, 3600, 3600],
  [24 * 60, 86_400, 21_600],
  [7 * 24 * 60, 86_400, 21_600],
])('a run every %d minutes is delivered for %d seconds, and started for %d', (everyMinutes, delivered, started) => {
  const stack = new Stack(new App(), 'Test')
  const code = Code.fromInline('exports.handler = () => {}')
  const handler = new LambdaFunction(stack, 'Function', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code,
  })
  const { clean } = contract('rooms', 'Rooms.', { clean: { everyMinutes, summary: 'Cleans.', access: {} } })
  runBy(stack, clean, handler, deadLetters(stack), { bucketName: 'bucket', alarms: new Topic(stack, 'Alarms') })
  const resources = Template.fromStack(stack).toJSON()['Resources']
  const [rule] = ofType(resources, 'AWS::Events::Rule')
  const [config] = ofType(resources, 'AWS::Lambda::EventInvokeConfig')
  expect(rule?.Properties.Targets[0].RetryPolicy.MaximumEventAgeInSeconds).toBe(delivered)
  expect(config?.Properties.MaximumEventAgeInSeconds).toBe(started)
})
