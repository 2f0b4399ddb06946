// The resources of one endpoint or job: a function with its own role and log group, and a route or a schedule.

import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib'
import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, type Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { grantsOf, objectGrantsOf } from '#infra/iam/policy.ts'
import {
  type Endpoint,
  isArrival,
  isEndpoint,
  type Job,
  knowsHmacKey,
  routeOf,
  takesHead,
} from '#kernel/http/contract.ts'
import { paymentKeysName, type Settings, secretName } from './settings.ts'
import { throttleOf } from './throttle.ts'

/** What the functions of a stack share. */
export interface Surroundings {
  readonly name: string
  readonly table: Table
  readonly bucket: Bucket
  readonly api: HttpApi
  readonly codeOf: (entry: Endpoint | Job) => Code
  readonly publicKeys: string
  /** The CloudFormation reference of the HMAC key. */
  readonly hmacKey: string
  readonly paymentResultUrl?: string
  readonly gateways: Settings['gateways']
  readonly minimums: Settings['minimums']
  readonly logRetentionDays: number
  readonly reserve: Settings['reserve']
  readonly eventualReads: Settings['eventualReads']
}

const functionName = (name: string, { module, name: own }: Pick<Endpoint, 'module' | 'name'>): string =>
  `${name}-${module}-${own}`

/** Shorter than API Gateway's limit of 30 seconds, so that the caller gets the function's reply. */
const ENDPOINT_TIMEOUT = Duration.seconds(29)
/** Most jobs resume in their next run; the audit must read the whole table in one run. */
const JOB_TIMEOUT = Duration.minutes(5)
const SCAN_TIMEOUT = Duration.minutes(15)
const DECODE_TIMEOUT = Duration.minutes(1)

export const endpointFunction = (
  scope: Construct,
  entry: Endpoint | Job,
  around: Surroundings,
  more: readonly object[] = [],
): LambdaFunction => {
  const named = functionName(around.name, entry)
  const logGroup = new LogGroup(scope, 'Log', {
    logGroupName: `/aws/lambda/${named}`,
    retention: around.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  const grants = [...grantsOf(entry, around.table.tableArn), ...objectGrantsOf(entry, around.bucket.bucketArn)]
  const statements = [...grants, ...secretsFor(entry, around), ...more]
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      own: PolicyDocument.fromJson({ Version: '2012-10-17', Statement: [...statements, logging(logGroup)] }),
    },
  })
  return new LambdaFunction(scope, 'Function', {
    functionName: named,
    description: entry.summary,
    runtime: Runtime.NODEJS_24_X,
    // The image decoder is native code, and most build machines install the x86-64 binary.
    architecture: isDecoder(entry) ? Architecture.X86_64 : Architecture.ARM_64,
    handler: 'index.handler',
    code: around.codeOf(entry),
    role,
    logGroup,
    memorySize: memoryOf(entry),
    timeout: timeoutOf(entry),
    ...reserved(entry, around),
    environment: environmentOf(entry, around),
  })
}

export const routeTo = (scope: Construct, endpoint: Endpoint, handler: LambdaFunction, api: HttpApi): void => {
  const route = routeOf(endpoint)
  const shared = { httpApi: api, integration: new HttpLambdaIntegration('Integration', handler) }
  const routeKey = route ? HttpRouteKey.with(route.path, HttpMethod[route.method]) : HttpRouteKey.DEFAULT
  new HttpRoute(scope, 'Route', { ...shared, routeKey })
  if (route && takesHead(endpoint))
    new HttpRoute(scope, 'HeadRoute', { ...shared, routeKey: HttpRouteKey.with(route.path, HttpMethod.HEAD) })
}

/** Processor time grows with memory. Password hashing and the audit are bound by the processor, other functions by the table. */
const memoryOf = (entry: Endpoint | Job): number => {
  if (isDecoder(entry)) return 1536
  if (!isEndpoint(entry)) return entry.scans ? 1024 : 512
  return throttleOf(entry).name === 'auth' ? 1024 : 512
}

const isDecoder = (entry: Endpoint | Job): boolean => !isEndpoint(entry) && isArrival(entry)

const timeoutOf = (entry: Endpoint | Job): Duration => {
  if (isEndpoint(entry)) return ENDPOINT_TIMEOUT
  if (isDecoder(entry)) return DECODE_TIMEOUT
  return entry.scans ? SCAN_TIMEOUT : JOB_TIMEOUT
}

const reserved = (
  { operation }: Endpoint | Job,
  { reserve }: Surroundings,
): { reservedConcurrentExecutions?: number } => {
  const count = reserve[operation]
  return count === undefined ? {} : { reservedConcurrentExecutions: count }
}

const environmentOf = (entry: Endpoint | Job, around: Surroundings): Record<string, string> => ({
  TABLE_NAME: around.table.tableName,
  ...(around.eventualReads.has(entry.operation) ? { EVENTUAL_READS: '1' } : {}),
  ...(isEndpoint(entry) && (entry.auth !== 'public' || entry.recognises)
    ? { TOKEN_PUBLIC_KEYS: around.publicKeys }
    : {}),
  ...(isEndpoint(entry) && knowsHmacKey(entry) ? { HMAC_KEY: around.hmacKey } : {}),
  ...(isEndpoint(entry) && entry.signs ? { TOKEN_PRIVATE_KEY_SECRET: secretName(around.name) } : {}),
  ...(entry.pays ? paying(around) : {}),
  ...(isEndpoint(entry) && entry.offers ? offering(around) : {}),
  ...(entry.objects ? storing(around) : {}),
})

const offering = ({ gateways, minimums }: Surroundings): Record<string, string> => ({
  GATEWAYS: gateways.join(','),
  KAKAOPAY_MINIMUM: String(minimums.KAKAOPAY),
  TOSS_MINIMUM: String(minimums.TOSS),
})

const storing = ({ bucket }: Surroundings): Record<string, string> => ({
  BUCKET_NAME: bucket.bucketName,
  BUCKET_URL: `https://${bucket.bucketRegionalDomainName}`,
})

const paying = ({ name, api, paymentResultUrl }: Surroundings): Record<string, string> => ({
  PAYMENT_KEYS_SECRET: paymentKeysName(name),
  PUBLIC_BASE_URL: api.apiEndpoint,
  KAKAOPAY_BASE_URL: 'https://open-api.kakaopay.com',
  TOSS_BASE_URL: 'https://api.tosspayments.com',
  ...(paymentResultUrl === undefined ? {} : { PAYMENT_RESULT_URL: paymentResultUrl }),
})

const logging = ({ logGroupArn }: LogGroup): object => ({
  Sid: 'Log',
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: [logGroupArn],
})

const secretsFor = (entry: Endpoint | Job, { name }: Surroundings): object[] => [
  ...(isEndpoint(entry) && entry.signs ? [reading('PrivateKey', secretName(name))] : []),
  ...(entry.pays ? [reading('PaymentKeys', paymentKeysName(name))] : []),
]

/** Secrets Manager appends a hyphen and six characters to the ARN of a secret. */
const reading = (Sid: string, secret: string): object => {
  const { PARTITION, REGION, ACCOUNT_ID } = Aws
  const arn = `arn:${PARTITION}:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:${secret}-??????`
  return { Sid, Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: [arn] }
}

/** The construct scope of an entry, from which its resources get their names. */
export const placeOf = (scope: Construct, { name }: Pick<Endpoint, 'name'>): Construct =>
  new Construct(scope, `${name[0]?.toUpperCase()}${name.slice(1)}`)
