// Findings of cdk-nag that this stack accepts, each with its reason.

import { Names, type Stack, Validations } from 'aws-cdk-lib'
import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda'
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
        'Each function verifies the caller itself, as its contract declares. Access tokens are signed with EdDSA, which the authorizers of API Gateway do not support, and their refusals would not be problem documents. Public endpoints require no token.',
    },
  ],
  [
    CfnFunction,
    {
      'Serverless-LambdaDLQ':
        'Endpoints are invoked synchronously, so the caller gets the error. Failed runs of jobs go to a queue by their failure destination, with the error.',
      'Serverless-LambdaTracing':
        'A request is one function and one table; its log line has its trips, units, conflicts and commit time. Tracing would require a grant on every resource and slow down each start.',
    },
  ],
  [
    CfnEventSourceMapping,
    {
      'Serverless-LambdaEventSourceMappingDestination':
        'An event only starts the job, which reads what is due. The next minute does the work of a lost event.',
    },
  ],
  [
    CfnBucket,
    {
      'AwsSolutions-S1':
        'A function grants every upload and download, and its log names the caller. A second bucket of access logs would only add addresses.',
    },
  ],
  [
    CfnSecret,
    {
      'AwsSolutions-SMG4':
        'The key signs cursors and one page, and grants no access. A rotation would invalidate cursors in use; functions get a new key with a deployment.',
    },
  ],
  [
    CfnSubscription,
    {
      'Serverless-SNSRedrivePolicy':
        'An undelivered notification would stay in a queue without a reader; CloudWatch shows the same alarm.',
    },
  ],
  [
    CfnQueue,
    {
      'AwsSolutions-SQS3': 'It is the dead-letter queue itself; an alarm watches it.',
      'Serverless-SQSRedrivePolicy': 'It is the dead-letter queue itself; an alarm watches it.',
    },
  ],
]

/** The bucket's folders, under the names that cdk-nag prints for the nested stacks. */
const foldersOf = (stack: Stack): Record<string, string> => {
  const [bucket] = stack.node.findAll().filter((one) => one instanceof CfnBucket)
  if (!bucket) return {}
  const arn = `<referenceto${Names.nodeUniqueId(bucket.node)}Arn>`
  const folders = contracts.flatMap((one) => Object.values(one).flatMap(({ objects = {} }) => Object.keys(objects)))
  const reason = 'Objects of one folder of the bucket; their names are not known in advance.'
  return Object.fromEntries(folders.map((folder) => [`AwsSolutions-IAM5[Resource::${arn}/${folder}/*]`, reason]))
}

export const acknowledge = (stack: Stack): void => {
  for (const resource of stack.node.findAll())
    for (const [kind, reasons] of [...findings, [CfnRole, foldersOf(stack)] as const])
      if (resource instanceof kind)
        Validations.of(resource).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })))
}
