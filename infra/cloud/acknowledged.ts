// Findings of cdk-nag that this stack accepts, each with its reason.

import { Names, type Stack, Validations } from 'aws-cdk-lib'
import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import { CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnBucket } from 'aws-cdk-lib/aws-s3'
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager'
import { CfnSubscription } from 'aws-cdk-lib/aws-sns'
import { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import { contracts } from '#functions/api.ts'

/** Accepted findings by kind of resource. */
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
    CfnBucket,
    {
      'AwsSolutions-S1':
        'Whoever uploads or looks was let in by a function, whose log tells who it was; a second bucket of access logs would tell addresses that nobody reads.',
    },
  ],
  [
    CfnSecret,
    {
      'AwsSolutions-SMG4':
        'The key signs cursors and one page, and gives no access. A new key makes cursors invalid that are in use; functions get one with a deployment.',
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

/** The bucket's folders, under the names that cdk-nag prints for the nested stacks. */
const foldersOf = (stack: Stack): Record<string, string> => {
  const [bucket] = stack.node.findAll().filter((one) => one instanceof CfnBucket)
  if (!bucket) return {}
  const arn = `<referenceto${Names.nodeUniqueId(bucket.node)}Arn>`
  const folders = contracts.flatMap((one) => Object.values(one).flatMap(({ objects = {} }) => Object.keys(objects)))
  const reason = 'Objects of one folder of the bucket, whose names are not known before they are there.'
  return Object.fromEntries(folders.map((folder) => [`AwsSolutions-IAM5[Resource::${arn}/${folder}/*]`, reason]))
}

export const acknowledge = (stack: Stack): void => {
  for (const resource of stack.node.findAll())
    for (const [kind, reasons] of [...findings, [CfnRole, foldersOf(stack)] as const])
      if (resource instanceof kind)
        Validations.of(resource).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })))
}
