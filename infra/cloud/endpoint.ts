// The resources of one endpoint or job: a function with its own role and log group, and a route or a schedule.

import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib'
import { CfnRoute, type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  CfnFunction,
  type Code,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { grantsOf, objectGrantsOf } from '#infra/iam/policy.ts'
import {
  type Endpoint,
  isEndpoint,
  isScheduled,
  type Job,
  knowsHmacKey,
  routeOf,
  takesHead,
} from '#kernel/http/contract.ts'
import { isDecoder, memoryOf } from './memory.ts'
import { paymentKeysName, type Settings, secretName, senderIn } from './settings.ts'
import type { StoredIn } from './stored-in.ts'

/** What the functions of a stack share. */
export interface Surroundings {
  readonly name: string
  readonly table: StoredIn
  readonly bucket: Bucket
  readonly api: HttpApi
  readonly codeOf: (entry: Endpoint | Job) => Code
  readonly publicKeys: string
  /** The CloudFormation reference of the HMAC key. */
  readonly hmacKey: string
  readonly paymentResultUrl?: string
  readonly gateways: Settings['gateways']
  readonly minimums: Settings['minimums']
  readonly mailFrom?: string
  readonly appUrl?: string
  readonly eventBus?: string
  readonly registrationsPerAddress: number
  readonly operatorMfa: boolean
  readonly deposits: Settings['deposits']
  readonly withdrawals: Settings['withdrawals']
  readonly logRetentionDays: number
  readonly reserve: Settings['reserve']
  readonly eventualReads: Settings['eventualReads']
  readonly tracing: boolean
  readonly edge: boolean
  readonly canary: readonly string[]
  readonly without: readonly string[]
  /** The address of the API for its callers. */
  readonly publicUrl: string
  /** The CloudFormation reference of the key with which the edge identifies itself. */
  readonly edgeKey?: string | undefined
  readonly alarms: ITopic
}

const functionName = (name: string, { module, name: own }: Pick<Endpoint, 'module' | 'name'>): string =>
  `${name}-${module}-${own}`

/** Shorter than API Gateway's limit of 30 seconds, so that the caller gets the function's reply. */
const ENDPOINT_TIMEOUT = Duration.seconds(29)
/** Most jobs resume in their next run; the audit must read the whole table in one run. */
const JOB_TIMEOUT = Duration.minutes(5)
const SCAN_TIMEOUT = Duration.minutes(15)
const DECODE_TIMEOUT = Duration.minutes(1)

/** The log of a function. It also stays while the function is left out of a deployment. */
export const logOf = (
  scope: Construct,
  entry: Endpoint | Job,
  { name, logRetentionDays }: Pick<Surroundings, 'name' | 'logRetentionDays'>,
): LogGroup =>
  new LogGroup(scope, 'Log', {
    logGroupName: `/aws/lambda/${functionName(name, entry)}`,
    retention: logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })

export const endpointFunction = (
  scope: Construct,
  entry: Endpoint | Job,
  around: Surroundings,
  more: readonly object[] = [],
): LambdaFunction => {
  const named = functionName(around.name, entry)
  const logGroup = logOf(scope, entry, around)
  const grants = [...grantsOf(entry, around.table.tableArn), ...objectGrantsOf(entry, around.bucket.bucketArn)]
  const traces = around.tracing ? [tracing] : []
  const sends = [...sendingFor(entry, around), ...(isEndpoint(entry) ? [] : outletGrants(entry, around))]
  const own = [...secretsFor(entry, around), ...sends, ...more, ...traces]
  const statements = [...grants, ...own]
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    inlinePolicies: {
      own: PolicyDocument.fromJson({ Version: '2012-10-17', Statement: [...statements, logging(logGroup)] }),
    },
  })
  const made = new LambdaFunction(scope, 'Function', {
    functionName: named,
    description: entry.summary,
    runtime: Runtime.NODEJS_24_X,
    // The image decoder is native code, and most build machines install the x86-64 binary.
    architecture: isDecoder(entry) ? Architecture.X86_64 : Architecture.ARM_64,
    handler: 'index.handler',
    code: around.codeOf(entry),
    role,
    logGroup,
    memorySize: memoryOf(entry, around),
    timeout: timeoutOf(entry),
    ...reserved(entry, around),
    environment: environmentOf(entry, around),
  })
  for (const one of made.node.findAll())
    if (one instanceof CfnFunction) {
      // CDK adds the role, to which the function refers anyway.
      one.addDeletionOverride('DependsOn')
      // Set on the resource directly, because the CDK construct adds a second policy.
      if (around.tracing) one.tracingConfig = { mode: 'Active' }
    }
  return made
}

/** The logical id of a route comes from its key: an endpoint that is renamed keeps its route, and only the target changes. */
export const routeTo = (scope: Construct, endpoint: Endpoint, handler: IFunction, api: HttpApi): void => {
  const route = routeOf(endpoint)
  const shared = { httpApi: api, integration: new HttpLambdaIntegration('Integration', handler) }
  const routeKey = route ? HttpRouteKey.with(route.path, HttpMethod[route.method]) : HttpRouteKey.DEFAULT
  new HttpRoute(scope, 'Route', { ...shared, routeKey })
  if (route && takesHead(endpoint))
    new HttpRoute(scope, 'HeadRoute', { ...shared, routeKey: HttpRouteKey.with(route.path, HttpMethod.HEAD) })
  for (const one of scope.node.findAll()) if (one instanceof CfnRoute) one.overrideLogicalId(routeId(one.routeKey))
}

/** `GET /matches/{matchId}` is RouteGetMatchesByMatchId. */
export const routeId = (route: string): string =>
  `Route${route
    .replaceAll('{', ' by ')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map(
      (word) => word.slice(0, 1).toUpperCase() + (/^[A-Z]+$/.test(word) ? word.slice(1).toLowerCase() : word.slice(1)),
    )
    .join('')}`

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
  // The dimension of the metrics: stacks of one account are told apart by it.
  POWERTOOLS_SERVICE_NAME: around.name,
  ...(isEndpoint(entry) && around.edgeKey ? { EDGE_KEY: around.edgeKey } : {}),
  ...(isEndpoint(entry) && (entry.auth !== 'public' || entry.recognises)
    ? { TOKEN_PUBLIC_KEYS: around.publicKeys }
    : {}),
  ...(knowsHmacKey(entry) ? { HMAC_KEY: around.hmacKey } : {}),
  ...(isEndpoint(entry) && entry.signs
    ? {
        TOKEN_PRIVATE_KEY_SECRET: secretName(around.name),
        OPERATOR_MFA: around.operatorMfa ? 'required' : 'off',
      }
    : {}),
  ...(entry.pays ? paying(around) : {}),
  ...(isEndpoint(entry) && entry.offers ? offering(around) : {}),
  ...(entry.objects ? storing(around) : {}),
  ...(entry.mails ? mailing(entry, around) : {}),
  ...(isEndpoint(entry) && entry.links && around.appUrl !== undefined ? { APP_URL: around.appUrl } : {}),
  ...(isEndpoint(entry) ? {} : outletsOf(entry, around)),
  ...(isEndpoint(entry) && entry.moves ? { DEPOSITS: around.deposits, WITHDRAWALS: around.withdrawals } : {}),
})

const offering = ({ gateways, minimums }: Surroundings): Record<string, string> => ({
  GATEWAYS: gateways.join(','),
  KAKAOPAY_MINIMUM: String(minimums.KAKAOPAY),
  TOSS_MINIMUM: String(minimums.TOSS),
})

/** Functions that write mails need to know whether mail is sent; the job that sends them knows how. */
const mailing = (
  { mails, name }: Pick<Endpoint | Job, 'mails' | 'name'>,
  { publicUrl, mailFrom, appUrl, registrationsPerAddress }: Surroundings,
): Record<string, string> => ({
  MAIL: mailFrom === undefined ? 'off' : 'ses',
  ...(name === 'register' ? { REGISTRATIONS_PER_ADDRESS: String(registrationsPerAddress) } : {}),
  ...(mails === 'sends' && mailFrom !== undefined
    ? { MAIL_FROM: mailFrom, PUBLIC_BASE_URL: publicUrl, ...(appUrl === undefined ? {} : { APP_URL: appUrl }) }
    : {}),
})

/** Both jobs know the bus; the one that fills the lanes starts the one that sends. */
const outletsOf = (job: Job, { eventBus, name }: Surroundings): Record<string, string> => ({
  ...(job.outlets && eventBus ? { EVENT_BUS: eventBus } : {}),
  ...(isScheduled(job) && job.wakes ? { WAKES: functionName(name, { module: job.module, name: job.wakes }) } : {}),
})

const storing = ({ bucket }: Surroundings): Record<string, string> => ({
  BUCKET_NAME: bucket.bucketName,
  BUCKET_URL: `https://${bucket.bucketRegionalDomainName}`,
})

const paying = ({ name, publicUrl, paymentResultUrl }: Surroundings): Record<string, string> => ({
  PAYMENT_KEYS_SECRET: paymentKeysName(name),
  PUBLIC_BASE_URL: publicUrl,
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

/** X-Ray has no resources to name. */
const tracing = {
  Sid: 'Trace',
  Effect: 'Allow',
  Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  Resource: ['*'],
}

const secretsFor = (entry: Endpoint | Job, { name }: Surroundings): object[] => [
  ...(isEndpoint(entry) && entry.signs ? [reading('PrivateKey', secretName(name))] : []),
  ...(entry.pays ? [reading('PaymentKeys', paymentKeysName(name))] : []),
]

/** SES sends from verified identities: the address itself, or its domain. */
const sendingFor = ({ mails }: Pick<Endpoint | Job, 'mails'>, { mailFrom }: Surroundings): object[] => {
  const address = senderIn(mailFrom ?? '')
  if (mails !== 'sends' || address === undefined) return []
  const { PARTITION, REGION, ACCOUNT_ID } = Aws
  const identity = (of: string): string => `arn:${PARTITION}:ses:${REGION}:${ACCOUNT_ID}:identity/${of}`
  return [
    {
      Sid: 'SendMail',
      Effect: 'Allow',
      Action: ['ses:SendEmail'],
      Resource: [identity(address), identity(address.slice(address.indexOf('@') + 1))],
    },
  ]
}

const outletGrants = (job: Job, { eventBus, name }: Surroundings): object[] => {
  const { PARTITION, REGION, ACCOUNT_ID } = Aws
  const arn = (service: string, of: string): string => `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT_ID}:${of}`
  const wakes = isScheduled(job) ? job.wakes : undefined
  return [
    ...(job.outlets === 'sends' && eventBus
      ? [
          {
            Sid: 'SendToBus',
            Effect: 'Allow',
            Action: ['events:PutEvents'],
            Resource: [arn('events', `event-bus/${eventBus}`)],
          },
        ]
      : []),
    ...(wakes
      ? [
          {
            Sid: 'Wake',
            Effect: 'Allow',
            Action: ['lambda:InvokeFunction'],
            Resource: [arn('lambda', `function:${functionName(name, { module: job.module, name: wakes })}`)],
          },
        ]
      : []),
  ]
}

/** Secrets Manager appends a hyphen and six characters to the ARN of a secret. */
const reading = (Sid: string, secret: string): object => {
  const { PARTITION, REGION, ACCOUNT_ID } = Aws
  const arn = `arn:${PARTITION}:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:${secret}-??????`
  return { Sid, Effect: 'Allow', Action: ['secretsmanager:GetSecretValue'], Resource: [arn] }
}

/** The construct scope of an entry, from which its resources get their names. */
export const placeOf = (scope: Construct, { name }: Pick<Endpoint, 'name'>): Construct =>
  new Construct(scope, `${name[0]?.toUpperCase()}${name.slice(1)}`)
