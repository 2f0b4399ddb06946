// Every way in which the wallet's items change.

import type { Clause } from '../../kernel/rules.ts'
import { MAX_BALANCE } from '../../kernel/schema.ts'
import { put, update } from '../../kernel/write.ts'
import { type AccountItem, accountKey, type EntryItem, entryKey, numberKey, ownerKey } from './item.ts'
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
  move('deposit', account, entry, rule.owned(entry.by), rule.ceiling(MAX_BALANCE - entry.amount))

export const withdraw = (account: AccountItem, entry: EntryItem) =>
  move('withdraw', account, entry, rule.owned(entry.by), rule.solvent(entry.amount))

export const transfer = (from: AccountItem, debit: EntryItem, to: AccountItem, credit: EntryItem) => {
  const conserves = rule.transferConserves(from.accountId, to.accountId)
  return [
    ...move('debit', from, debit, rule.owned(debit.by), rule.solvent(debit.amount), conserves),
    ...move('credit', to, credit, rule.ceiling(MAX_BALANCE - credit.amount), conserves),
  ]
}

/** Appends the entry and moves the balance with it; either is nothing without the other. */
const move = <Code extends string>(
  name: string,
  account: AccountItem,
  entry: EntryItem,
  ...asks: Clause<'wallet', Code>[]
) => {
  const whole = rule.balanceEquality(account.accountId, entry.seq)
  const change = signs[entry.type] * entry.amount
  return [
    put('enter', entryKey(account.accountId, entry.seq), entry, whole),
    update<'wallet', AccountItem, Code | 'account-not-found'>(
      name,
      accountKey(account.accountId),
      {
        set: { seq: entry.seq, hash: entry.hash, lastEntryAt: entry.createdAt },
        add: { balance: change, available: change },
      },
      rule.exists(),
      ...asks,
      rule.gaplessLedger(account.seq),
      rule.monotoneTime(entry.createdAt),
      whole,
    ),
  ]
}
