// The whole stack: table, API, alarms, and its size.

import { beforeAll, describe, expect, test } from 'vitest'
import { contracts } from '#functions/api.ts'
import { table } from '#kernel/data/key.ts'
import { endpointsOf, jobsOf, routesOf } from '#kernel/http/contract.ts'
import { textOf } from '#test/support/sources.ts'
import { entries, ofType, type Synthesized, synthesized } from './synthesized.ts'

const everything = { alarmEmail: 'ops@example.com', corsOrigins: ['https://app.example.com'] }
const launching = {
  ...{ canary: ['wallet'], monthlyBudget: 50, warmWrites: 40_000, reserve: { 'coupons.claimCoupon': 600 } },
  rates: { 'coupons.claimCoupon': 12_000, 'matches.listMatches': 5000 },
}
const routes = endpointsOf(contracts).flatMap(routesOf)
let made: Synthesized
beforeAll(() => {
  made = synthesized(everything)
})

describe('the whole', () => {
  test('has one function for each entry, one route for each endpoint, and a nested stack for each module', () => {
    const all = Object.values(made.modules)
    const count = (type: string): number => all.flatMap((resources) => ofType(resources, type)).length
    expect(all).toHaveLength(contracts.length)
    expect(count('AWS::Lambda::Function')).toBe(entries.length)
    expect(count('AWS::IAM::Role')).toBe(entries.length)
    expect(count('AWS::ApiGatewayV2::Route')).toBe(routes.length)
    // HEAD shares the integration of GET.
    expect(count('AWS::ApiGatewayV2::Integration')).toBe(endpointsOf(contracts).length)
    expect(count('AWS::Events::Rule')).toBe(jobsOf(contracts).length)
    expect([made.root, ...all].flatMap((resources) => ofType(resources, 'AWS::IAM::Policy'))).toEqual([])
  })

  test('stays far from the 500 resources of a stack, and the 300 routes of an API', () => {
    for (const resources of [made.root, ...Object.values(made.modules)])
      expect(Object.keys(resources).length).toBeLessThan(250)
    expect(routes.length).toBeLessThan(250)
  })

  test('keeps the HMAC key as long as the table, whose sealed secrets it opens', () => {
    const [key] = ofType(made.root, 'AWS::SecretsManager::Secret')
    expect(key).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' })
    for (const word of ['calendar', 'webhooks', 'apps']) expect(key?.Properties?.['Description']).toContain(word)
  })

  test('keeps the table as the kernel defines it', () => {
    const [one, ...more] = ofType(made.root, 'AWS::DynamoDB::Table')
    expect(more).toEqual([])
    expect(one).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' })
    expect(one?.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      ContributorInsightsSpecification: { Enabled: true, Mode: 'THROTTLED_KEYS' },
      TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true },
      KeySchema: schema(table),
      GlobalSecondaryIndexes: Object.entries(table.indexes).map(([IndexName, keys]) => ({
        ...{ IndexName, KeySchema: schema(keys), Projection: { ProjectionType: 'KEYS_ONLY' } },
      })),
    })
  })

  test('throttles each route by its class, after the routes are there, and logs each request', () => {
    const [stage] = ofType(made.root, 'AWS::ApiGatewayV2::Stage')
    const { RouteSettings, AccessLogSettings, DefaultRouteSettings } = stage?.Properties ?? {}
    // A deployment cannot take settings away, so only few routes have their own.
    expect(Object.keys(RouteSettings).sort()).toEqual([
      'POST /auth/email-verification',
      'POST /auth/logout',
      'POST /auth/password-resets',
      'POST /auth/refresh',
      'POST /auth/tokens',
      'POST /payments/toss/webhook',
      'POST /users',
    ])
    expect(RouteSettings['POST /auth/tokens'].ThrottlingRateLimit).toBe(50)
    expect(RouteSettings['POST /payments/toss/webhook'].ThrottlingRateLimit).toBe(20)
    expect(DefaultRouteSettings.ThrottlingRateLimit).toBe(2000)
    expect(stage?.DependsOn).toHaveLength(1)
    expect(JSON.parse(AccessLogSettings.Format)).toMatchObject({ requestId: '$context.requestId' })
    expect(AccessLogSettings.Format).not.toContain('authorization')
  })

  test('has a private bucket that deletes uploads after a day', () => {
    const [one, ...more] = ofType(made.root, 'AWS::S3::Bucket')
    expect(more).toEqual([])
    const blocked = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets']
    expect(one?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: Object.fromEntries(blocked.map((name) => [name, true])),
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      LifecycleConfiguration: {
        Rules: [
          { Prefix: 'uploads/', ExpirationInDays: 1, Status: 'Enabled' },
          { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
        ],
      },
    })
    expect(one?.Properties.BucketEncryption).toBeDefined()
    const [cors] = one?.Properties.CorsConfiguration.CorsRules ?? []
    expect(cors).toMatchObject({ AllowedOrigins: everything.corsOrigins, AllowedMethods: ['GET', 'POST'] })
    const [policy] = ofType(made.root, 'AWS::S3::BucketPolicy')
    expect(policy?.Properties.PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ])
    expect(ofType(synthesized().root, 'AWS::S3::Bucket')[0]?.Properties.CorsConfiguration).toBeUndefined()
  })

  test('lets browsers in from the chosen origins alone', () => {
    const [api] = ofType(made.root, 'AWS::ApiGatewayV2::Api')
    expect(api?.Properties.CorsConfiguration).toMatchObject({
      AllowOrigins: ['https://app.example.com'],
      AllowHeaders: expect.arrayContaining(['authorization', 'idempotency-key']),
      MaxAge: 7200,
    })
    const [closed] = ofType(synthesized().root, 'AWS::ApiGatewayV2::Api')
    expect(closed?.Properties.CorsConfiguration).toBeUndefined()
  })

  test('alarms', () => {
    const alarms = ofType(made.root, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties)
    const watched = alarms.map(({ MetricName, Dimensions = [] }) => {
      const index = Dimensions.find(({ Name }: { Name: string }) => Name === 'GlobalSecondaryIndexName')
      return index ? `${MetricName} of ${index.Value}` : MetricName
    })
    // Each alarm uses a single metric: a calculated one has no value if a part is missing.
    const refused = ['', ...Object.keys(table.indexes).map((index) => ` of ${index}`)].flatMap((where) =>
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) => name + where),
    )
    const wanted = [
      '5xx',
      'holdfast',
      'TransactionConflict',
      ...['Violations', 'Violations', 'LateDeliveries'],
      'SweeperLag',
      'ReconcilerLag',
      'Reviews',
      ...['Refusals', 'Refusals', 'Refusals'],
      ...refused,
    ]
    expect(watched.sort()).toEqual(wanted.sort())
    for (const { AlarmActions, AlarmDescription } of alarms) {
      expect(AlarmActions).toHaveLength(1)
      expect(AlarmDescription).toMatch(/\.$/)
    }
    const [subscription] = ofType(made.root, 'AWS::SNS::Subscription')
    expect(subscription?.Properties.Endpoint).toBe('ops@example.com')
    expect(ofType(made.root, 'AWS::CloudWatch::Dashboard')).toHaveLength(1)
  })
})

describe('the alarms', () => {
  const all = (made: Synthesized) =>
    [made.root, ...Object.values(made.modules)].flatMap((resources) =>
      Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm'),
    )
  const alarm = (id: string, made = synthesized()) => all(made).find(([name]) => name.startsWith(id))?.[1].Properties

  test('stand in the runbook, in both languages, and each says what to do and where more stands', () => {
    const named = all(synthesized(launching)).map(([id, { Properties }]) => ({
      // A logical id ends with a hash, and that of a nested one begins with its place.
      name: id.replace(/[0-9A-F]{8}$/, '').replace(/.*?(Failed|Crashes|Failures)$/, '$1'),
      said: String(Properties.AlarmDescription),
    }))
    expect(named.length).toBeGreaterThan(40)
    for (const language of ['docs/operate.md', 'docs/ko/operate.md']) {
      const [, runbook = ''] = /\n## (?:Alarms|경보)\n([\s\S]*?)\n## /.exec(textOf(language)) ?? []
      const rows = runbook.split('\n').filter((line) => line.startsWith('| `'))
      const known = rows.flatMap((line) => String(line.split('|')[1]).match(/\w+/g) ?? [])
      for (const { name } of named) {
        // Those of the table stand for those of each index.
        const row = name.replace(new RegExp(`^(${Object.keys(table.indexes).join('|')})(?=Reads|Writes)`, 'i'), 'Table')
        expect(known, `${name} in ${language}`).toContain(row)
      }
    }
    for (const { said } of named) expect(said).toMatch(/\. .*See "Alarms" in docs\/operate\.md\.$/)
  })

  test('on throttled functions counts those of this stack, in its own access log', () => {
    const [filter] = ofType(made.root, 'AWS::Logs::MetricFilter')
    const [stage] = ofType(made.root, 'AWS::ApiGatewayV2::Stage')
    const { Format, DestinationArn } = stage?.Properties.AccessLogSettings ?? {}
    expect(JSON.parse(Format).lambdaStatus).toBe('$context.integrationStatus')
    expect(filter?.Properties.FilterPattern).toBe('{ $.lambdaStatus = "429" }')
    expect(JSON.stringify(DestinationArn)).toContain(filter?.Properties.LogGroupName.Ref)
    const counted = (name: string) => {
      const one = synthesized({ name })
      const [{ MetricNamespace, MetricName } = {}] =
        ofType(one.root, 'AWS::Logs::MetricFilter')[0]?.Properties.MetricTransformations ?? []
      expect(alarm('FunctionsThrottled', one)).toMatchObject({ Namespace: MetricNamespace, MetricName })
      return `${MetricNamespace}/${MetricName}`
    }
    expect(counted('staging')).not.toBe(counted('holdfast'))
  })

  test('on the audit fire when none ends for two days, and are gone with it', () => {
    expect(alarm('AuditLag')).toMatchObject({
      ...{ MetricName: 'Violations', Statistic: 'SampleCount', Period: 24 * 3600, EvaluationPeriods: 2 },
      ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 1, TreatMissingData: 'breaching' },
    })
    for (const without of [['ops', 'events'], ['ops.auditTable']])
      for (const id of ['AuditLag', 'Violations']) expect(alarm(id, synthesized({ without }))).toBeUndefined()
  })

  test('on late deliveries is of this stack, and outlasts the hours between two attempts', () => {
    expect(alarm('LateDeliveries')).toMatchObject({
      ...{ MetricName: 'LateDeliveries', Statistic: 'Sum', Period: 6 * 3600, Threshold: 0 },
      ...{ Dimensions: [{ Name: 'service', Value: 'holdfast' }], TreatMissingData: 'notBreaching' },
    })
    expect(alarm('LateDeliveries', synthesized({ without: ['ops', 'events'] }))).toBeUndefined()
  })
})

const schema = ({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
]

describe('the settings of a launch', () => {
  const rateOf = ({ root }: Synthesized, route: string) => {
    const [stage] = ofType(root, 'AWS::ApiGatewayV2::Stage')
    const settings: Readonly<Record<string, unknown>> = stage?.Properties?.['RouteSettings'] ?? {}
    return settings[route]
  }
  const reservations = ({ modules }: Synthesized) =>
    Object.values(modules)
      .flatMap((resources) => ofType(resources, 'AWS::Lambda::Function'))
      .flatMap(({ Properties: { FunctionName, ReservedConcurrentExecutions: count } = {} }) =>
        count === undefined ? [] : [[FunctionName, count]],
      )
  const claims = 'POST /coupon-campaigns/{campaignId}/coupons'

  test('are off by default', () => {
    expect(rateOf(made, claims)).toBeUndefined()
    expect(reservations(made)).toEqual([])
    expect(JSON.stringify(made.root)).not.toContain('WarmThroughput')
  })

  test('raise the rate of a route, reserve concurrency, and warm the table with its indexes', () => {
    const launch = synthesized(launching)
    expect(rateOf(launch, claims)).toEqual({ ThrottlingRateLimit: 12_000, ThrottlingBurstLimit: 24_000 })
    const read = { ThrottlingRateLimit: 5000, ThrottlingBurstLimit: 10_000 }
    for (const method of ['GET', 'HEAD']) expect(rateOf(launch, `${method} /matches`)).toEqual(read)
    expect(rateOf(launch, 'GET /coupons')).toBeUndefined()
    expect(reservations(launch)).toEqual([['holdfast-coupons-claimCoupon', 600]])
    const [made] = ofType(launch.root, 'AWS::DynamoDB::Table')
    const warm = { WriteUnitsPerSecond: 40_000 }
    expect(made?.Properties).toMatchObject({
      WarmThroughput: warm,
      GlobalSecondaryIndexes: Object.keys(table.indexes).map(() => ({ WarmThroughput: warm })),
    })
  })
})
