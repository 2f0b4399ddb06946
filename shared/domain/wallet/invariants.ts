// The invariants of the wallet, each with the audit that proves it on stored data.

import { MAX_BALANCE } from '#domain/money.ts'
import {
  acrossPartitions,
  each,
  invariants,
  minus,
  partition,
  plus,
  rooted,
  type Term,
} from '#kernel/data/invariants.ts'
import { Account, AccountNumber, Entry, type EntryItem, Hold, Owner, Payout } from './items.ts'
import { chain, signs } from './ledger.ts'

const signed = ({ type, amount }: EntryItem): number => signs[type] * amount

/** The common part of both entries of a transfer. */
const transferOf = ({ transferId, type, amount, accountId, counterparty }: EntryItem): Term[] => {
  if (!transferId || !counterparty) return []
  const [from, to] = type === 'TRANSFER_OUT' ? [accountId, counterparty] : [counterparty, accountId]
  return [{ about: `${transferId}: ${amount} from ${from} to ${to}`, with: Account.key(counterparty) }]
}

export const invariant = invariants('wallet', {
  opened: {
    says: 'Every entry and every hold belongs to an account that was opened.',
    audit: rooted(Account, 'ownerId'),
  },
  ownersMoney: {
    says: 'Only the owner of an account withdraws, transfers or deposits money; an operator may deposit.',
    audit: partition(Account, { entries: Entry }, ({ ownerId }, { entries }) =>
      entries.every(
        ({ type, by, credited }) => type === 'TRANSFER_IN' || (type === 'DEPOSIT' && credited) || by === ownerId,
      ),
    ),
  },
  oneAccount: {
    says: 'A user has at most one account.',
    audit: acrossPartitions(
      plus(Account, ({ accountId, ownerId }) => [{ about: `${accountId} of ${ownerId}`, with: Owner.key(ownerId) }]),
      minus(Owner, (owner) => [
        { about: `${owner.accountId} of ${Owner.idOf(owner)}`, with: Account.key(owner.accountId) },
      ]),
    ),
  },
  uniqueAccountNumber: {
    says: 'A number at a bank belongs to at most one account.',
    audit: acrossPartitions(
      plus(Account, ({ accountId, bank, accountNumber }) => {
        const key = AccountNumber.key(bank, accountNumber)
        return accountNumber === '' ? [] : [{ about: `${accountId} at ${key.pk}`, with: key }]
      }),
      minus(AccountNumber, ({ pk, accountId }) => [{ about: `${accountId} at ${pk}`, with: Account.key(accountId) }]),
    ),
  },
  closedEmpty: {
    says: 'An account is closed only while it is empty.',
    audit: partition(Account, { entries: Entry }, ({ evidence, closedAt }, { entries }) => {
      const last = entries[(evidence?.closedSeq ?? 0) - 1]
      return closedAt === undefined || (last?.balance ?? 0) === 0
    }),
  },
  available: {
    says: 'account.available = account.balance - account.held, and neither available nor held is negative.',
    audit: each(Account, ({ balance, held, available }) => available === balance - held && available >= 0 && held >= 0),
  },
  ceiling: {
    // A refund or a top-up may exceed the limit if other money came in meanwhile.
    says: `No deposit and no transfer raises a balance above ${MAX_BALANCE} won.`,
    audit: each(
      Entry,
      ({ type, balance }) => signs[type] < 0 || type === 'REFUND' || type === 'TOPUP' || balance <= MAX_BALANCE,
    ),
  },
  gaplessLedger: {
    says: 'Entries are numbered 1, 2, 3 ... up to account.seq, each with a hash that includes the previous hash.',
    audit: partition(Account, { entries: Entry }, ({ seq, hash }, { entries }) => {
      const chained = entries.every(
        (entry, at) => entry.seq === at + 1 && entry.hash === chain(entry, entries[at - 1]?.hash ?? null),
      )
      return chained && seq === entries.length && hash === (entries.at(-1)?.hash ?? null)
    }),
  },
  announced: {
    says: 'Each entry has its event, so the events of an account are numbered as its entries are.',
    audit: each(Account, ({ announced, eventSeq = 0, seq }) => (announced ? eventSeq === seq : eventSeq <= seq)),
  },
  monotoneTime: {
    says: 'No entry is older than the previous one.',
    audit: partition(Account, { entries: Entry }, (account, { entries }) =>
      entries.every(({ createdAt }, at) => createdAt >= (entries[at - 1]?.createdAt ?? account.createdAt)),
    ),
  },
  balanceEquality: {
    says: 'account.balance = the sum of the signed entries = the balance of the last entry.',
    audit: partition(Account, { entries: Entry }, ({ balance }, { entries }) => {
      const steps = entries.every((entry, at) => (entries[at - 1]?.balance ?? 0) + signed(entry) === entry.balance)
      return steps && balance === entries.reduce((sum, entry) => sum + signed(entry), 0)
    }),
  },
  heldEquality: {
    says: 'account.held = the sum of the holds: cash that billings have reserved and neither captured nor released.',
    audit: partition(
      Account,
      { holds: Hold },
      ({ held }, { holds }) => held === holds.reduce((sum, { amount }) => sum + amount, 0),
    ),
  },
  payoutHeld: {
    says: 'The amount of a payout is held while the payout is pending, and not longer.',
    audit: acrossPartitions(
      plus(Payout, ({ payoutId, accountId, amount, status }) =>
        status === 'PENDING' ? [{ about: `${amount} for ${payoutId}`, with: Account.key(accountId) }] : [],
      ),
      minus(Hold, ({ billingId, amount, isPayout }) =>
        isPayout ? [{ about: `${amount} for ${billingId}`, with: Payout.key(billingId) }] : [],
      ),
    ),
  },
  payoutRequested: {
    says: 'Only a payout that was requested is decided.',
    audit: rooted(Payout, 'ownerId'),
  },
  payoutImpartial: {
    says: 'No operator decides on their own payout.',
    audit: each(Payout, ({ by, ownerId }) => by !== ownerId),
  },
  payoutOnce: {
    says: 'A payout is decided once: paid or rejected by an operator, or cancelled by its owner, with the time.',
    audit: each(
      Payout,
      ({ status, decidedAt, by }) =>
        (status === 'PENDING') === (decidedAt === undefined) &&
        (status === 'PAID' || status === 'REJECTED') === (by !== undefined),
    ),
  },
  transferConserves: {
    says: 'The debit and the credit of a transfer exist together, with equal amounts.',
    audit: acrossPartitions(
      plus(Entry, (entry) => (entry.type === 'TRANSFER_OUT' ? transferOf(entry) : [])),
      minus(Entry, (entry) => (entry.type === 'TRANSFER_IN' ? transferOf(entry) : [])),
    ),
  },
})
