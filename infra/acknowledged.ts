// Findings of the checks that this stack lives with, each with its reason.

import { type Stack, Validations } from 'aws-cdk-lib'
import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnSubscription } from 'aws-cdk-lib/aws-sns'
import { CfnQueue } from 'aws-cdk-lib/aws-sqs'

/** By the kind of resource, the ids of findings and why they stand. */
const findings: readonly (readonly [new (...made: never[]) => object, Readonly<Record<string, string>>])[] = [
  [
    CfnRoute,
    {
      'AwsSolutions-APIG4':
        'Each function verifies the caller itself, as its contract says: access tokens are signed with EdDSA, which the authorizers of API Gateway do not take, and their refusals would be no problem documents. Endpoints that the contract calls public ask nobody.',
    },
  ],
  [
    CfnFunction,
    {
      'Serverless-LambdaDLQ':
        'Endpoints are invoked synchronously: whoever waits gets the error. The runs of jobs that fail go to a queue by their failure destination, which tells the error too.',
      'Serverless-LambdaTracing':
        'A request is one function and one table; its log line tells its trips, units, conflicts and commit time. Tracing would need a grant on every resource, and time in each start.',
    },
  ],
  [
    CfnSubscription,
    {
      'Serverless-SNSRedrivePolicy':
        'A letter that does not arrive would wait in a queue that nobody reads; what it says stands in CloudWatch.',
    },
  ],
  [
    CfnQueue,
    {
      'AwsSolutions-SQS3': 'It is where dead letters end; an alarm watches it.',
      'Serverless-SQSRedrivePolicy': 'It is where dead letters end; an alarm watches it.',
    },
  ],
]

export const acknowledge = (stack: Stack): void => {
  for (const resource of stack.node.findAll())
    for (const [kind, reasons] of findings)
      if (resource instanceof kind)
        Validations.of(resource).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })))
}
