// The stack: one table, one HTTP API, one bucket, and a nested stack for the functions of each module.

import { CfnOutput, Duration, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { CfnStage, CorsHttpMethod, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import {
  AttributeType,
  BillingMode,
  ContributorInsightsMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb'
import type { Code } from 'aws-cdk-lib/aws-lambda'
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Construct } from 'constructs'
import { ALLOWED_HEADERS, EXPOSED_HEADERS, PREFLIGHT_S } from '#infra/local/cors.ts'
import { table as shape } from '#kernel/data/key.ts'
import { type AnyContract, type Endpoint, endpointsOf, isEndpoint, type Job } from '#kernel/http/contract.ts'
import { NAMESPACE } from '#kernel/http/metrics.ts'
import { alarmTopic, watch } from './alarms.ts'
import { bucketIn } from './bucket.ts'
import { rollout } from './canary.ts'
import { guardCosts } from './costs.ts'
import { FIVE_MINUTES } from './dashboard.ts'
import { endpointFunction, logOf, placeOf, routeTo, type Surroundings } from './endpoint.ts'
import { frontOf, hasOwnDomain, mapDomain } from './front.ts'
import { deadLetters, follow, mayFillQueue, mayReadStream, runBy } from './schedule.ts'
import { GIVEN, isLeftOut, keyIdsIn, remembered, type Settings, TOKEN_KEYS } from './settings.ts'
import type { StoredIn } from './stored-in.ts'
import { defaultRouteSettings, routeSettings } from './throttle.ts'

export interface Parts {
  readonly contracts: readonly AnyContract[]
  /** The code asset of a function. */
  readonly codeOf: (entry: Endpoint | Job) => Code
}

export const holdfast = (scope: Construct, settings: Settings, { contracts, codeOf }: Parts): Stack => {
  const stack = new Stack(scope, settings.name, {
    description: 'Holdfast: a backend whose business rules are conditions inside DynamoDB transactions.',
    terminationProtection: settings.protect === true,
  })
  const table = tableIn(stack, settings)
  const bucket = bucketIn(stack, settings)
  const api = apiIn(stack, settings)
  const hmacKey = hmacKeyIn(stack)
  const alarms = alarmTopic(stack, settings)
  const front = frontOf(stack, api, settings)
  const around = { ...settings, ...front, table, bucket, api, codeOf, hmacKey, alarms }
  const modules = contracts.map((contract) => moduleIn(stack, Object.values(contract), around))
  // One after the other: API Gateway refuses changes of one API that come at the same time.
  for (const [at, module] of modules.entries()) {
    const before = modules[at - 1]
    if (before) module.addStackDependency(before)
  }
  const endpoints = endpointsOf(contracts).filter((entry) => !isLeftOut(entry, settings.without))
  const log = accessLogIn(stack, settings)
  const stage = stageIn(stack, api, { ...settings, endpoints, log })
  // A stage accepts settings only for existing routes.
  const last = modules.at(-1)
  if (last) stage.node.addDependency(last)
  mapDomain(stack, stage, settings)
  watch(stack, { ...settings, table, api, throttled: throttledIn(log, settings), alarms })
  guardCosts(stack, { ...settings, table, alarms })
  new CfnOutput(stack, 'ApiUrl', { value: front.publicUrl })
  new CfnOutput(stack, 'ApiId', { value: api.apiId })
  new CfnOutput(stack, 'TableName', { value: table.tableName })
  new CfnOutput(stack, 'BucketName', { value: bucket.bucketName })
  // For `npm run keys -- use` and the next `npm run deploy`. Outputs change when a deployment has succeeded as a whole.
  new CfnOutput(stack, TOKEN_KEYS, { value: keyIdsIn(settings.publicKeys).join(',') || 'none' })
  new CfnOutput(stack, GIVEN, { value: asciiJson(remembered(settings)) })
  return stack
}

/** CloudFormation describes outputs in ASCII, with a question mark for each other character. */
const asciiJson = (value: object): string =>
  JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

const tableIn = (stack: Stack, { tableName, tableStreamArn, protect, warmWrites }: Settings): StoredIn => {
  if (tableName)
    return Table.fromTableAttributes(stack, 'Adopted', { tableName, ...(tableStreamArn ? { tableStreamArn } : {}) })
  const warm = warmWrites === undefined ? {} : { warmThroughput: { writeUnitsPerSecond: warmWrites } }
  const keysOf = ({ partitionKey, sortKey }: { readonly partitionKey: string; readonly sortKey: string }) => ({
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
  })
  const table = new Table(stack, 'Table', {
    ...keysOf(shape),
    ...warm,
    timeToLiveAttribute: shape.timeToLive,
    billingMode: BillingMode.PAY_PER_REQUEST,
    // Jobs that follow new items need their keys only.
    stream: StreamViewType.KEYS_ONLY,
    // Encrypted with a key of DynamoDB. Calls to a key in KMS are charged, up to one for each request of sparse traffic.
    encryption: TableEncryption.DEFAULT,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    contributorInsightsSpecification: { enabled: true, mode: ContributorInsightsMode.THROTTLED_KEYS },
    // A first deployment that fails takes its empty table along, so that it can be repeated.
    deletionProtection: protect === true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  })
  // A write waits for the indexes of its item, so they are as warm.
  for (const [indexName, keys] of Object.entries(shape.indexes))
    table.addGlobalSecondaryIndex({ indexName, ...keysOf(keys), ...warm, projectionType: ProjectionType.KEYS_ONLY })
  return table
}

/**
 * CloudFormation generates the key and sets it in the environment of the functions that use it, so they make no call for it.
 * The key signs cursors, one page and the addresses of calendars, and encrypts the secrets of authenticator apps and webhooks. What
 * rests on it is in the table, so it stays when the table does.
 */
const hmacKeyIn = (stack: Stack): string =>
  new Secret(stack, 'HmacKey', {
    description:
      'Signs cursors, calendar addresses and result pages of payments; encrypts secrets of apps and webhooks. Keep it as long as the table.',
    generateSecretString: { passwordLength: 43, excludePunctuation: true },
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  }).secretValue.unsafeUnwrap()

const apiIn = (stack: Stack, settings: Settings): HttpApi => {
  const { name, corsOrigins } = settings
  return new HttpApi(stack, 'Api', {
    apiName: name,
    createDefaultStage: false,
    disableExecuteApiEndpoint: hasOwnDomain(settings),
    ...(corsOrigins.length > 0
      ? {
          corsPreflight: {
            allowOrigins: [...corsOrigins],
            allowMethods: [CorsHttpMethod.ANY],
            allowHeaders: ALLOWED_HEADERS,
            maxAge: Duration.seconds(PREFLIGHT_S),
            exposeHeaders: EXPOSED_HEADERS,
          },
        }
      : {}),
  })
}

/** Each module has a nested stack, because a stack is limited to 500 resources. */
const moduleIn = (stack: Stack, entries: readonly (Endpoint | Job)[], around: Surroundings): NestedStack => {
  const module = String(entries[0]?.module)
  const nested = new NestedStack(stack, `${module[0]?.toUpperCase()}${module.slice(1)}`, {
    description: `The functions of the module ${module}.`,
  })
  const changes = entries.some((entry) => isEndpoint(entry) && !isLeftOut(entry, around.without))
  const roll = changes && around.canary.includes(module) ? rollout(nested) : undefined
  for (const entry of entries) {
    const place = placeOf(nested, entry)
    if (isLeftOut(entry, around.without)) {
      // What was logged and what failed is what an incident needs.
      logOf(place, entry, around)
      if (!isEndpoint(entry)) deadLetters(place)
    } else if (isEndpoint(entry)) {
      const made = endpointFunction(place, entry, around)
      routeTo(place, entry, roll ? roll(place, entry, made) : made, around.api)
    } else {
      const failed = deadLetters(place)
      const handler = endpointFunction(place, entry, around, [
        mayFillQueue(failed),
        ...mayReadStream(entry, around.table),
      ])
      runBy(place, entry, handler, failed, { bucketName: around.bucket.bucketName, alarms: around.alarms })
      follow(place, entry, handler, around.table)
    }
  }
  return nested
}

interface Staged extends Settings {
  readonly endpoints: readonly Endpoint[]
  readonly log: LogGroup
}

const accessLogIn = (stack: Stack, { name, logRetentionDays }: Settings): LogGroup =>
  new LogGroup(stack, 'AccessLog', {
    // A log group under this prefix needs no entry in the account's resource policy, which is limited in size.
    logGroupName: `/aws/vendedlogs/${name}-access`,
    retention: logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })

/**
 * Lambda's own metric is that of one function, or of all functions of the account and region. The access log is that of the stack, and
 * has the status with which Lambda itself answered.
 */
const throttledIn = (logGroup: LogGroup, { name }: Settings): Metric => {
  const [metricNamespace, metricName] = [`${NAMESPACE}/Throttled`, name]
  new MetricFilter(logGroup, 'Throttled', {
    logGroup,
    filterPattern: FilterPattern.stringValue('$.lambdaStatus', '=', '429'),
    metricNamespace,
    metricName,
  })
  return new Metric({ namespace: metricNamespace, metricName, statistic: 'Sum', period: FIVE_MINUTES })
}

const stageIn = (stack: Stack, api: HttpApi, { endpoints, log, ...staged }: Staged): CfnStage =>
  new CfnStage(stack, 'Stage', {
    apiId: api.apiId,
    stageName: '$default',
    autoDeploy: true,
    accessLogSettings: { destinationArn: log.logGroupArn, format: accessLog.toString() },
    defaultRouteSettings,
    routeSettings: routeSettings(endpoints, staged),
  })

/** The request id is also in every log line of the functions. Neither log contains headers or bodies. */
const accessLog = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    routeKey: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    functionMs: '$context.integrationLatency',
    lambdaStatus: '$context.integrationStatus',
    bytes: '$context.responseLength',
    sourceIp: '$context.identity.sourceIp',
    userAgent: '$context.identity.userAgent',
    time: '$context.requestTime',
    error: '$context.error.message',
    functionError: '$context.integrationErrorMessage',
  }),
)
