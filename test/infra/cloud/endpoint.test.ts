// Every function of the synthesised templates against its contract: role, route or schedule, environment.

import { beforeAll, describe, expect, test } from 'vitest'
import type * as z from 'zod/mini'
import { contracts } from '#functions/api.ts'
import { spaces } from '#functions/spaces.ts'
import { grantsOf, objectGrantsOf } from '#infra/iam/policy.ts'
import { endpointsOf, isArrival, isEndpoint, knowsHmacKey, routesOf, takesKey } from '#kernel/http/contract.ts'
import { belongings, entries, ofType, type Resource, type Synthesized, synthesized } from './synthesized.ts'

let made: Synthesized
beforeAll(() => {
  made = synthesized()
})

const cases = entries.map((entry) => [entry.operation, entry] as const)
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])

interface Statement {
  readonly Sid: string
  readonly Effect: string
  readonly Action: unknown
  readonly Resource: unknown
  readonly Condition?: Record<string, Record<string, unknown>>
}
const statementsOf = (owned: Record<string, Resource>): Statement[] => {
  const [role] = ofType(owned, 'AWS::IAM::Role')
  return role?.Properties.Policies.flatMap(
    ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
  )
}
const actionsOf = (statements: Statement[]): string[] =>
  statements.flatMap(({ Action }) => list(Action) as string[]).sort()

describe.each(cases)('%s', (_, entry) => {
  const owned = () => belongings(made, entry)
  const one = (type: string): Resource => {
    const found = ofType(owned(), type)
    expect(found, type).toHaveLength(1)
    return found[0] as Resource
  }

  const decodes = !isEndpoint(entry) && isArrival(entry)
  test('is a function of its own, with a role and a log of its own', () => {
    const id = Object.keys(owned()).find((name) => /Role/.test(name))
    const { Properties } = one('AWS::Lambda::Function')
    expect(Properties).toMatchObject({
      ...{ Runtime: 'nodejs24.x', Architectures: [decodes ? 'x86_64' : 'arm64'], Handler: 'index.handler' },
      ...{ FunctionName: `holdfast-${entry.module}-${entry.name}`, Description: entry.summary },
      Role: { 'Fn::GetAtt': [id, 'Arn'] },
    })
    expect(Properties.MemorySize).toBeGreaterThanOrEqual(512)
    expect(Properties.MemorySize).toBeLessThanOrEqual(decodes ? 1536 : 1024)
    expect(Properties.Timeout).toBe(isEndpoint(entry) ? 29 : decodes ? 60 : entry.scans ? 900 : 300)
    expect(Object.keys(Properties.Environment.Variables).filter((name) => /^(AWS_|LAMBDA_|_)/.test(name))).toEqual([])
    expect(one('AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(30)
    expect(Properties.LoggingConfig.LogGroup.Ref).toMatch(new RegExp(`^${entry.name}Log`, 'i'))
    expect(one('AWS::IAM::Role').Properties.ManagedPolicyArns).toBeUndefined()
  })

  test('may do what its contract declares, and nothing else', () => {
    const statements = statementsOf(owned())
    const objects = objectGrantsOf(entry, 'BUCKET')
    const expected = [...grantsOf(entry, 'TABLE'), ...objects]
    const others = statements.filter(({ Sid }) => !expected.some((grant) => grant.Sid === Sid)).map(({ Sid }) => Sid)
    const signs = isEndpoint(entry) && entry.signs
    const secrets = [...(signs ? ['PrivateKey'] : []), ...(entry.pays ? ['PaymentKeys'] : [])]
    const streams = 'follows' in entry ? ['ReadStream'] : []
    const wakes = 'wakes' in entry ? ['Wake'] : []
    expect(others).toEqual([...secrets, ...wakes, ...(isEndpoint(entry) ? [] : ['DeadLetters']), ...streams, 'Log'])
    for (const { Sid, Effect, Action, Resource, Condition } of statements) {
      expect(Effect).toBe('Allow')
      const ofBucket = objects.some((grant) => grant.Sid === Sid)
      expect(JSON.stringify([Action, ofBucket ? [] : Resource])).not.toContain('*')
      const grant = expected.find((wanted) => wanted.Sid === Sid)
      if (!grant) continue
      expect(list(Action).toSorted()).toEqual(grant.Action.toSorted())
      expect(Condition).toEqual(grant.Condition)
      expect(
        list(Resource)
          .map((one) => arnOf(one))
          .toSorted(),
      ).toEqual(grant.Resource.toSorted())
    }
  })

  test('reaches only keys of its modules, and writes only in transactions', () => {
    const own = Object.keys(entry.access).flatMap((module) => spaces[module]?.prefixes ?? [])
    const ofTable = statementsOf(owned()).filter(({ Action }) => String(list(Action)[0]).startsWith('dynamodb:'))
    for (const { Action, Condition, Sid } of ofTable) {
      if (Sid === 'ReadStream') expect('follows' in entry).toBe(true)
      else if (Sid === 'Scan') expect('scans' in entry).toBe(true)
      else {
        const patterns = Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] as string[]
        expect(Condition?.['Null']).toEqual({ 'dynamodb:LeadingKeys': ['false'] })
        const prefixes = patterns.map((pattern) => pattern.split('#')[0])
        const mine = Sid.endsWith('Receipts') ? ['RECEIPT'] : own
        if (/^(Record|Check)Run$/.test(Sid)) expect(patterns).toEqual([`JOB#${entry.operation}`])
        else if (Sid !== 'LookAgain') expect(mine).toEqual(expect.arrayContaining(prefixes))
      }
      if (list(Action).some((action) => /:(Put|Update|Delete)Item$/.test(String(action))))
        expect(Condition?.['ForAnyValue:StringEquals']).toEqual({
          'dynamodb:EnclosingOperation': ['TransactWriteItems'],
        })
    }
    const actions = actionsOf(ofTable)
    expect(actions.includes('dynamodb:Scan')).toBe('scans' in entry)
    const keyed = isEndpoint(entry) && takesKey(entry)
    const writes = Object.values(entry.access).includes('write') || keyed
    expect(actions.some((action) => /(Put|Update|Delete)Item/.test(action))).toBe(writes)
    // A keyed endpoint has access to receipts first.
    expect(ofTable.length > 0).toBe(Object.keys(entry.access).length > 0 || keyed)
  })

  test('is reached by its route, or runs on its schedule or for what arrives', () => {
    if (isEndpoint(entry)) {
      const keys = ofType(owned(), 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey)
      expect(keys).toEqual(routesOf(entry))
      expect(one('AWS::ApiGatewayV2::Integration').Properties.PayloadFormatVersion).toBe('2.0')
      return
    }
    const { ScheduleExpression, EventPattern } = one('AWS::Events::Rule').Properties
    if (isArrival(entry)) {
      expect(EventPattern).toMatchObject({ source: ['aws.s3'], 'detail-type': ['Object Created'] })
      expect(EventPattern.detail.object).toEqual({ key: [{ prefix: `${entry.arrivesIn}/` }] })
      expect(arnOf(EventPattern.detail.bucket.name[0], 'Ref')).toBe('BUCKET')
    } else {
      const { everyMinutes } = entry
      expect(ScheduleExpression).toBe(everyMinutes === 1 ? 'rate(1 minute)' : `rate(${everyMinutes} minutes)`)
    }
    const { MaximumRetryAttempts, DestinationConfig } = one('AWS::Lambda::EventInvokeConfig').Properties
    expect(MaximumRetryAttempts).toBeLessThanOrEqual(2)
    expect(DestinationConfig.OnFailure.Destination['Fn::GetAtt'][0]).toMatch(/DeadLetters/)
    expect(one('AWS::CloudWatch::Alarm').Properties.MetricName).toBe('NumberOfMessagesSent')
  })

  test('knows the private key only if it signs, the public ones only if it asks who calls', () => {
    const { Variables } = one('AWS::Lambda::Function').Properties.Environment
    const signs = isEndpoint(entry) && entry.signs === true
    expect('TOKEN_PRIVATE_KEY_SECRET' in Variables).toBe(signs)
    expect(secretsOf(statementsOf(owned())).includes('token-key')).toBe(signs)
    const recognises = isEndpoint(entry) && (entry.auth !== 'public' || entry.recognises === true)
    expect('TOKEN_PUBLIC_KEYS' in Variables).toBe(recognises)
    expect('TOKEN_PRIVATE_KEY' in Variables).toBe(false)
    for (const name of ['BUCKET_NAME', 'BUCKET_URL']) expect(name in Variables).toBe(entry.objects !== undefined)
  })

  test('knows the HMAC key only if it lists or seals, and the template has only a reference', () => {
    const { Variables } = one('AWS::Lambda::Function').Properties.Environment
    const pages = isEndpoint(entry) && (entry.reply[1] as z.ZodMiniObject | null)?.shape?.['nextCursor'] !== undefined
    const seals = isEndpoint(entry) ? entry.seals === true : entry.outlets === 'sends'
    expect('HMAC_KEY' in Variables).toBe(pages || seals)
    if (!(pages || seals)) return
    expect(knowsHmacKey(entry)).toBe(true)
    const [, parts] = Variables.HMAC_KEY['Fn::Join']
    expect(parts).toEqual([
      '{{resolve:secretsmanager:',
      { Ref: expect.stringMatching(/^referencetoholdfastHmacKey\w+Ref$/) },
      ':SecretString:::}}',
    ])
  })

  test('knows gateways and their keys only if it pays', () => {
    const { Variables } = one('AWS::Lambda::Function').Properties.Environment
    const known = Object.keys(Variables).filter((name) => /PAY|TOSS|PUBLIC_BASE/.test(name))
    const bases = ['KAKAOPAY_BASE_URL', 'PAYMENT_KEYS_SECRET', 'PUBLIC_BASE_URL', 'TOSS_BASE_URL']
    const offers = isEndpoint(entry) && entry.offers ? ['KAKAOPAY_MINIMUM', 'TOSS_MINIMUM'] : []
    expect(known.sort()).toEqual([...(entry.pays ? bases : []), ...offers].sort())
    expect(Variables.GATEWAYS).toBe(offers.length > 0 ? 'KAKAOPAY,TOSS' : undefined)
    expect(secretsOf(statementsOf(owned())).includes('payment-keys')).toBe(entry.pays === true)
    if (!entry.pays) return
    expect(Variables).toMatchObject({
      PAYMENT_KEYS_SECRET: 'holdfast/payment-keys',
      KAKAOPAY_BASE_URL: 'https://open-api.kakaopay.com',
      TOSS_BASE_URL: 'https://api.tosspayments.com',
      PUBLIC_BASE_URL: { Ref: expect.stringMatching(/^referencetoholdfastApi\w+ApiEndpoint$/) },
    })
  })
})

/** The secrets that the statements allow to read. */
const secretsOf = (statements: Statement[]): string[] =>
  statements
    .filter(({ Action }) => list(Action).includes('secretsmanager:GetSecretValue'))
    .flatMap(({ Resource }) => /:secret:holdfast\/([a-z-]+)-\?{6}"/.exec(JSON.stringify(Resource))?.[1] ?? '')

/** The ARNs of table and bucket arrive as parameters of the nested stack. */
const arnOf = (resource: unknown, what = 'Arn'): string => {
  const { Ref, 'Fn::Join': join } = resource as { Ref?: string; 'Fn::Join'?: [string, [object, string]] }
  if (join) return `${arnOf(join[1][0])}${join[1][1]}`
  const [, kind = ''] = new RegExp(`^referencetoholdfast(Table|Bucket)\\w+${what}$`).exec(String(Ref)) ?? []
  return kind.toUpperCase()
}

describe('the session functions', () => {
  test('are the two that give tokens', () => {
    const signing = endpointsOf(contracts).filter(({ signs }) => signs)
    expect(signing.map(({ operation }) => operation)).toEqual(['users.createTokens', 'users.refreshTokens'])
  })
  test('read one secret', () => {
    const statements = statementsOf(belongings(made, { module: 'users', name: 'createTokens' }))
    expect(secretsOf(statements)).toEqual(['token-key'])
  })
})

/** Settings that show in single functions. */
const told = {
  ...{ paymentResultUrl: 'https://shop.example/paid', eventBus: 'product' },
  ...{ mailFrom: 'Futsal <hello@futsal.example>', appUrl: 'https://app.futsal.example' },
  ...{ domainName: 'api.futsal.example', tableName: 'restored' },
  certificateArn: 'arn:aws:acm:ap-northeast-2:123456789012:certificate/a',
}

test('functions that pay send browsers to the page of the product, if it has one', () => {
  const page = (of: Synthesized, name: string): unknown => {
    const owned = belongings(of, { module: 'billing', name })
    return ofType(owned, 'AWS::Lambda::Function')[0]?.Properties.Environment.Variables.PAYMENT_RESULT_URL
  }
  expect(page(made, 'approvePayment')).toBeUndefined()
  const own = synthesized(told)
  expect([page(own, 'approvePayment'), page(own, 'listBillings')]).toEqual([told.paymentResultUrl, undefined])
})

describe('mail', () => {
  const sender = { module: 'mail', name: 'sendMails' }
  const writer = { module: 'users', name: 'register' }
  const variablesOf = (stack: Synthesized, of: typeof sender) =>
    ofType(belongings(stack, of), 'AWS::Lambda::Function')[0]?.Properties.Environment.Variables

  test('is off without a sender, and no function may send', () => {
    for (const one of [sender, writer]) expect(variablesOf(made, one).MAIL).toBe('off')
    expect(actionsOf(statementsOf(belongings(made, sender)))).not.toContain('ses:SendEmail')
  })

  test('is sent by one job, from the verified address, once there is one', () => {
    const mailing = synthesized(told)
    expect(variablesOf(mailing, writer)).toMatchObject({ MAIL: 'ses', REGISTRATIONS_PER_ADDRESS: '50' })
    expect(variablesOf(mailing, writer)).not.toHaveProperty('MAIL_FROM')
    expect(variablesOf(mailing, sender)).toMatchObject({
      ...{ MAIL: 'ses', MAIL_FROM: 'Futsal <hello@futsal.example>', APP_URL: 'https://app.futsal.example' },
    })
    const senders = entries.filter((entry) =>
      actionsOf(statementsOf(belongings(mailing, entry))).includes('ses:SendEmail'),
    )
    expect(senders.map(({ operation }) => operation)).toEqual(['mail.sendMails'])
    const statement = statementsOf(belongings(mailing, sender)).find(({ Sid }) => Sid === 'SendMail')
    const identities = JSON.stringify(statement?.Resource).match(/identity\/[^"]+/g)
    expect(identities?.sort()).toEqual(['identity/futsal.example', 'identity/hello@futsal.example'])
  })

  test('has links to the public address', () => {
    expect(variablesOf(synthesized(told), sender)).toMatchObject({ PUBLIC_BASE_URL: 'https://api.futsal.example' })
  })

  test('is sent at once: the stream runs the job for new items of the outbox alone', () => {
    const mapping = ofType(belongings(made, sender), 'AWS::Lambda::EventSourceMapping')[0]?.Properties
    const [{ Pattern }] = mapping.FilterCriteria.Filters
    expect(JSON.parse(Pattern)).toEqual({
      eventName: ['INSERT'],
      dynamodb: { Keys: { pk: { S: [{ prefix: 'MAIL#' }] } } },
    })
    const [table] = ofType(made.root, 'AWS::DynamoDB::Table')
    expect(table?.Properties.StreamSpecification).toEqual({ StreamViewType: 'KEYS_ONLY' })
    // An adopted table has no stream that the stack knows: the schedule finds the mails.
    const adopted = belongings(synthesized(told), sender)
    expect(ofType(adopted, 'AWS::Lambda::EventSourceMapping')).toEqual([])
    expect(ofType(adopted, 'AWS::Events::Rule')).toHaveLength(1)
  })
})

describe('events', () => {
  const relay = { module: 'events', name: 'relayEvents' }
  const sender = { module: 'events', name: 'deliverEvents' }
  const variablesOf = (stack: Synthesized, of: typeof sender) =>
    ofType(belongings(stack, of), 'AWS::Lambda::Function')[0]?.Properties.Environment.Variables
  const statementOf = (stack: Synthesized, of: typeof sender, sid: string) =>
    statementsOf(belongings(stack, of)).find(({ Sid }) => Sid === sid)

  test('are relayed at once: the stream runs the relay, and the relay starts the deliveries', () => {
    const mapping = ofType(belongings(made, relay), 'AWS::Lambda::EventSourceMapping')[0]?.Properties
    expect(JSON.parse(mapping.FilterCriteria.Filters[0].Pattern).dynamodb.Keys.pk.S).toEqual([{ prefix: 'OUTBOX#' }])
    expect(ofType(belongings(made, sender), 'AWS::Lambda::EventSourceMapping')).toEqual([])
    expect(variablesOf(made, relay).WAKES).toBe('holdfast-events-deliverEvents')
    const statement = statementOf(made, relay, 'Wake')
    expect(statement?.Action).toBe('lambda:InvokeFunction')
    expect(JSON.stringify(statement?.Resource)).toContain(':function:holdfast-events-deliverEvents"')
  })

  test('go to a bus if there is one, by one job', () => {
    expect(variablesOf(made, sender)).not.toHaveProperty('EVENT_BUS')
    expect(statementOf(made, sender, 'SendToBus')).toBeUndefined()
    const bus = synthesized(told)
    for (const one of [relay, sender]) expect(variablesOf(bus, one).EVENT_BUS).toBe('product')
    const senders = entries.filter((entry) =>
      actionsOf(statementsOf(belongings(bus, entry))).includes('events:PutEvents'),
    )
    expect(senders.map(({ operation }) => operation)).toEqual(['events.deliverEvents'])
    expect(JSON.stringify(statementOf(bus, sender, 'SendToBus')?.Resource)).toContain(':event-bus/product"')
  })

  test('a table has no more than two readers of its stream', () => {
    const readers = entries.filter(
      (entry) => ofType(belongings(made, entry), 'AWS::Lambda::EventSourceMapping').length > 0,
    )
    expect(readers.length).toBeLessThanOrEqual(2)
  })
})
