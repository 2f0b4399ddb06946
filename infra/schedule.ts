// A job's schedule, and what happens to a run that fails.

import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets'
import { CfnEventInvokeConfig, type IFunction } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { Construct } from 'constructs'
import type { Job } from '../shared/kernel/contract.ts'

/** The next run of a job that comes this often is as good as another try. */
const OFTEN_MINUTES = 15

/** How old an event may be that EventBridge still delivers, and one that Lambda still runs: they take no less and no more. */
const DELIVERED_S = [60, 86_400] as const
const RUN_S = [60, 21_600] as const
const within = ([least, most]: readonly [number, number], seconds: number): number =>
  Math.min(Math.max(seconds, least), most)

export const deadLetters = (scope: Construct): Queue =>
  new Queue(scope, 'DeadLetters', {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  })

export const mayFillQueue = ({ queueArn }: Queue): object => ({
  Sid: 'DeadLetters',
  Effect: 'Allow',
  Action: ['sqs:SendMessage'],
  Resource: [queueArn],
})

export const schedule = (scope: Construct, job: Job, handler: IFunction, failed: Queue, alarms: ITopic): void => {
  // A run that waited longer than it takes to come again is not worth having.
  const periodS = job.everyMinutes * 60
  const retryAttempts = job.everyMinutes <= OFTEN_MINUTES ? 0 : 2
  new Rule(scope, 'Schedule', {
    description: job.summary,
    schedule: Schedule.rate(Duration.minutes(job.everyMinutes)),
    targets: [
      new LambdaTarget(handler, {
        deadLetterQueue: failed,
        retryAttempts,
        maxEventAge: Duration.seconds(within(DELIVERED_S, periodS)),
      }),
    ],
  })
  new CfnEventInvokeConfig(scope, 'Failures', {
    functionName: handler.functionName,
    qualifier: '$LATEST',
    maximumRetryAttempts: retryAttempts,
    maximumEventAgeInSeconds: within(RUN_S, periodS),
    destinationConfig: { onFailure: { destination: failed.queueArn } },
  })
  new Alarm(scope, 'Failed', {
    alarmDescription: `${job.operation} failed; its dead-letter queue says why.`,
    metric: failed.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
    threshold: 0,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  }).addAlarmAction(new SnsAction(alarms))
}
