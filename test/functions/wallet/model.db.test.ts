// The wallet against its model: any actions in any order, the clock running forward or back; the model predicts every answer.

import fc from 'fast-check'
import { afterAll, expect, inject, test } from 'vitest'
import { MAX_AMOUNT } from '#domain/money.ts'
import type { EntryType } from '#domain/wallet/schema.ts'
import { bindRuntime, documentClient } from '#kernel/commit/runtime.ts'
import { type Acts, DAY_MS, everyPage, expectSound, plays, receipts, type Stage, stage } from '#test/support/model.ts'
import { type ModelEntry, viewOf, WalletModel } from './model.ts'

const PEOPLE = 3
const user = fc.nat(PEOPLE - 1)
/** An account by its owner's index, and the caller: mostly the owner. An index beyond the users is an unknown account. */
const whose = fc.oneof(
  { arbitrary: user.map((one) => ({ by: one, account: one })), weight: 5 },
  { arbitrary: fc.record({ by: user, account: fc.nat(PEOPLE) }), weight: 1 },
)
const amount = fc.constantFrom(1, 7, 90, 1000, MAX_AMOUNT)
const key = fc.nat(5).map((number) => `k${number}`)
const maybe = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined })
const time = maybe(fc.record({ entry: fc.nat(30), off: fc.integer({ min: -1, max: 1 }) }))

const steps = {
  open: fc.record({
    by: user,
    bank: fc.constantFrom('Hana', 'hana'),
    accountNumber: fc.constantFrom('111-111', '111111', '222222', '333333'),
    key: maybe(key),
  }),
  move: fc.record({ type: fc.constantFrom<EntryType>('DEPOSIT', 'DEPOSIT', 'WITHDRAWAL'), whose, amount, key }),
  /** To the account of another index. */
  transfer: fc.record({ whose, on: fc.constantFrom(0, 1, 1, 3, 3), amount, key }),
  tick: fc.record({ ms: fc.constantFrom(1, 700, 60_000, 6.5 * DAY_MS, 7 * DAY_MS, -2000, -2000) }),
  list: fc.record({
    whose,
    limit: fc.integer({ min: 1, max: 4 }),
    type: maybe(fc.constantFrom<EntryType>('DEPOSIT', 'WITHDRAWAL', 'TRANSFER_IN', 'TRANSFER_OUT', 'REFUND')),
    from: time,
    to: time,
    order: maybe(fc.constantFrom('asc' as const, 'desc' as const)),
  }),
  statement: fc.record({ whose, at: time }),
  look: fc.record({ whose, seq: fc.integer({ min: 1, max: 5 }) }),
}
const play = (own: Stage) => {
  const model = new WalletModel(own.clock)
  const write = receipts(own.clock)
  const as = (at: number) => (own.people[at] as Stage['people'][number]).api.wallet
  const same = (told: { hash: string }, entry: ModelEntry): void => {
    entry.hash ??= told.hash
    expect(told).toEqual(entry)
  }
  const refused = (answer: { status: number; code?: string | undefined }, refusal: string): void =>
    expect(`${answer.status} ${answer.code}`).toBe(refusal)

  const acts: Acts<typeof steps> = {
    open: ({ by, bank, accountNumber: written, key }) => {
      const body = { bank, accountNumber: written }
      const accountNumber = written.replaceAll('-', '')
      return write<{ accountId: string }>({
        ...{ caller: `${by}`, operation: 'open', key, request: [bank, accountNumber], status: 201 },
        refusal: model.taken(by, bank, accountNumber),
        send: () => as(by).openAccount({ body, ...(key ? { key } : {}) }),
        done: (told) => {
          const account = { accountId: told.accountId, ownerId: own.people[by]?.userId ?? '', bank, accountNumber }
          model.accounts[by] = { ...account, createdAt: own.clock.iso(), entries: [] }
          expect(told).toEqual(viewOf(model.at(by)))
        },
      })
    },
    move: ({ type, whose: { by, account }, amount, key }) => {
      const name = type === 'DEPOSIT' ? 'deposit' : 'withdraw'
      const input = { path: { accountId: model.idAt(account) }, body: { amount, information: key } }
      return write<ModelEntry & { hash: string }>({
        ...{ caller: `${by}`, operation: name, key, request: input, status: 201 },
        refusal: model.missing(account, by) ?? model.beyond(account, type, amount),
        send: () => as(by)[name]({ ...input, key }),
        done: (told) => same(told, model.enter(account, type, amount, key, told)),
      })
    },
    transfer: ({ whose: { by, account }, on, amount, key }) => {
      const to = (account + on) % (PEOPLE + 1)
      const ends = { fromAccountId: model.idAt(account), toAccountId: model.idAt(to) }
      const body = { ...ends, amount, information: key }
      return write<{ debit: ModelEntry & { hash: string }; credit: Partial<ModelEntry> }>({
        ...{ caller: `${by}`, operation: 'transfer', key, request: body, status: 201 },
        refusal: model.transfer(account, to, by, amount),
        send: () => as(by).transfer({ body, key }),
        done: ({ debit, credit }) => {
          same(debit, model.enter(account, 'TRANSFER_OUT', amount, key, debit))
          const {
            seq: _,
            balance: __,
            information: ___,
            hash: ____,
            ...seen
          } = model.enter(...([to, 'TRANSFER_IN', amount, key, credit] as const))
          expect(credit).toEqual(seen)
        },
      })
    },
    tick: async ({ ms }) => {
      own.clock.at += ms
    },
    list: async ({ whose: { by, account }, limit, ...asked }) => {
      const filter = { ...asked, from: model.near(account, asked.from), to: model.near(account, asked.to) }
      const query = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
      const path = { accountId: model.idAt(account) }
      const { settled } = model
      const ends = filter.to !== undefined && filter.to > settled ? settled : undefined
      const ask = async (cursor?: string) => {
        const page = { ...query, limit: `${limit}`, ...(cursor ? { cursor } : {}) }
        const answer = await as(by).listTransactions({ path, query: page })
        if (answer.ok) expect(answer.body.settledUntil).toBe(ends)
        return answer
      }
      const refusal = model.missing(account, by)
      if (refusal) return refused(await ask(), refusal)
      const [told, expected] = [
        await everyPage<ModelEntry & { hash: string }>(limit, ask),
        model.listed(account, { ...filter, to: ends ?? filter.to }),
      ]
      expect(told.map(({ seq }) => seq)).toEqual(expected.map(({ seq }) => seq))
      for (const [at, entry] of expected.entries()) same(told[at] as ModelEntry & { hash: string }, entry)
    },
    statement: async ({ whose: { by, account }, at: near }) => {
      const at = model.near(account, near)
      const answer = await as(by).getStatement({ path: { accountId: model.idAt(account) }, query: at ? { at } : {} })
      const recent = at !== undefined && at > model.settled ? '409 too-recent' : undefined
      const refusal = model.missing(account, by) ?? recent
      if (refusal || !answer.ok) return refused(answer, refusal ?? 'a statement')
      const expected = model.statement(account, at)
      expect(answer.body).toEqual({ ...expected, hash: expected.seq > 0 ? expect.any(String) : null })
    },
    look: async ({ whose: { by, account }, seq }) => {
      const path = { accountId: model.idAt(account) }
      const own = await as(by).listAccounts({})
      expect(own.ok && own.body.items).toEqual(model.accounts[by] ? [viewOf(model.at(by))] : [])
      const [whole, one] = [
        await as(by).getAccount({ path }),
        await as(by).getTransaction({ path: { ...path, seq: `${seq}` } }),
      ]
      const refusal = model.missing(account, by)
      if (refusal || !whole.ok) return refused(whole, refusal ?? 'an account')
      expect(whole.body).toEqual(viewOf(model.at(account)))
      const entry = model.at(account).entries[seq - 1]
      if (entry && one.ok) same(one.body as ModelEntry & { hash: string }, entry)
      else refused(one, '404 transaction-not-found')
    },
  }
  return { model, acts }
}

test('the model predicts all actions on accounts', { timeout: 60_000 }, () =>
  plays(steps, { open: 2, move: 9, transfer: 7, tick: 4, list: 3, statement: 2 }, async (history) => {
    const own = await stage(PEOPLE)
    const { model, acts } = play(own)
    await own.world.table.store(model.rich(0, own.people[0]?.userId ?? ''))
    await acts.open({ by: 1, bank: 'Hana', accountNumber: '333333', key: undefined })
    await history(acts)
    await expectSound(own)
  }),
)

afterAll(() => bindRuntime({ client: documentClient(inject('endpoint')), clock: Date.now }))
