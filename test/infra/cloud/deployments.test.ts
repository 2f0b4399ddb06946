// Kinds of deployments: with an edge, step by step, several in one account, with an adopted table, and after a renaming.

import { App, type Stack, Validations } from 'aws-cdk-lib'
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions'
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag'
import { beforeAll, describe, expect, test } from 'vitest'
import { contracts } from '#functions/api.ts'
import { acknowledge } from '#infra/cloud/acknowledged.ts'
import { advise } from '#infra/cloud/advice.ts'
import { routeId } from '#infra/cloud/endpoint.ts'
import { firewall } from '#infra/cloud/firewall.ts'
import { settingsFrom } from '#infra/cloud/settings.ts'
import { contract, endpointsOf, isEndpoint } from '#kernel/http/contract.ts'
import {
  belongings,
  entries,
  ofType,
  type Resource,
  type Synthesized,
  synthesized,
  synthesizedAnew,
} from './synthesized.ts'

const certificate = (region: string): string => `arn:aws:acm:${region}:123456789012:certificate/one`
const domain = {
  edge: true,
  domainName: 'api.example.com',
  certificateArn: certificate('us-east-1'),
  originCertificateArn: certificate('ap-northeast-2'),
  webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/holdfast-edge/one',
}
const plainDomain = { domainName: 'api.example.com', certificateArn: certificate('ap-northeast-2') }
const canary = { canary: ['wallet', 'billing'] }
const budget = { monthlyBudget: 50, alarmEmail: 'ops@example.com', corsOrigins: ['https://app.example.com'] }
const guarded = { protect: true, tracing: true }
const stage = { name: 'staging', edge: true, monthlyBudget: 9 }
const without = { without: ['matches', 'billing.reconcileBillings', 'users.createTokens', 'chat'] }

const everyResource = ({ root, modules }: Synthesized): [string, Resource][] =>
  [root, ...Object.values(modules)].flatMap((resources) => Object.entries(resources))
const functionsOf = (made: Synthesized): Resource[] =>
  Object.values(made.modules).flatMap((resources) => ofType(resources, 'AWS::Lambda::Function'))

describe.each([
  ['default', {}],
  ['an edge', { edge: true }],
  ['an edge under a domain', domain],
  ['a domain without an edge', plainDomain],
  ['a canary', canary],
  ['an adopted table', { tableName: 'restored' }],
  ['a budget, alarms by mail, and origins of browsers', budget],
  ['protection and tracing', guarded],
  ['another name, with an edge and a budget', stage],
])('%s', (_, settings) => {
  let made: Synthesized
  beforeAll(() => {
    made = synthesized(settings)
  })

  test('has no finding that is not acknowledged, and no reason without its finding', () => {
    const findings = (): string[] =>
      [new AwsSolutionsChecks(made.app), new ServerlessChecks(made.app)].flatMap((pack) =>
        pack.validateScope(made.app).violations.map(({ ruleName }) => ruleName),
      )
    const found = new Set(findings())
    acknowledge(made.stack, made.settings)
    expect(findings()).toEqual([])
    const reasons = reasonsIn(made.stack)
    expect(new Set(reasons.keys())).toEqual(found)
    for (const [id, reason] of reasons) expect(reason.length, id).toBeGreaterThan(40)
  })

  test('has no dependency that a reference implies', () => {
    for (const [id, { Type, DependsOn, Properties }] of everyResource(made)) {
      const text = JSON.stringify(Properties ?? {})
      for (const one of DependsOn ?? [])
        expect(text, `${id} (${Type}) depends on ${one}`).not.toMatch(
          new RegExp(`"Ref":"${one}"|"Fn::GetAtt":\\["${one}"`),
        )
    }
  })
})

const reasonsIn = (stack: Stack): Map<string, string> =>
  new Map(
    stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries(data as Record<string, string>))
      .map(([id, reason]) => [id.replace(/^annotation::/i, ''), reason]),
  )

test('the modules deploy one after the other', () => {
  const stacks = Object.entries(synthesized().root).filter(([, { Type }]) => Type === 'AWS::CloudFormation::Stack')
  expect(stacks).toHaveLength(contracts.length)
  const names = stacks.map(([id]) => id)
  expect(stacks[0]?.[1].DependsOn ?? []).toEqual([])
  for (const [at, [, { DependsOn = [] }]] of stacks.entries()) if (at > 0) expect(DependsOn).toContain(names[at - 1])
})

describe('protection', () => {
  test('does not hold a first deployment that fails, and holds every later one', () => {
    const first = synthesized()
    const [table] = ofType(first.root, 'AWS::DynamoDB::Table')
    const [bucket] = ofType(first.root, 'AWS::S3::Bucket')
    expect(first.stack.terminationProtection).toBe(false)
    expect(table?.Properties.DeletionProtectionEnabled).not.toBe(true)
    for (const one of [table, bucket])
      expect(one).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' })
    const later = synthesized(guarded)
    expect(later.stack.terminationProtection).toBe(true)
    expect(ofType(later.root, 'AWS::DynamoDB::Table')[0]?.Properties.DeletionProtectionEnabled).toBe(true)
  })
})

describe('an edge', () => {
  const plain = synthesized({ edge: true })
  const own = synthesized(domain)
  const edgeOf = ({ root }: Synthesized) =>
    ofType(root, 'AWS::CloudFront::Distribution')[0]?.Properties.DistributionConfig

  test('stands before the API, keeps only what may be kept, and sets security headers', () => {
    const { DefaultCacheBehavior: behaviour, Origins } = edgeOf(plain)
    expect(behaviour).toMatchObject({
      ViewerProtocolPolicy: 'https-only',
      AllowedMethods: expect.arrayContaining(['POST']),
    })
    expect(ofType(plain.root, 'AWS::CloudFront::CachePolicy')[0]?.Properties.CachePolicyConfig).toMatchObject({
      ...{ MinTTL: 0, DefaultTTL: 0 },
      ParametersInCacheKeyAndForwardedToOrigin: {
        HeadersConfig: { Headers: ['Authorization', 'Accept', 'Accept-Language', 'Origin'] },
        QueryStringsConfig: { QueryStringBehavior: 'all' },
      },
    })
    const headers = ofType(plain.root, 'AWS::CloudFront::ResponseHeadersPolicy')[0]?.Properties
      .ResponseHeadersPolicyConfig
    expect(headers.SecurityHeadersConfig.StrictTransportSecurity.AccessControlMaxAgeSec).toBe(365 * 24 * 3600)
    expect(JSON.stringify(Origins[0].DomainName)).toContain('.execute-api.')
  })

  test('identifies itself by a key, which every endpoint demands and no template contains', () => {
    const [{ OriginCustomHeaders: headers }] = edgeOf(plain).Origins
    expect(headers[0].HeaderName).toBe('x-origin-key')
    expect(JSON.stringify(headers[0].HeaderValue)).toContain('{{resolve:secretsmanager:')
    for (const entry of entries) {
      const [made] = ofType(belongings(plain, entry), 'AWS::Lambda::Function')
      const key = made?.Properties.Environment.Variables.EDGE_KEY
      if (isEndpoint(entry)) expect(JSON.stringify(key), entry.operation).toContain('{{resolve:secretsmanager:')
      else expect(key).toBeUndefined()
    }
    for (const made of functionsOf(synthesized()))
      expect(made.Properties.Environment.Variables).not.toHaveProperty('EDGE_KEY')
  })

  test('tells the API the address of the caller', () => {
    const [code] = ofType(plain.root, 'AWS::CloudFront::Function')
    const handler = new Function(`${code?.Properties.FunctionCode}; return handler`)()
    const request = { headers: { 'x-caller-address': { value: 'forged' } } }
    expect(handler({ request, viewer: { ip: '2001:db8::1' } }).headers).toEqual({
      'x-caller-address': { value: '2001:db8::1' },
    })
  })

  test('under a domain closes the default endpoint', () => {
    const api = ({ root }: Synthesized) =>
      ofType(root, 'AWS::ApiGatewayV2::Api')[0]?.Properties.DisableExecuteApiEndpoint
    expect([api(plain), api(own), api(synthesized())]).toEqual([false, true, false])
    expect(edgeOf(own)).toMatchObject({
      ...{ Aliases: ['api.example.com'], WebACLId: domain.webAclArn },
      ViewerCertificate: { AcmCertificateArn: domain.certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
    })
    const [name] = ofType(own.root, 'AWS::ApiGatewayV2::DomainName')
    expect(name?.Properties.DomainNameConfigurations[0].CertificateArn).toBe(domain.originCertificateArn)
    expect(ofType(own.root, 'AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1)
  })

  test('is where gateways send browsers back to', () => {
    const backTo = (made: Synthesized): unknown => {
      const [one] = ofType(belongings(made, { module: 'billing', name: 'beginPayment' }), 'AWS::Lambda::Function')
      return one?.Properties.Environment.Variables.PUBLIC_BASE_URL
    }
    expect(backTo(own)).toBe('https://api.example.com')
    expect(JSON.stringify(backTo(plain))).toContain('DomainName')
    expect(backTo(synthesized(plainDomain))).toBe('https://api.example.com')
  })

  test('has a firewall with limits for each address, in us-east-1', () => {
    const app = new App()
    const stack = firewall(
      app,
      settingsFrom(() => undefined),
    )
    acknowledge(stack, { ...settingsFrom(() => undefined), edge: true })
    expect(stack.region).toBe('us-east-1')
    const template = Template.fromStack(stack)
    const [acl] = Object.values(template.findResources('AWS::WAFv2::WebACL'))
    const { Rules, Scope, CustomResponseBodies } = acl?.['Properties'] ?? {}
    expect(Scope).toBe('CLOUDFRONT')
    const limits = Rules.flatMap(({ Name, Statement: { RateBasedStatement: rate } }: Limiting) =>
      rate ? [[Name, rate.Limit, rate.AggregateKeyType]] : [],
    )
    expect(limits).toEqual([
      ['Registrations', 100, 'IP'],
      ['Sessions', 300, 'IP'],
      ['Everything', 10_000, 'IP'],
    ])
    for (const path of ['/auth/', '/users'])
      expect(JSON.stringify(Rules)).toContain(
        `"SearchString":"${path}","TextTransformations":[{"Priority":0,"Type":"URL_DECODE"},{"Priority":1,"Type":"NORMALIZE_PATH"}]`,
      )
    expect(new Set(Rules.map(({ Priority }: { Priority: number }) => Priority)).size).toBe(Rules.length)
    expect(JSON.parse(CustomResponseBodies.TooMany.Content)).toMatchObject({ status: 429, code: 'too-many-requests' })
    expect(Object.values(template.findOutputs('*'))).toHaveLength(1)
    const found = [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap(
      (pack) => pack.validateScope(app).violations,
    )
    expect(found).toEqual([])
  })
})

interface Limiting {
  readonly Name: string
  readonly Statement: { readonly RateBasedStatement?: { readonly Limit: number; readonly AggregateKeyType: string } }
}

describe('a canary', () => {
  const made = synthesized(canary)
  test('sends a tenth of the calls to a new version, and goes back when it crashes or answers 5xx', () => {
    const wallet = entries.filter(({ module }) => module === 'wallet').filter(isEndpoint)
    expect(ofType(made.modules['wallet'] ?? {}, 'AWS::Lambda::Alias')).toHaveLength(wallet.length)
    for (const entry of wallet) {
      const own = belongings(made, entry)
      const [group] = ofType(own, 'AWS::CodeDeploy::DeploymentGroup')
      expect(group?.Properties).toMatchObject({
        DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        AutoRollbackConfiguration: { Enabled: true, Events: expect.arrayContaining(['DEPLOYMENT_STOP_ON_ALARM']) },
      })
      expect(group?.Properties.AlarmConfiguration.Alarms).toHaveLength(2)
      const [filter] = ofType(own, 'AWS::Logs::MetricFilter')
      expect(filter?.Properties.FilterPattern).toBe('{ $.status >= 500 }')
      const alarms = ofType(own, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.MetricName)
      expect(alarms).toContain(filter?.Properties.MetricTransformations[0].MetricName)
      const alias = Object.keys(own).find((id) => own[id]?.Type === 'AWS::Lambda::Alias')
      expect(JSON.stringify(ofType(own, 'AWS::ApiGatewayV2::Integration')[0]?.Properties.IntegrationUri)).toContain(
        alias,
      )
    }
  })
  test('leaves the other modules alone', () => {
    for (const [module, resources] of Object.entries(made.modules))
      if (!canary.canary.includes(module)) expect(ofType(resources, 'AWS::Lambda::Alias')).toEqual([])
  })
})

describe('two stages in one account', () => {
  const [production, staging] = [synthesized(), synthesized(stage)]
  const KINDS =
    /::(Function|LogGroup|Dashboard|Queue|Topic|Table|Bucket|Secret|Budget|Rule|Alarm|Role|Api|Distribution)$/
  const physical = (made: Synthesized): string[] =>
    everyResource(made).flatMap(([, { Type, Properties }]) => {
      const own = Object.entries(Properties ?? {}).filter(
        ([name]) => /^(Name|\w+Name)$/.test(name) && name !== 'MetricName',
      )
      return KINDS.test(Type) ? own.map(([, name]) => `${Type} ${JSON.stringify(name)}`) : []
    })

  test('share no name', () => {
    const [one, other] = [physical(production), physical(staging)]
    expect(one.length).toBeGreaterThan(entries.length)
    expect(other.filter((name) => one.includes(name))).toEqual([])
  })

  test('share no metric: an alarm of one is not kept green by the other', () => {
    const dimensions = (made: Synthesized): string[] =>
      ofType(made.root, 'AWS::CloudWatch::Alarm')
        .filter(({ Properties }) => Properties.Namespace === 'Holdfast')
        .flatMap(({ Properties }) => Properties.Dimensions.filter(({ Name }: { Name: string }) => Name === 'service'))
        .map(({ Value }: { Value: string }) => Value)
    expect(new Set(dimensions(production))).toEqual(new Set(['holdfast']))
    expect(new Set(dimensions(staging))).toEqual(new Set(['staging']))
    for (const one of functionsOf(staging))
      expect(one.Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME).toBe('staging')
  })

  test('may have one name in two regions: what is named in the whole account names the region, too', () => {
    const named = everyResource(staging).flatMap(([id, { Type, Properties }]) => {
      if (!/::(CloudFront|Budgets|IAM|S3|Route53)::/.test(Type)) return []
      return namesIn(Properties).map((name) => ({ id, name: JSON.stringify(name) }))
    })
    expect(named.length).toBeGreaterThan(3)
    for (const { id, name } of named) expect(name, id).toContain('AWS::Region')
  })

  test('share no secret and no dashboard, and dashboards of two regions differ', () => {
    const [page] = ofType(staging.root, 'AWS::CloudWatch::Dashboard')
    expect(page?.Properties.DashboardName).toEqual({ 'Fn::Join': ['', ['staging-', { Ref: 'AWS::Region' }]] })
    expect(JSON.stringify(staging.modules)).not.toContain('holdfast/')
  })
})

/** The names that a template gives its resource. */
const namesIn = (properties: Record<string, unknown> = {}): unknown[] => {
  const configs = Object.values(properties).filter((value) => typeof value === 'object' && value !== null)
  return [properties, ...configs].flatMap((one) =>
    Object.entries(one as Record<string, unknown>).flatMap(([name, value]) =>
      /^(Name|BudgetName|RoleName|BucketName)$/.test(name) ? [value] : [],
    ),
  )
}

test('jobs follow new items in the stream of an adopted table, if it has one', () => {
  const tableStreamArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/restored/stream/1'
  const sources = (made: Synthesized) =>
    ofType(made.modules['mail'] ?? {}, 'AWS::Lambda::EventSourceMapping').map(
      ({ Properties }) => Properties.EventSourceArn,
    )
  expect(sources(synthesized({ tableName: 'restored', tableStreamArn }))).toEqual([tableStreamArn])
  expect(sources(synthesized({ tableName: 'restored' }))).toEqual([])
})

describe('the advice of a synthesis', () => {
  /** @param more what makes no other template */
  const advised = (settings: object, more = {}) => {
    const { stack, settings: all } = synthesized(settings)
    advise(stack, { ...all, ...more })
    return Annotations.fromStack(stack)
  }
  const keys = '{"keys":[{}]}'
  test('warns of missing keys, and of nothing else: a check may be strict', () => {
    advised({}).hasWarning('*', Match.stringLikeRegexp('holdfast.keys.json is missing'))
    advised(stage).hasWarning('*', Match.stringLikeRegexp('npm run keys -- -c name=staging'))
    const edge = advised({ edge: true }, { publicKeys: keys })
    edge.hasNoWarning('*', Match.anyValue())
    edge.hasInfo('*', Match.stringLikeRegexp('have no firewall'))
  })
})

test('an adopted table takes the place of the stack’s own, everywhere', () => {
  const made = synthesized({ tableName: 'restored' })
  expect(ofType(made.root, 'AWS::DynamoDB::Table')).toEqual([])
  for (const { Properties } of functionsOf(made)) expect(Properties.Environment.Variables.TABLE_NAME).toBe('restored')
  const roles = Object.values(made.modules).flatMap((resources) => ofType(resources, 'AWS::IAM::Role'))
  const text = JSON.stringify(roles)
  expect(text).toContain(':table/restored')
  expect(text).not.toContain('referencetoholdfastTable')
  const watched = ofType(made.root, 'AWS::CloudWatch::Alarm').flatMap(({ Properties }) => Properties.Dimensions ?? [])
  expect(watched.filter(({ Name }: { Name: string }) => Name === 'TableName')).not.toEqual([])
  for (const { Name, Value } of watched) if (Name === 'TableName') expect(Value).toBe('restored')
})

test('tracing records invocations, and grants X-Ray alone more', () => {
  for (const { Properties } of functionsOf(synthesized(guarded)))
    expect(Properties.TracingConfig).toEqual({ Mode: 'Active' })
  for (const { Properties } of functionsOf(synthesized())) expect(Properties.TracingConfig).toBeUndefined()
})

test('a budget notifies the topic of the alarms, and unusual writes are an alarm', () => {
  const made = synthesized(budget)
  const [one] = ofType(made.root, 'AWS::Budgets::Budget')
  expect(one?.Properties.Budget).toMatchObject({
    BudgetName: { 'Fn::Join': ['', ['holdfast-', { Ref: 'AWS::Region' }]] },
    BudgetLimit: { Amount: 50, Unit: 'USD' },
  })
  const [policy] = ofType(made.root, 'AWS::SNS::TopicPolicy')
  expect(JSON.stringify(policy?.Properties)).toContain('budgets.amazonaws.com')
  const bands = ofType(made.root, 'AWS::CloudWatch::Alarm').filter(({ Properties }) => Properties.ThresholdMetricId)
  expect(bands).toHaveLength(1)
  expect(ofType(synthesized().root, 'AWS::Budgets::Budget')).toEqual([])
})

describe('an endpoint that is renamed', () => {
  const [before, after] = ['listRooms', 'findRooms'].map((name) =>
    synthesizedAnew({}, [
      contract('wallet', 'Rooms.', {
        [name]: { ...endpointsOf(contracts)[0], route: 'GET /rooms/{roomId}', auth: 'user', access: {} } as never,
        keepRoom: { ...endpointsOf(contracts)[0], route: 'POST /rooms', auth: 'user', access: {} } as never,
      }),
    ]),
  ) as [Synthesized, Synthesized]
  const routes = ({ modules }: Synthesized) =>
    Object.fromEntries(
      Object.entries(modules['wallet'] ?? {}).filter(([, { Type }]) => Type === 'AWS::ApiGatewayV2::Route'),
    )

  test('keeps its route under the same logical id; only the target changes', () => {
    expect(Object.keys(routes(before)).sort()).toEqual([
      ...['RouteGetRoomsByRoomId', 'RouteHeadRoomsByRoomId', 'RoutePostRooms'],
    ])
    expect(Object.keys(routes(after)).sort()).toEqual(Object.keys(routes(before)).sort())
    const [old, now] = [routes(before)['RouteGetRoomsByRoomId'], routes(after)['RouteGetRoomsByRoomId']]
    expect(now?.Properties.RouteKey).toBe(old?.Properties.RouteKey)
    expect(now?.Properties.Target).not.toEqual(old?.Properties.Target)
    expect(routes(after)['RouteHeadRoomsByRoomId']?.Properties.Target).toEqual(now?.Properties.Target)
    expect(routes(after)['RoutePostRooms']).toEqual(routes(before)['RoutePostRooms'])
  })

  test('has a function of its own from then on', () => {
    const names = (made: Synthesized) => functionsOf(made).map(({ Properties }) => Properties.FunctionName)
    expect(names(before)).toContain('holdfast-wallet-listRooms')
    expect(names(after)).toContain('holdfast-wallet-findRooms')
  })
})

test('every route key has a logical id of its own', () => {
  const all = endpointsOf(contracts).map(({ route }) => routeId(route))
  expect(new Set(all).size).toBe(all.length)
  expect(routeId('GET /matches/{matchId}')).toBe('RouteGetMatchesByMatchId')
  expect(routeId('$default')).toBe('RouteDefault')
  for (const id of all) expect(id).toMatch(/^[A-Za-z0-9]+$/)
})

test('what is left out keeps its logs and dead letters', () => {
  const kept = ({ modules }: Synthesized) =>
    Object.fromEntries(
      Object.entries(modules['matches'] ?? {}).filter(([, { Type }]) => /::(LogGroup|Queue)$/.test(Type)),
    )
  expect(kept(synthesized(without))).toEqual(kept(synthesized()))
  expect(Object.keys(kept(synthesized())).length).toBeGreaterThan(10)
})

test('the lag of a job that is left out is no alarm', () => {
  const alarms = (made: Synthesized) =>
    ofType(made.root, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.MetricName)
  const lags = ['SweeperLag', 'ReconcilerLag']
  expect(alarms(synthesized())).toEqual(expect.arrayContaining(lags))
  expect(alarms(synthesized(without))).not.toEqual(expect.arrayContaining([expect.stringMatching(/Lag/)]))
})

test('what is left out has neither function nor route nor setting', () => {
  const made = synthesized(without)
  const kinds = (resources = {}) => new Set(Object.values<Resource>(resources).map(({ Type }) => Type))
  expect(kinds(made.modules['chat'])).toEqual(
    new Set(['AWS::Logs::LogGroup', 'AWS::SQS::Queue', 'AWS::SQS::QueuePolicy']),
  )
  const text = JSON.stringify(made.modules)
  expect(text).not.toContain('POST /auth/tokens')
  expect(text).toContain('POST /auth/refresh')
  const [stage] = ofType(made.root, 'AWS::ApiGatewayV2::Stage')
  expect(stage?.Properties.RouteSettings).not.toHaveProperty('POST /auth/tokens')
})
