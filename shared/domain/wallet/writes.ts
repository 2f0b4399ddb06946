// Every way in which the wallet's items change.

import type { Clause } from '#kernel/data/guards.ts'
import { put, remove, update } from '#kernel/data/write.ts'
import { MAX_BALANCE } from '#kernel/http/schema.ts'
import {
  type AccountItem,
  accountKey,
  type EntryItem,
  entryKey,
  type HoldItem,
  holdKey,
  numberKey,
  ownerKey,
} from './item.ts'
import { signs } from './ledger.ts'
import { rule } from './rules.ts'

export const open = (account: AccountItem) => {
  const { accountId, ownerId, bank, accountNumber } = account
  return [
    put('owner', ownerKey(ownerId), { accountId }, rule.oneAccount()),
    put('number', numberKey(bank, accountNumber), { accountId }, rule.uniqueAccountNumber()),
    put('open', accountKey(accountId), account),
  ]
}

/** An owner's deposit. @param account as the entry was made from it */
export const deposit = (account: AccountItem, entry: EntryItem) =>
  move('deposit', account, entry, both(entry), rule.exists(), rule.owned(entry.by), rule.ceiling(roomFor(entry)))

export const withdraw = (account: AccountItem, entry: EntryItem) =>
  move('withdraw', account, entry, both(entry), rule.exists(), rule.owned(entry.by), rule.solvent(entry.amount))

export const transfer = (from: AccountItem, debit: EntryItem, to: AccountItem, credit: EntryItem) => {
  const conserves = rule.transferConserves(from.accountId, to.accountId)
  const [taken, given] = [both(debit), both(credit)]
  return [
    ...move('debit', from, debit, taken, rule.exists(), rule.owned(debit.by), rule.solvent(debit.amount), conserves),
    ...move('credit', to, credit, given, rule.exists(), rule.ceiling(roomFor(credit)), conserves),
  ]
}

/** Reserves cash for a billing. */
export const hold = (accountId: string, { billingId, amount }: HoldItem) => {
  const held = rule.heldEquality(accountId, billingId)
  return [
    update('hold', accountKey(accountId), { add: { held: amount, available: -amount } }, rule.solvent(amount), held),
    put('keepHold', holdKey(accountId, billingId), { billingId, amount }, held),
  ]
}

/** Gives reserved cash back to what is available. */
export const release = (accountId: string, { billingId, amount }: HoldItem) => {
  const held = rule.heldEquality(accountId, billingId)
  return [
    update('release', accountKey(accountId), { add: { held: -amount, available: amount } }, held),
    remove('endHold', holdKey(accountId, billingId), rule.reserved(amount), held),
  ]
}

/** Pays with reserved cash. */
export const pay = (account: AccountItem, payment: EntryItem, { billingId, amount }: HoldItem) => {
  const held = rule.heldEquality(account.accountId, billingId)
  return [
    ...move('pay', account, payment, { balance: -amount, held: -amount }, held),
    remove('endHold', holdKey(account.accountId, billingId), rule.reserved(amount), held),
  ]
}

/** Pays with what is available, where nothing was held. */
export const payAtOnce = (account: AccountItem, payment: EntryItem) =>
  move('payAtOnce', account, payment, both(payment), rule.solvent(payment.amount))

/** Gives cash back that was paid. */
export const refund = (account: AccountItem, entry: EntryItem) => move('refund', account, entry, both(entry))

/** What was not held changes the balance and what is available of it alike. */
const both = ({ type, amount }: EntryItem) => ({ balance: signs[type] * amount, available: signs[type] * amount })
const roomFor = ({ amount }: EntryItem): number => MAX_BALANCE - amount

/** Appends the entry and moves the balance with it; either is nothing without the other. */
const move = <Code extends string = never>(
  name: string,
  account: AccountItem,
  entry: EntryItem,
  add: Readonly<Record<string, number>>,
  ...asks: Clause<'wallet', Code>[]
) => {
  const whole = rule.balanceEquality(account.accountId, entry.seq)
  return [
    put('enter', entryKey(account.accountId, entry.seq), entry, whole),
    update<'wallet', AccountItem, Code>(
      name,
      accountKey(account.accountId),
      { set: { seq: entry.seq, hash: entry.hash, lastEntryAt: entry.createdAt }, add },
      ...asks,
      rule.gaplessLedger(account.seq),
      rule.monotoneTime(entry.createdAt),
      whole,
    ),
  ]
}
