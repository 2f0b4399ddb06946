// What the wallet stores: one partition an account, holding the account and its ledger, and a guard for each thing that is unique.

import { space } from '#kernel/data/item.ts'
import type { Key, Partition } from '#kernel/data/key.ts'
import type { EntryType } from './schema.ts'

export const keys = space('wallet', 'ACCOUNT', 'ACCOUNT_OWNER', 'ACCOUNT_NUMBER')

/** Amounts in won. available = balance - held is stored, because a condition cannot subtract. */
export interface AccountItem {
  accountId: string
  ownerId: string
  bank: string
  accountNumber: string
  balance: number
  held: number
  available: number
  /** Of the last entry; 0 before the first. */
  seq: number
  /** The last entry's hash and time. */
  hash: string | null
  lastEntryAt: string
  createdAt: string
}

/** One line of the ledger; written once, never changed. */
export interface EntryItem {
  transactionId: string
  accountId: string
  seq: number
  type: EntryType
  amount: number
  /** The account's balance after it. */
  balance: number
  information: string
  createdAt: string
  /** Over this entry and the hash before it. */
  hash: string
  /** Who made it: the owner, or for TRANSFER_IN the one who sent it. */
  by: string
  transferId?: string
  /** The other account of a transfer. */
  counterparty?: string
  /** What a PAYMENT or a REFUND is of. */
  billingId?: string
}

/** Cash that a billing reserved: part of the balance, but no longer available. */
export interface HoldItem {
  billingId: string
  amount: number
}

interface GuardItem {
  accountId: string
}

export const accountKey = (accountId: string): Key<'wallet', AccountItem> => keys.key('ACCOUNT', accountId, 'ACCOUNT')
export const ledger = (accountId: string): Partition<'wallet', EntryItem> => keys.partition('ACCOUNT', accountId)
export const entrySort = (seq: number): string => `ENTRY#${String(seq).padStart(16, '0')}`
export const entryKey = (accountId: string, seq: number): Key<'wallet', EntryItem> =>
  keys.key('ACCOUNT', accountId, entrySort(seq))
export const ownerKey = (userId: string): Key<'wallet', GuardItem> => keys.key('ACCOUNT_OWNER', userId, 'OWNER')
/** Banks are compared as people read them: keyboards compose Hangul differently, and a space at the end is not seen. */
export const numberKey = (bank: string, accountNumber: string): Key<'wallet', GuardItem> =>
  keys.key('ACCOUNT_NUMBER', `${bank.normalize('NFC').trim()}#${accountNumber}`, 'NUMBER')
const HOLD = 'HOLD#'
/** One a billing, beside the account that it holds cash of. */
export const holdKey = (accountId: string, billingId: string): Key<'wallet', HoldItem> =>
  keys.key('ACCOUNT', accountId, HOLD + billingId)
export const holdsOf = (accountId: string): { partition: Partition<'wallet', HoldItem>; from: string; to: string } => ({
  partition: keys.partition('ACCOUNT', accountId),
  from: HOLD,
  to: `${HOLD}\uffff`,
})
