// Counterexamples of the wallet: each write breaks exactly one keeper.

import { MAX_BALANCE } from '#domain/money.ts'
import type { guard } from '#domain/wallet/guards.ts'
import {
  Account,
  type AccountItem,
  AccountNumber,
  Entry,
  type EntryItem,
  Hold,
  Owner,
  Payout,
  type PayoutItem,
} from '#domain/wallet/items.ts'
import { chain, type Movement, nextEntry } from '#domain/wallet/ledger.ts'
import { close, decidePayout, deposit, hold, open, release, transfer, withdraw } from '#domain/wallet/writes.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'
import { storedBilling } from '#test/support/billing.ts'

const T0 = '2026-01-01T00:00:00.000Z'
const T1 = '2026-01-02T00:00:00.000Z'

const account = (accountId: string, ownerId: string, accountNumber: string): AccountItem => ({
  ...{ accountId, ownerId, bank: 'Hana', accountNumber, balance: 0, held: 0, available: 0 },
  ...{ seq: 0, hash: null, lastEntryAt: T0, createdAt: T0 },
})
const paid = (by: string, amount: number): Movement => ({
  ...{ transactionId: `transaction_${amount}`, type: 'DEPOSIT', amount, information: '', by },
})
const after = (before: AccountItem, { balance, seq, hash, createdAt }: EntryItem): AccountItem => ({
  ...{ ...before, balance, available: balance, seq, hash, lastEntryAt: createdAt },
})
const guards = ({ accountId, ownerId, bank, accountNumber }: AccountItem) => [
  stored(Owner.key(ownerId), { accountId }),
  stored(AccountNumber.key(bank, accountNumber), { accountId }),
]

const empty = account('a', 'ann', '111111')
const first = nextEntry(empty, paid('ann', 100), T1)
const ann = after(empty, first)
const bob = account('b', 'bob', '222222')
const world = [
  ...[stored(Account.key('a'), ann), stored(Entry.key('a', 1), first), ...guards(ann)],
  ...[stored(Account.key('b'), bob), ...guards(bob)],
]
const holding: AccountItem = { ...ann, held: 40, available: 60 }
const payout: PayoutItem = {
  ...{ payoutId: 'p', accountId: 'a', ownerId: 'ann', amount: 40, information: '', status: 'PENDING', createdAt: T0 },
  ...{ listPk: 'PAYOUTS#a', listSk: T0 },
}
const decision = (by: string) => ({ status: 'REJECTED', by, note: 'no' }) as const
const waiting = [
  ...world.map((item) => (item['pk'] === 'ACCOUNT#a' && item['sk'] === 'ACCOUNT' ? { ...item, ...holding } : item)),
  stored(Hold.key('a', 'p'), { billingId: 'p', amount: 40, isPayout: true }),
  stored(Payout.key('p'), payout),
]
const spend = (by: string, amount: number): Movement => ({ ...paid(by, amount), type: 'WITHDRAWAL' })

export const counterexamples: Counterexamples<typeof guard> = {
  exists: {
    given: [],
    // Owned and unlimited by the same missing item, so only a movement that asks neither shows this guard alone.
    writes: () => {
      const ghost = account('ghost', 'ann', '333333')
      const asked = ['exists', 'withEntry', 'withEvents']
      return deposit(ghost, nextEntry(ghost, paid('ann', 5), T1)).map((write) => ({
        ...write,
        requires: write.requires.filter(({ keeper }) => asked.includes(keeper.name)),
      }))
    },
  },
  owned: { given: world, writes: () => withdraw(ann, nextEntry(ann, spend('bob', 10), T1)) },
  payoutExists: {
    given: world,
    // A missing payout has no other owner, and is not pending.
    writes: () =>
      decidePayout(holding, payout, decision('op'), T1, undefined)
        .writes.slice(0, 1)
        .map((write) => ({
          ...write,
          requires: write.requires.filter(({ keeper }) => keeper.name === 'payoutExists'),
        })),
  },
  impartial: {
    given: waiting,
    writes: () => decidePayout(holding, payout, decision('ann'), T1, undefined).writes,
  },
  pending: {
    given: [...world, stored(Payout.key('p'), { ...payout, status: 'REJECTED', by: 'op', decidedAt: T0 })],
    // The hold was released with the first decision; this one would pay out.
    writes: () =>
      decidePayout(holding, payout, decision('op'), T1, undefined)
        .writes.slice(0, 1)
        .map((write) => ({
          ...write,
          action: { update: { set: { status: 'PENDING' } } },
          requires: write.requires.filter(({ keeper }) => keeper.name === 'pending'),
        })),
  },
  withPayout: {
    given: waiting,
    writes: () => decidePayout(holding, payout, decision('op'), T1, undefined).writes.slice(0, 2),
  },
  empty: { given: world, writes: () => close(ann, 'ann', T1) },
  noAccount: {
    given: world,
    writes: () => close(undefined, 'ann', T1),
    // Ann's account was opened since, and stays open.
    harms: (items) => items.some(({ ownerId, closedAt }) => ownerId === 'ann' && closedAt === undefined),
  },
  oneAccount: { given: world, writes: () => open(account('c', 'ann', '333333')) },
  uniqueAccountNumber: { given: world, writes: () => open(account('c', 'cat', '111111')) },
  solvent: { given: world, writes: () => withdraw(ann, nextEntry(ann, spend('ann', 101), T1)) },
  room: {
    given: world,
    writes: () => deposit(ann, nextEntry(ann, paid('ann', MAX_BALANCE - 99), T1)),
  },
  nextEntry: {
    given: world,
    writes: () => deposit({ ...ann, seq: 2 }, nextEntry({ ...ann, seq: 2 }, paid('ann', 5), T1)),
  },
  notEarlier: {
    given: world,
    writes: () => {
      const { hash: _, ...early } = { ...nextEntry(ann, paid('ann', 5), T1), createdAt: T0 }
      return deposit(ann, { ...early, hash: chain(early, ann.hash) })
    },
  },
  withEntry: {
    given: world,
    // Without the entry.
    writes: () => deposit(ann, nextEntry(ann, paid('ann', 5), T1)).slice(1),
  },
  withHold: { given: world, writes: () => hold('a', { billingId: 'billing', amount: 10 }).slice(0, 1) },
  heldAmount: {
    given: [
      ...world.filter(({ pk, sk }) => pk !== Account.key('a').pk || sk !== 'ACCOUNT'),
      stored(Account.key('a'), { ...ann, held: 10, available: ann.balance - 10 }),
      stored(Hold.key('a', 'billing'), { billingId: 'billing', amount: 10 }),
      storedBilling('billing', Hold.key('a', 'billing')),
    ],
    writes: () => release('a', { billingId: 'billing', amount: 5 }),
  },
  bothAccounts: {
    given: world,
    writes: () => {
      const shared = { amount: 10, information: '', by: 'ann', transferId: 'transfer_1' }
      const out = { ...shared, type: 'TRANSFER_OUT' as const, transactionId: 't1', counterparty: 'b' }
      const into = { ...shared, type: 'TRANSFER_IN' as const, transactionId: 't2', counterparty: 'a' }
      return transfer(ann, nextEntry(ann, out, T1), bob, nextEntry(bob, into, T1)).slice(0, 3)
    },
  },
}
