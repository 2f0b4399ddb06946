// Receipts over time: a replay for seven days, then the key is free, and the audit counts.

import { afterAll, expect, inject, onTestFinished, test } from 'vitest'
import { fenceReceipt, requestHash, writeReceipt } from '#kernel/commit/receipt.ts'
import { bindRuntime, documentClient, runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { transact } from '#kernel/commit/transact.ts'
import { DAY_MS, type Stage, stage } from '#test/support/model.ts'

afterAll(() => bindRuntime({ client: documentClient(inject('endpoint')), clock: Date.now }))

const holder = async ({ people: [as] }: Stage) => {
  const made = await as?.api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: '123456' } })
  if (!as || !made?.ok) throw new Error('no account')
  const path = { accountId: made.body.accountId }
  return (amount: number) => as.api.wallet.deposit({ path, key: 'k', body: { amount, information: '' } })
}

test('a key is kept for seven days, to the second', async () => {
  const own = await stage(1)
  const deposit = await holder(own)
  const first = await deposit(5)
  own.clock.at += 7 * DAY_MS - 1000
  const again = await deposit(5)
  expect([again.status, again.ok && again.replayed, again.body]).toEqual([201, true, first.body])
  const other = await deposit(6)
  expect([other.status, other.code]).toEqual([422, 'idempotency-key-reused'])
  own.clock.at += 1000
  const fresh = await deposit(6)
  expect([fresh.status, fresh.ok && fresh.replayed, fresh.ok && fresh.body.balance]).toEqual([201, false, 11])
  // Its own seven days: it does not inherit the end of the first one.
  own.clock.at += 7 * DAY_MS - 1000
  expect((await deposit(6)).ok).toBe(true)
  expect((await deposit(5)).code).toBe('idempotency-key-reused')
  expect((await own.world.table.audit()).violations).toEqual([])
})

test('a receipt that was written twice within its life is a violation', async () => {
  const own = await stage(1)
  const { client, tableName } = runtime()
  const store = new Store(client, tableName)
  const keyed = { scope: 'user', operation: 'wallet.deposit', key: 'k', hash: 'h', requestId: 'r' }
  const at = (seconds: number) => ({
    ...writeReceipt(keyed, { status: 201 }, { now: seconds, fence: '' }),
    requires: [],
  })
  const now = own.clock.at / 1000
  const week = (7 * DAY_MS) / 1000
  const found = async () => (await own.world.table.audit()).violations.map(({ rule, where }) => `${rule} ${where}`)
  await transact(store, [at(now)])
  await transact(store, [at(now + week)])
  expect(await found()).toEqual([])
  await transact(store, [at(now + week + 1)])
  expect(await found()).toEqual(['receipt RECEIPT#user#wallet.deposit#k'])
})

const ann = { username: 'ann', email: 'ann@example.com', password: 'so secret!', firstName: 'Ann', lastName: 'Lee' }

test('a receipt that a process with a slower clock fills after a fence is no violation', async () => {
  const own = await stage(1)
  const { client, tableName } = runtime()
  const store = new Store(client, tableName)
  const keyed = { scope: 'user', operation: 'wallet.deposit', key: 'k', hash: 'h', requestId: 'r' }
  const now = own.clock.at / 1000
  await transact(store, [fenceReceipt(keyed, { now: now + 2, fence: '' }, 'fence')])
  await transact(store, [writeReceipt(keyed, { status: 201 }, { now, fence: 'fence' })])
  expect((await own.world.table.audit()).violations).toEqual([])
})

test('a receipt says what was replied, and nothing secret', async () => {
  const own = await stage(1)
  const register = (password: string) => own.world.api.users.register({ key: 'k', body: { ...ann, password } })
  const made = await register(ann.password)
  const again = await register(ann.password)
  expect([made.status, again.status, again.body]).toEqual([201, 201, made.body])
  const other = await register('another one')
  expect([other.status, other.code]).toEqual([422, 'idempotency-key-reused'])
  expect(JSON.stringify(await own.world.table.items())).not.toMatch(/so secret|another one/)
})

const listener = async ({ world }: Stage) => {
  const operator = await world.stranger('OPERATOR')
  return (key: string, url = 'https://hooks.example/a') =>
    operator.api.events.createEndpoint({ key, body: { url, types: ['match.opened'] } })
}

test('a reply with a secret is replayed, and the table does not show the secret', async () => {
  const own = await stage(1)
  const listen = await listener(own)
  const made = await listen('k')
  expect(made).toMatchObject({ status: 201, replayed: false })
  expect(await listen('k')).toMatchObject({ status: 201, replayed: true, body: made.body })
  expect(await listen('k', 'https://hooks.example/b')).toMatchObject({ status: 422, code: 'idempotency-key-reused' })
  const items = await own.world.table.items()
  expect(items.filter(({ url }) => url !== undefined)).toHaveLength(1)
  const secret = made.ok ? made.body.secret.slice('whsec_'.length) : ''
  expect(secret).toHaveLength(44)
  expect(JSON.stringify(items)).not.toContain(secret)
})

test('a reply with a secret that another HMAC key has encrypted is refused, and nothing is done again', async () => {
  const own = await stage(1)
  const listen = await listener(own)
  expect((await listen('k')).status).toBe(201)
  const before = await own.world.table.items()
  const { HMAC_KEY: key } = process.env
  onTestFinished(() => {
    process.env['HMAC_KEY'] = key
  })
  process.env['HMAC_KEY'] = 'another key'
  expect(await listen('k')).toMatchObject({
    ...{ status: 422, code: 'idempotency-key-reused' },
    body: { detail: expect.stringContaining('has taken effect') },
  })
  expect(await own.world.table.items()).toEqual(before)
  expect((await listen('another')).status).toBe(201)
})

test('a receipt of the first edition, which left the secrets out, is replayed', async () => {
  const own = await stage(1)
  const made = await own.world.api.users.register({ key: 'k', body: ann })
  const { password: _, ...open } = ann
  const [receipt] = (await own.world.table.items()).filter(({ sk }) => sk === 'RECEIPT')
  await own.world.table.store([{ ...receipt, hash: requestHash([{}, {}, open]) }])
  const again = await own.world.api.users.register({ key: 'k', body: ann })
  expect(again).toMatchObject({ status: 201, replayed: true, body: made.body })
  const other = await own.world.api.users.register({ key: 'k', body: { ...ann, firstName: 'Anna' } })
  expect(other.code).toBe('idempotency-key-reused')
})
