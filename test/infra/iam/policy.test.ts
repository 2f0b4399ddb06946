// The grants of a contract, evaluated as IAM does.

import { describe, expect, test } from 'vitest'
import { spaces } from '#functions/spaces.ts'
import { grantsOf, objectGrantsOf } from '#infra/iam/policy.ts'
import type { Ask } from '#infra/local/ask.ts'
import { permits } from '#infra/local/policy.ts'
import type { Endpoint, Job } from '#kernel/http/contract.ts'
import { entries } from '#test/infra/cloud/synthesized.ts'

const entry = (changes: Partial<Endpoint> | Partial<Job>): Endpoint =>
  ({ module: 'wallet', name: 'x', operation: 'wallet.x', route: 'GET /x', access: {}, ...changes }) as Endpoint
const job = (changes: Partial<Job>): Job =>
  ({ module: 'ops', name: 'x', operation: 'ops.x', everyMinutes: 1, access: {}, ...changes }) as Job
const TRANSACTION = 'TransactWriteItems'

const may = (who: Endpoint | Job, ask: Ask): boolean => permits(grantsOf(who, 'table'), ask)
const own = 'ACCOUNT#account_1'

describe('an endpoint that reads', () => {
  const reader = entry({ access: { wallet: 'read' } })
  test.each([
    [true, { action: 'GetItem', keys: [own] }],
    [true, { action: 'Query', keys: [own] }],
    [true, { action: 'BatchGetItem', keys: [own, 'ACCOUNT_OWNER#user_1'] }],
    [false, { action: 'BatchGetItem', keys: [own, 'USER#user_1'] }],
    [false, { action: 'GetItem', keys: ['USER#user_1'] }],
    [false, { action: 'GetItem', keys: ['ACCOUNT'] }],
    [false, { action: 'GetItem', keys: ['MY_ACCOUNT#account_1'] }],
    [false, { action: 'Query', keys: [own], index: 'list' }],
    [false, { action: 'Query' }],
    [false, { action: 'Scan' }],
    [false, { action: 'PutItem', keys: [own], enclosing: TRANSACTION }],
    [false, { action: 'ConditionCheckItem', keys: [own], enclosing: TRANSACTION }],
    [false, { action: 'GetItem', keys: ['RECEIPT#user_1#wallet.x#key'] }],
  ] as [boolean, Ask][])('%s: %o', (expected, ask) => expect(may(reader, ask)).toBe(expected))
})

describe('an endpoint that writes', () => {
  const writer = entry({ route: 'POST /x', access: { wallet: 'write', users: 'read' } })
  test.each([
    [true, { action: 'UpdateItem', keys: [own], enclosing: TRANSACTION }],
    [true, { action: 'PutItem', keys: [own], enclosing: TRANSACTION }],
    [true, { action: 'DeleteItem', keys: [own], enclosing: TRANSACTION }],
    [true, { action: 'ConditionCheckItem', keys: [own], enclosing: TRANSACTION }],
    [true, { action: 'GetItem', keys: ['USER#user_1'] }],
    [false, { action: 'UpdateItem', keys: [own] }],
    [false, { action: 'UpdateItem', keys: [own], enclosing: 'BatchWriteItem' }],
    [false, { action: 'UpdateItem', enclosing: TRANSACTION }],
    [false, { action: 'UpdateItem', keys: ['USER#user_1'], enclosing: TRANSACTION }],
    [true, { action: 'UpdateItem', keys: ['RECEIPT#user_1#wallet.x#my#key'], enclosing: TRANSACTION }],
    [true, { action: 'GetItem', keys: ['RECEIPT#user_1#wallet.x#my\nkey'] }],
    [false, { action: 'DeleteItem', keys: ['RECEIPT#user_1#wallet.x#key'], enclosing: TRANSACTION }],
    [false, { action: 'UpdateItem', keys: ['RECEIPT#user_1#wallet.xy#key'], enclosing: TRANSACTION }],
    [false, { action: 'UpdateItem', keys: ['RECEIPT#user_1#wallet.deposit#key'], enclosing: TRANSACTION }],
  ] as [boolean, Ask][])('%s: %o', (expected, ask) => expect(may(writer, ask)).toBe(expected))

  test('without a key leaves receipts alone', () => {
    const receipt: Ask = { action: 'UpdateItem', keys: ['RECEIPT#user_1#wallet.x#key'], enclosing: TRANSACTION }
    expect(may({ ...writer, idempotency: 'none' } as Endpoint, receipt)).toBe(false)
  })
})

test('an index is read by those who declare it, by their own keys', () => {
  const lister = entry({ access: { matches: 'read' }, indexes: ['list'] })
  expect(may(lister, { action: 'Query', keys: ['MATCHES#ALL'], index: 'list' })).toBe(true)
  expect(may(lister, { action: 'Query', keys: ['ACCOUNT#a'], index: 'list' })).toBe(false)
  expect(may(lister, { action: 'Query', keys: ['MATCHES#ALL'], index: 'due' })).toBe(false)
})

test('only the audit scans, and looks again at what any module owns', () => {
  const audit = job({ access: { ops: 'write' }, scans: true })
  expect(may(audit, { action: 'Scan' })).toBe(true)
  expect(may(job({ access: { ops: 'write' } }), { action: 'Scan' })).toBe(false)
  for (const { prefixes } of Object.values(spaces))
    for (const prefix of prefixes) expect(may(audit, { action: 'Query', keys: [`${prefix}#x`] })).toBe(true)
  expect(may(audit, { action: 'PutItem', keys: [own], enclosing: TRANSACTION })).toBe(false)
})

test('a scheduled job records its own runs in a transaction, and no others', () => {
  const sweeper = job({ module: 'wallet', operation: 'wallet.x' })
  const record = (pk: string, enclosing?: string): Ask => ({
    ...{ action: 'UpdateItem', keys: [pk] },
    ...(enclosing ? { enclosing } : {}),
  })
  expect(may(sweeper, record('JOB#wallet.x', TRANSACTION))).toBe(true)
  expect(may(sweeper, record('JOB#wallet.x'))).toBe(false)
  expect(may(sweeper, record('JOB#wallet.xy', TRANSACTION))).toBe(false)
  expect(may(sweeper, { action: 'GetItem', keys: ['JOB#wallet.x'] })).toBe(false)
  // A lost reply is settled by a check of what was written.
  const check = (pk: string): Ask => ({ action: 'ConditionCheckItem', keys: [pk], enclosing: TRANSACTION })
  expect([may(sweeper, check('JOB#wallet.x')), may(sweeper, check('JOB#wallet.xy'))]).toEqual([true, false])
  const { everyMinutes: _, ...arrival } = sweeper as { everyMinutes?: number } & Job
  expect(grantsOf({ ...arrival, arrivesIn: 'uploads' } as Job, 'table')).toEqual([])
})

test('who deletes objects does nothing else with them, in those folders', () =>
  expect(objectGrantsOf(job({ objects: { uploads: 'delete' } }), 'bucket')).toEqual([
    { Sid: 'DeleteObjects', Effect: 'Allow', Action: ['s3:DeleteObject'], Resource: ['bucket/uploads/*'] },
  ]))

test('nothing is granted to who declares nothing', () => expect(grantsOf(entry({}), 'table')).toEqual([]))

test('a module without a space is an error', () =>
  expect(() => grantsOf(entry({ access: { nowhere: 'read' } }), 'table')).toThrow('does not list nowhere'))

test('prefixes are one module’s each, and none is a pattern', () => {
  const all = Object.values(spaces).flatMap(({ prefixes }) => prefixes)
  expect(new Set(all).size).toBe(all.length)
  for (const prefix of all) expect(prefix).toMatch(/^[A-Z_]+$/)
})

test('no grant has a wildcard for an action or the table, and each policy fits a role', () => {
  for (const one of entries) {
    const grants = grantsOf(one, `arn:aws:dynamodb:eu-central-1:123456789012:table/${'t'.repeat(60)}`)
    for (const { Action, Resource } of grants) expect([...Action, ...Resource].join()).not.toContain('*')
    // All inline policies of a role are limited to 10,240 characters without white space.
    expect(JSON.stringify(grants).length, one.operation).toBeLessThan(6000)
  }
})
