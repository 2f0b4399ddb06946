// The wallet against a model of it: whatever people do, in whatever order and with the clock running on or back, every answer is foretold.

import fc from 'fast-check'
import { afterAll, expect, inject, test } from 'vitest'
import { type AccountItem, accountKey, entryKey, numberKey, ownerKey } from '../../../shared/domain/wallet/item.ts'
import { nextEntry, signs } from '../../../shared/domain/wallet/ledger.ts'
import type { EntryType } from '../../../shared/domain/wallet/schema.ts'
import { transactionView } from '../../../shared/domain/wallet/views.ts'
import { bindRuntime, documentClient } from '../../../shared/kernel/runtime.ts'
import { MAX_AMOUNT, MAX_BALANCE } from '../../../shared/kernel/schema.ts'
import { typeId } from '../../../shared/kernel/typeid.ts'
import { stored } from '../../support/counterexample.ts'
import { DAY_MS, everyPage, expectSound, plays, receipts, type Stage, stage } from '../../support/model.ts'

type Transaction = ReturnType<typeof transactionView>
interface Account {
  readonly accountId: string
  readonly ownerId: string
  readonly bank: string
  readonly accountNumber: string
  readonly createdAt: string
  readonly entries: Transaction[]
}

const PEOPLE = 3
const NOBODYS = typeId('account', 0, new Uint8Array(10))

const user = fc.nat(PEOPLE - 1)
/** An account by its owner; beyond them: one that does not exist. Mostly one's own. */
const whose = fc.oneof(
  { arbitrary: user.map((one) => ({ user: one, account: one })), weight: 4 },
  { arbitrary: fc.record({ user, account: fc.nat(PEOPLE) }), weight: 1 },
)
const amount = fc.constantFrom(1, 7, 90, 1000, MAX_AMOUNT)
const key = fc.nat(7).map((number) => `k${number}`)
/** A time near that of some entry. */
const time = fc.option(fc.record({ entry: fc.nat(30), off: fc.integer({ min: -1, max: 1 }) }), { nil: undefined })
const of = <K extends string, T>(kind: K, rest: fc.Arbitrary<T>) => rest.map((one) => ({ kind, ...one }))

const step = fc.oneof(
  of(
    'open',
    fc.record({
      user,
      bank: fc.constantFrom('Hana', 'hana'),
      accountNumber: fc.constantFrom('111-111', '111111', '222222', '333333'),
      key: fc.option(key, { nil: undefined }),
    }),
  ),
  of('move', fc.record({ type: fc.constantFrom('DEPOSIT' as const, 'WITHDRAWAL' as const), whose, amount, key })),
  of('move', fc.record({ type: fc.constant('DEPOSIT' as const), whose, amount, key })),
  of('transfer', fc.record({ whose, to: fc.nat(PEOPLE), amount, key })),
  of('tick', fc.record({ ms: fc.constantFrom(1, 700, 60_000, DAY_MS, 8 * DAY_MS, -2000) })),
  of(
    'list',
    fc.record({
      whose,
      limit: fc.integer({ min: 1, max: 4 }),
      type: fc.option(fc.constantFrom<EntryType>('DEPOSIT', 'WITHDRAWAL', 'TRANSFER_IN', 'TRANSFER_OUT', 'REFUND'), {
        nil: undefined,
      }),
      from: time,
      to: time,
      order: fc.constantFrom('asc' as const, 'desc' as const, undefined),
    }),
  ),
  of('statement', fc.record({ whose, at: time })),
  of('look', fc.record({ whose, seq: fc.integer({ min: 1, max: 5 }) })),
)
type Step = (typeof step extends fc.Arbitrary<infer T> ? T : never) | { kind: 'again'; back: number }
const steps: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: step, weight: 6 },
  { arbitrary: of('again', fc.record({ back: fc.nat(5) })), weight: 1 },
)

const opened = (own: Stage, at: number, bank: string, accountNumber: string): Account => ({
  ...{ accountId: NOBODYS, ownerId: own.people[at]?.userId ?? '', bank, accountNumber },
  ...{ createdAt: own.clock.iso(), entries: [] },
})
const balanceOf = ({ entries }: Account): number => entries.at(-1)?.balance ?? 0
const viewOf = ({ entries, ...account }: Account) => {
  const balance = balanceOf({ entries, ...account })
  return { ...account, balance, held: 0, available: balance, seq: entries.length }
}

/** No deposit of the API's reaches the limit in a test's time, so the first account begins just below it. */
const rich = async (own: Stage): Promise<Account> => {
  const account = { ...opened(own, 0, 'Woori', '999999'), accountId: typeId('account', 1, new Uint8Array(10)) }
  const { entries: _, ...plain } = account
  const before: AccountItem = {
    ...{ ...plain, balance: 0, held: 0, available: 0, seq: 0, hash: null, lastEntryAt: plain.createdAt },
  }
  const transactionId = typeId('transaction', 0, new Uint8Array(10))
  const gift = { transactionId, type: 'DEPOSIT' as const, amount: MAX_BALANCE - 100, information: '' }
  const entry = nextEntry(before, { ...gift, by: plain.ownerId }, own.clock.iso())
  const { balance, seq, hash } = entry
  await own.world.table.store([
    stored(accountKey(plain.accountId), { ...before, balance, available: balance, seq, hash }),
    stored(entryKey(plain.accountId, 1), entry),
    stored(ownerKey(plain.ownerId), { accountId: plain.accountId }),
    stored(numberKey('Woori', '999999'), { accountId: plain.accountId }),
  ])
  return { ...account, entries: [transactionView(entry)] }
}

const play = async (history: readonly Step[]): Promise<void> => {
  const own = await stage(PEOPLE)
  const { clock, people } = own
  const write = receipts(clock)
  const accounts: (Account | undefined)[] = [await rich(own)]
  const as = (at: number) => people[at]?.api.wallet ?? people[0]?.api.wallet ?? expect.unreachable()
  const idAt = (at: number): string => accounts[at]?.accountId ?? NOBODYS
  const missing = (at: number, by: number): string | undefined =>
    accounts[at] ? (at === by ? undefined : '403 forbidden') : '404 account-not-found'
  const short = (at: number, wanted: number): string | undefined =>
    wanted > balanceOf(accounts[at] as Account) ? '409 insufficient-balance' : undefined
  const high = (at: number, more: number): string | undefined =>
    balanceOf(accounts[at] as Account) + more > MAX_BALANCE ? '409 balance-limit' : undefined

  /** What the next entry of an account must look like. */
  const foretold = (at: number, type: EntryType, won: number, information: string) => {
    const { accountId, entries } = accounts[at] as Account
    const last = entries.at(-1)
    const createdAt = [clock.iso(), last?.createdAt ?? '', (accounts[at] as Account).createdAt].sort().at(-1)
    const balance = (last?.balance ?? 0) + signs[type] * won
    return { accountId, seq: entries.length + 1, type, amount: won, balance, information, createdAt }
  }
  const enter = (at: number, foreseen: object, made: Transaction): void => {
    expect(made).toEqual({ ...foreseen, transactionId: made.transactionId, hash: made.hash })
    accounts[at]?.entries.push(made)
  }
  const timeNear = (at: number, near: { entry: number; off: number } | undefined): string | undefined => {
    if (!near) return undefined
    const entries = accounts[at]?.entries ?? []
    const base = Date.parse(entries[near.entry % Math.max(1, entries.length)]?.createdAt ?? clock.iso())
    return new Date(base + near.off).toISOString()
  }

  const act = async (one: Exclude<Step, { kind: 'again' }>): Promise<void> => {
    switch (one.kind) {
      case 'tick':
        clock.at += one.ms
        return
      case 'open': {
        const body = { bank: one.bank, accountNumber: one.accountNumber }
        const plain = { ...body, accountNumber: body.accountNumber.replaceAll('-', '') }
        const taken = accounts.some((other) => other?.bank === plain.bank && other.accountNumber === plain.accountNumber)
        await write<ReturnType<typeof viewOf>>({
          ...{ caller: `${one.user}`, operation: 'open', key: one.key, request: plain, status: 201 },
          refusal: accounts[one.user] ? '409 account-exists' : taken ? '409 account-number-taken' : undefined,
          send: () => as(one.user).openAccount({ body, ...(one.key ? { key: one.key } : {}) }),
          done: (made) => {
            const account = { ...opened(own, one.user, plain.bank, plain.accountNumber), accountId: made.accountId }
            expect(made).toEqual(viewOf(account))
            accounts[one.user] = account
          },
        })
        return
      }
      case 'move': {
        const { type, whose: asked, amount: won } = one
        const name = type === 'DEPOSIT' ? 'deposit' : 'withdraw'
        const path = { accountId: idAt(asked.account) }
        const body = { amount: won, information: one.key }
        const refusal = () => missing(asked.account, asked.user) ?? (name === 'deposit' ? high : short)(asked.account, won)
        await write<Transaction>({
          ...{ caller: `${asked.user}`, operation: name, key: one.key, request: [path, body], status: 201 },
          refusal: refusal(),
          send: () => as(asked.user)[name]({ path, key: one.key, body }),
          done: (made) => enter(asked.account, foretold(asked.account, type, won, one.key), made),
        })
        return
      }
      case 'transfer': {
        const { whose: asked, to, amount: won } = one
        const body = { fromAccountId: idAt(asked.account), toAccountId: idAt(to), amount: won, information: one.key }
        const refusal = () => {
          if (body.fromAccountId === body.toAccountId) return '400 same-account'
          if (!accounts[to]) return '404 account-not-found'
          return missing(asked.account, asked.user) ?? short(asked.account, won) ?? high(to, won)
        }
        await write<{ debit: Transaction; credit: Partial<Transaction> }>({
          ...{ caller: `${asked.user}`, operation: 'transfer', key: one.key, request: body, status: 201 },
          refusal: refusal(),
          send: () => as(asked.user).transfer({ key: one.key, body }),
          done: ({ debit, credit }) => {
            enter(asked.account, foretold(asked.account, 'TRANSFER_OUT', won, one.key), debit)
            const { accountId, type, amount: got, createdAt, ...hidden } = foretold(to, 'TRANSFER_IN', won, one.key)
            const { transactionId = '' } = credit
            expect(credit).toEqual({ transactionId, accountId, type, amount: got, createdAt })
            // Its hash is its owner's to see; looks take it from there.
            accounts[to]?.entries.push({ ...hidden, accountId, type, amount: got, transactionId, hash: '?' } as Transaction)
          },
        })
        return
      }
    }
  }
  for (const one of history) if (one.kind !== 'again') await act(one)
  await expectSound(own)
}

test('whatever people do with their accounts is foretold', { timeout: 60_000 }, () => plays(steps, play))

afterAll(() => bindRuntime({ client: documentClient(inject('endpoint')), clock: Date.now }))
