// Changes of the wallet's items.

import { MAX_BALANCE } from '#domain/money.ts'
import type { Clause } from '#kernel/data/guards.ts'
import { announce } from '#kernel/data/outbox.ts'
import { type Change, change, check, put, remove, update } from '#kernel/data/write.ts'
import { event, payoutEvent } from './events.ts'
import { guard } from './guards.ts'
import {
  Account,
  type AccountItem,
  AccountNumber,
  Entry,
  type EntryItem,
  Hold,
  type HoldItem,
  Owner,
  Payout,
  type PayoutItem,
} from './items.ts'
import { signs } from './ledger.ts'

export const open = (account: AccountItem) => {
  const { accountId, ownerId, bank, accountNumber } = account
  return [
    put('owner', Owner.key(ownerId), { accountId }, guard.oneAccount()),
    put('number', AccountNumber.key(bank, accountNumber), { accountId }, guard.uniqueAccountNumber()),
    put('open', Account.key(accountId), { ...account, announced: true }),
  ]
}

/** Closes an account whose owner leaves. @param account of the user, if there is one */
export const close = (account: AccountItem | undefined, userId: string, now: string) =>
  account
    ? [
        update(
          'close',
          Account.key(account.accountId),
          { set: { closedAt: now, evidence: { closedSeq: account.seq } } },
          guard.empty(),
          guard.nextEntry({ seq: account.seq }),
        ),
      ]
    : [check('noAccount', Owner.key(userId), guard.noAccount())]

/** A deposit by an operator, into any account. */
export const credit = (account: AccountItem, entry: EntryItem) =>
  move('credit', account, { ...entry, credited: true }, free(entry), guard.exists(), room(entry))

/** Requests a payout: its amount is held from now on. */
export const requestPayout = (account: AccountItem, payout: PayoutItem) => {
  const { accountId, payoutId, amount, ownerId, createdAt } = payout
  const withPayout = guard.withPayout({ accountId, payoutId })
  const held = guard.withHold({ accountId, billingId: payoutId })
  const writes = [
    update(
      'holdPayout',
      Account.key(account.accountId),
      { add: { held: amount, available: -amount } },
      guard.exists(),
      guard.owned({ userId: ownerId }),
      guard.solvent({ amount }),
      held,
    ),
    put('keepHold', Hold.key(accountId, payoutId), { billingId: payoutId, amount, isPayout: true }, held, withPayout),
    put('requestPayout', Payout.key(payoutId), payout, withPayout),
  ]
  return announce(writes, createdAt, payoutEvent.requested(payout, { payoutId, accountId, amount }))
}

interface Decision {
  readonly status: 'PAID' | 'REJECTED'
  readonly by: string
  readonly note: string
}

/** An operator decides: the amount leaves the account, or is available again. @param entry of a payout that is paid */
export const decidePayout = (
  account: AccountItem,
  payout: PayoutItem,
  decision: Decision,
  now: string,
  entry: EntryItem | undefined,
) => {
  const { accountId, payoutId, amount } = payout
  const hold = { billingId: payoutId, amount }
  const decided = change(
    'decidePayout',
    Payout.key(payoutId),
    { of: payout, set: { ...decision, decidedAt: now }, remove: ['duePk', 'dueSk'] },
    guard.payoutExists(),
    guard.impartial(decision),
    guard.pending(),
    guard.withPayout({ accountId, payoutId }),
  )
  const { status, by } = decision
  const told = payoutEvent.decided(payout, { payoutId, accountId, amount, status, by })
  const moved = entry ? pay(account, entry, hold) : release(accountId, hold)
  return { after: decided.after, writes: [...announce([decided], now, told), ...moved] }
}

/** The owner cancels: the amount is available again. */
export const cancelPayout = (payout: PayoutItem, now: string) => {
  const { accountId, payoutId, amount } = payout
  const cancelled = change(
    'cancelPayout',
    Payout.key(payoutId),
    { of: payout, set: { status: 'CANCELLED', decidedAt: now }, remove: ['duePk', 'dueSk'] },
    guard.pending(),
    guard.withPayout({ accountId, payoutId }),
  )
  const told = payoutEvent.cancelled(payout, { payoutId, accountId, amount })
  const released = release(accountId, { billingId: payoutId, amount })
  return { after: cancelled.after, writes: [...announce([cancelled], now, told), ...released] }
}

/** A deposit by the owner. @param account from which the entry was made */
export const deposit = (account: AccountItem, entry: EntryItem) => {
  const asks = [guard.exists(), guard.owned({ userId: entry.by }), room(entry)]
  return move('deposit', account, entry, free(entry), ...asks)
}

export const withdraw = (account: AccountItem, entry: EntryItem) => {
  const asks = [guard.exists(), guard.owned({ userId: entry.by }), guard.solvent(entry)]
  return move('withdraw', account, entry, free(entry), ...asks)
}

export const transfer = (from: AccountItem, debit: EntryItem, to: AccountItem, credit: EntryItem) => {
  const together = guard.bothAccounts({ from: from.accountId, to: to.accountId })
  return [
    ...move(
      'debit',
      from,
      debit,
      free(debit),
      guard.exists(),
      guard.owned({ userId: debit.by }),
      guard.solvent(debit),
      together,
    ),
    ...move('credit', to, credit, free(credit), guard.exists(), room(credit), together),
  ]
}

/** Reserves cash for a billing. */
export const hold = (accountId: string, { billingId, amount }: HoldItem) => {
  const held = guard.withHold({ accountId, billingId })
  return [
    update(
      'hold',
      Account.key(accountId),
      { add: { held: amount, available: -amount } },
      guard.solvent({ amount }),
      held,
    ),
    put('keepHold', Hold.key(accountId, billingId), { billingId, amount }, held),
  ]
}

/** Releases reserved cash. */
export const release = (accountId: string, { billingId, amount }: HoldItem) => {
  const held = guard.withHold({ accountId, billingId })
  return [
    update('release', Account.key(accountId), { add: { held: -amount, available: amount } }, held),
    remove('endHold', Hold.key(accountId, billingId), guard.heldAmount({ amount }), held),
  ]
}

/** Captures reserved cash. */
export const pay = (account: AccountItem, payment: EntryItem, { billingId, amount }: HoldItem) => {
  const { accountId } = account
  const held = guard.withHold({ accountId, billingId })
  return [
    ...move('pay', account, payment, { balance: -amount, held: -amount }, held),
    remove('endHold', Hold.key(accountId, billingId), guard.heldAmount({ amount }), held),
  ]
}

/** Pays with available money, without a hold. */
export const payAtOnce = (account: AccountItem, payment: EntryItem) =>
  move('payAtOnce', account, payment, free(payment), guard.solvent(payment))

/** Credits money that a gateway has captured. */
export const topUp = (account: AccountItem, entry: EntryItem) => move('topUp', account, entry, free(entry))

/** Requires an account of the user, with room for an amount. */
export const creditable = ({ accountId }: AccountItem, userId: string, amount: number) =>
  check(
    'creditable',
    Account.key(accountId),
    guard.exists(),
    guard.owned({ userId }),
    guard.room({ most: MAX_BALANCE - amount }),
  )

/** Refunds cash that was paid. */
export const refund = (account: AccountItem, entry: EntryItem) => move('refund', account, entry, free(entry))

/** Without a hold, balance and available change alike. */
const free = ({ type, amount }: EntryItem) => ({ balance: signs[type] * amount, available: signs[type] * amount })
const room = ({ amount }: EntryItem) => guard.room({ most: MAX_BALANCE - amount })

/** Appends the entry and changes the balance. */
const move = <Code extends string = never>(
  name: string,
  account: AccountItem,
  entry: EntryItem,
  add: NonNullable<Change<AccountItem>['add']>,
  ...asks: Clause<'wallet', Code, AccountItem>[]
) => {
  const { accountId } = account
  const { seq, hash, createdAt, transactionId, type, amount, balance } = entry
  const whole = guard.withEntry({ accountId, seq })
  const writes = [
    put('enter', Entry.key(accountId, seq), entry, whole),
    update(
      name,
      Account.key(accountId),
      { set: { seq, hash, lastEntryAt: createdAt }, add },
      ...asks,
      guard.nextEntry({ seq: account.seq }),
      guard.notEarlier({ createdAt }),
      whole,
    ),
  ]
  const created = event.entryCreated(account, { accountId, transactionId, entry: seq, type, amount, balance })
  return announce(writes, createdAt, created)
}
