// The stack: one table, one HTTP API, one bucket, and a nested stack for the functions of each module.

import { CfnOutput, Duration, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import { CfnStage, CorsHttpMethod, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import type { Code } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { contracts } from '#functions/api.ts'
import { ALLOWED_HEADERS, EXPOSED_HEADERS, PREFLIGHT_S } from '#infra/local/cors.ts'
import { table as shape } from '#kernel/data/key.ts'
import { type AnyContract, type Endpoint, endpointsOf, isEndpoint, type Job } from '#kernel/http/contract.ts'
import { alarmTopic, watch } from './alarms.ts'
import { bucketIn } from './bucket.ts'
import { endpointFunction, placeOf, routeTo, type Surroundings } from './endpoint.ts'
import { deadLetters, mayFillQueue, runBy } from './schedule.ts'
import type { Settings } from './settings.ts'
import { defaultRouteSettings, routeSettings } from './throttle.ts'

/** @param codeOf the code asset of a function */
export const holdfast = (scope: Construct, settings: Settings, codeOf: (entry: Endpoint | Job) => Code): Stack => {
  const stack = new Stack(scope, settings.name, {
    description: 'Holdfast: a backend whose business rules are conditions inside DynamoDB transactions.',
    terminationProtection: true,
  })
  const table = tableIn(stack, settings)
  const bucket = bucketIn(stack, settings)
  const api = apiIn(stack, settings)
  const hmacKey = hmacKeyIn(stack)
  const alarms = alarmTopic(stack, settings)
  const modules = contracts.map((contract) =>
    moduleIn(stack, contract, { ...settings, table, bucket, api, codeOf, hmacKey }, alarms),
  )
  const stage = stageIn(stack, api, settings)
  // A stage accepts settings only for existing routes.
  for (const module of modules) stage.node.addDependency(module)
  watch(stack, { ...settings, table, api, alarms })
  new CfnOutput(stack, 'ApiUrl', { value: api.apiEndpoint })
  new CfnOutput(stack, 'TableName', { value: table.tableName })
  return stack
}

const tableIn = (stack: Stack, { warmWrites }: Settings): Table => {
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
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  })
  // A write waits for the indexes of its item, so they are as warm.
  for (const [indexName, keys] of Object.entries(shape.indexes))
    table.addGlobalSecondaryIndex({ indexName, ...keysOf(keys), ...warm, projectionType: ProjectionType.KEYS_ONLY })
  return table
}

/**
 * CloudFormation generates the key and sets it in the environment of the functions that use it, so they make no call for it.
 * The key signs cursors and one page; it grants no access.
 */
const hmacKeyIn = (stack: Stack): string =>
  new Secret(stack, 'HmacKey', {
    description: 'Signs the cursors of lists and the status on the result page of a payment.',
    generateSecretString: { passwordLength: 43, excludePunctuation: true },
  }).secretValue.unsafeUnwrap()

const apiIn = (stack: Stack, { name, corsOrigins }: Settings): HttpApi =>
  new HttpApi(stack, 'Api', {
    apiName: name,
    createDefaultStage: false,
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

/** Each module has a nested stack, because a stack is limited to 500 resources. */
const moduleIn = (stack: Stack, contract: AnyContract, around: Surroundings, alarms: ITopic): NestedStack => {
  const entries = Object.values(contract)
  const module = entries[0]?.module as string
  const nested = new NestedStack(stack, `${module[0]?.toUpperCase()}${module.slice(1)}`, {
    description: `The functions of the module ${module}.`,
  })
  for (const entry of entries) {
    const place = placeOf(nested, entry)
    if (isEndpoint(entry)) routeTo(place, entry, endpointFunction(place, entry, around), around.api)
    else {
      const failed = deadLetters(place)
      const handler = endpointFunction(place, entry, around, [mayFillQueue(failed)])
      runBy(place, entry, handler, failed, { bucketName: around.bucket.bucketName, alarms })
    }
  }
  return nested
}

const stageIn = (stack: Stack, api: HttpApi, { name, logRetentionDays, rates }: Settings): CfnStage => {
  const log = new LogGroup(stack, 'AccessLog', {
    // A log group under this prefix needs no entry in the account's resource policy, which is limited in size.
    logGroupName: `/aws/vendedlogs/${name}-access`,
    retention: logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })
  return new CfnStage(stack, 'Stage', {
    apiId: api.apiId,
    stageName: '$default',
    autoDeploy: true,
    accessLogSettings: { destinationArn: log.logGroupArn, format: accessLog.toString() },
    defaultRouteSettings,
    routeSettings: routeSettings(endpointsOf(contracts), rates),
  })
}

/** The request id is also in every log line of the functions. Neither log contains headers or bodies. */
const accessLog = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    routeKey: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    functionMs: '$context.integrationLatency',
    bytes: '$context.responseLength',
    sourceIp: '$context.identity.sourceIp',
    userAgent: '$context.identity.userAgent',
    time: '$context.requestTime',
    error: '$context.error.message',
    functionError: '$context.integrationErrorMessage',
  }),
)
