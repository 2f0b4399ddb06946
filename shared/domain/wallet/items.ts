// The items of the wallet: one partition per account with ledger and holds, and one item per unique value.

import { space } from '#kernel/data/item.ts'
import { LAST, type Span } from '#kernel/data/key.ts'
import type { Subject } from '#kernel/data/outbox.ts'
import type { EntryType, PayoutStatus } from './schema.ts'

export const wallet = space('wallet', 'ACCOUNT', 'ACCOUNT_OWNER', 'ACCOUNT_NUMBER', 'PAYOUT', 'PAYOUTS', 'DUE_PAYOUT')

/** Amounts in won. available = balance - held is stored, because a condition cannot subtract. */
export interface AccountItem extends Subject {
  accountId: string
  ownerId: string
  /** Bank and number are empty once the owner is erased. */
  bank: string
  accountNumber: string
  balance: number
  held: number
  available: number
  /** The seq of the last entry; 0 before the first. */
  seq: number
  /** The hash and time of the last entry. */
  hash: string | null
  lastEntryAt: string
  createdAt: string
  /** Every entry has an event. Earlier accounts have events of later entries only. */
  announced?: true
  /** The time when its owner asked for deletion: from then on, only refunds move its money. */
  closedAt?: string
  /** The seq when it was closed. Only for audits. */
  evidence?: { readonly closedSeq: number }
}

/** A ledger entry; written once, never changed. */
export interface EntryItem {
  transactionId: string
  accountId: string
  seq: number
  type: EntryType
  amount: number
  /** The balance after the entry. */
  balance: number
  information: string
  createdAt: string
  /** The hash over this entry and the previous hash. */
  hash: string
  /** The user who caused it: the owner, or for TRANSFER_IN the sender. */
  by: string
  transferId?: string
  /** The other account of a transfer. */
  counterparty?: string
  /** An operator credited it. */
  credited?: true
  /** The billing of a PAYMENT or a REFUND, or the top-up. */
  billingId?: string
  /** The number of the cancellation of a top-up. */
  cancellation?: number
}

/** Cash that a billing reserved: part of the balance, but not available. */
export interface HoldItem {
  /** The billing, or the payout. */
  billingId: string
  amount: number
  /** The cash waits for an operator to pay it out. */
  isPayout?: true
}

/** A withdrawal that an operator pays out by hand. Its amount is held meanwhile. */
export interface PayoutItem extends Subject {
  payoutId: string
  accountId: string
  ownerId: string
  amount: number
  information: string
  status: PayoutStatus
  createdAt: string
  /** The time of the operator's decision, or of the owner's cancellation, which has no operator. */
  decidedAt?: string
  by?: string
  note?: string
  listPk: string
  listSk: string
  /** Present while it is pending. */
  duePk?: string
  dueSk?: string
}

/** Reserves a value that only one account may have. */
export interface UniqueItem {
  accountId: string
}

export const Account = wallet.item<AccountItem>()('ACCOUNT', 'ACCOUNT', (accountId: string) => accountId)
export const Entry = wallet.items<EntryItem>()('ACCOUNT', 'ENTRY', (accountId: string, seq: number) => [
  accountId,
  entrySort(seq),
])
/** One hold per billing, in the partition of the account. */
export const Hold = wallet.items<HoldItem>()('ACCOUNT', 'HOLD', (accountId: string, billingId: string) => [
  accountId,
  billingId,
])
export const Owner = wallet.item<UniqueItem>()('ACCOUNT_OWNER', 'OWNER', (userId: string) => userId)
/** Banks are compared composed and trimmed: keyboards compose Hangul differently, and trailing spaces are invisible. */
export const AccountNumber = wallet.item<UniqueItem>()(
  'ACCOUNT_NUMBER',
  'NUMBER',
  (bank: string, accountNumber: string) => `${bank.normalize('NFC').trim()}#${accountNumber}`,
)

export const Payout = wallet.item<PayoutItem>()('PAYOUT', 'PAYOUT', (payoutId: string) => payoutId)

/** In the index `list`: the payouts of an account, by time. */
export const payoutsOf = (accountId: string): Span<'wallet', PayoutItem> => ({
  partition: wallet.partition('PAYOUTS', accountId),
  from: ' ',
  to: LAST,
})
/** In the index `due`: pending payouts, by time. */
export const pendingPayouts: Span<'wallet', PayoutItem> = {
  partition: wallet.partition('DUE_PAYOUT', 'ALL'),
  from: ' ',
  to: LAST,
}

/** A string that sorts numerically. */
export const entrySort = (seq: number): string => String(seq).padStart(16, '0')
