// Findings of cdk-nag that this stack accepts, each with its reason.

import { Names, type Stack, Validations } from 'aws-cdk-lib'
import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2'
import { CfnDistribution } from 'aws-cdk-lib/aws-cloudfront'
import { CfnRole } from 'aws-cdk-lib/aws-iam'
import { CfnEventSourceMapping, CfnFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnBucket } from 'aws-cdk-lib/aws-s3'
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager'
import { CfnSubscription } from 'aws-cdk-lib/aws-sns'
import { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import type { IConstruct } from 'constructs'
import { contracts } from '#functions/api.ts'
import type { Settings } from './settings.ts'

type Accepted = readonly [kind: new (...made: never[]) => object, reasons: Readonly<Record<string, string>>]

/** Accepted findings by kind of resource. */
const findingsFor = ({ tracing, canary, edge, webAclArn, domainName }: Settings): readonly Accepted[] => [
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
      ...(tracing ? {} : { 'Serverless-LambdaTracing': NO_TRACING }),
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
        'The key signs cursors and one page, encrypts the secrets of authenticator apps and webhooks in the table, and grants no access. A rotation would invalidate cursors in use and make those secrets unreadable; functions get a new key with a deployment.',
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
  ...(tracing
    ? ([
        [
          CfnRole,
          {
            'AwsSolutions-IAM5[Resource::*]': TRACING,
            'Serverless-LambdaStarPermissions': TRACING,
          },
        ],
      ] as const)
    : []),
  ...(canary.length > 0
    ? ([
        [
          CfnRole,
          {
            'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited]':
              'The policy is the one that AWS keeps for CodeDeploy to shift aliases of functions. It grants no access to data.',
          },
        ],
      ] as const)
    : []),
  ...(edge
    ? ([
        [
          CfnDistribution,
          {
            'AwsSolutions-CFR1':
              'Users may travel, and gateways call from their own countries. The firewall limits addresses instead.',
            'AwsSolutions-CFR3':
              'The access log of the API has each request that passes, and the log of the firewall has each that does not.',
            ...(webAclArn
              ? {}
              : {
                  'AwsSolutions-CFR2':
                    'The firewall is a stack of its own in us-east-1. Deploying it first sets webAclArn; a warning tells when it is missing.',
                }),
            ...(domainName
              ? {}
              : {
                  'AwsSolutions-CFR4':
                    "CloudFront's own domain name comes with its own certificate and TLS policy. A domainName with a certificateArn sets TLS 1.2.",
                }),
          },
        ],
      ] as const)
    : []),
]

const NO_TRACING =
  'A request is one function and one table; its log line has its trips, units, conflicts and commit time. The setting tracing=true records invocations in X-Ray.'
const TRACING = 'X-Ray has no resources to name. The setting tracing=true grants these two actions.'

/** The bucket's folders, under the names that cdk-nag prints for the nested stacks. */
const foldersOf = (constructs: readonly IConstruct[]): Record<string, string> => {
  const bucket = constructs.find((one) => one instanceof CfnBucket)
  if (!bucket) return {}
  const arn = `<referenceto${Names.nodeUniqueId(bucket.node)}Arn>`
  const folders = contracts.flatMap((one) => Object.values(one).flatMap(({ objects = {} }) => Object.keys(objects)))
  const reason = 'Objects of one folder of the bucket; their names are not known in advance.'
  return Object.fromEntries(folders.map((folder) => [`AwsSolutions-IAM5[Resource::${arn}/${folder}/*]`, reason]))
}

export const acknowledge = (stack: Stack, settings: Settings): void => {
  const constructs = stack.node.findAll()
  const accepted: readonly Accepted[] = [...findingsFor(settings), [CfnRole, foldersOf(constructs)]]
  for (const resource of constructs)
    for (const [kind, reasons] of accepted)
      if (resource instanceof kind)
        Validations.of(resource).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })))
}
