// What the wallet stores: one partition an account, with the account, its ledger and its holds; and one item for each thing that is unique.

import { space } from '#kernel/data/item.ts'
import type { EntryType } from './schema.ts'

export const wallet = space('wallet', 'ACCOUNT', 'ACCOUNT_OWNER', 'ACCOUNT_NUMBER')

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

/** Stands for something that one account has and no other may have. */
export interface UniqueItem {
  accountId: string
}

export const Account = wallet.item<AccountItem>()('ACCOUNT', 'ACCOUNT', (accountId: string) => accountId)
export const Entry = wallet.items<EntryItem>()('ACCOUNT', 'ENTRY', (accountId: string, seq: number) => [
  accountId,
  entrySort(seq),
])
/** One a billing, beside the account that it holds cash of. */
export const Hold = wallet.items<HoldItem>()('ACCOUNT', 'HOLD', (accountId: string, billingId: string) => [
  accountId,
  billingId,
])
export const Owner = wallet.item<UniqueItem>()('ACCOUNT_OWNER', 'OWNER', (userId: string) => userId)
/** Keyboards compose Hangul differently, and a space at the end is invisible: banks are compared as people read them. */
export const AccountNumber = wallet.item<UniqueItem>()(
  'ACCOUNT_NUMBER',
  'NUMBER',
  (bank: string, accountNumber: string) => `${bank.normalize('NFC').trim()}#${accountNumber}`,
)

/** Sorts as numbers do. */
export const entrySort = (seq: number): string => String(seq).padStart(16, '0')
