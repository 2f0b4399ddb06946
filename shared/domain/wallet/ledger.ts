// The arithmetic of the ledger: the effect of an entry on its account, and the hash chain.

import { createHash } from 'node:crypto'
import type { AccountItem, EntryItem } from './items.ts'
import type { EntryType } from './schema.ts'

/** +1 if an entry of the type adds to the balance, -1 if it subtracts. */
export const signs: Readonly<Record<EntryType, 1 | -1>> = {
  DEPOSIT: 1,
  TRANSFER_IN: 1,
  REFUND: 1,
  TOPUP: 1,
  WITHDRAWAL: -1,
  TRANSFER_OUT: -1,
  PAYMENT: -1,
  TOPUP_CANCEL: -1,
}

export type Movement = Pick<EntryItem, 'transactionId' | 'type' | 'amount' | 'information' | 'by'> &
  Partial<Pick<EntryItem, 'transferId' | 'counterparty' | 'billingId' | 'cancellation'>>

/** The next entry of an account for a movement. @param now ISO 8601; times in a ledger never decrease */
export const nextEntry = (account: AccountItem, movement: Movement, now: string): EntryItem => {
  const entry = {
    ...movement,
    accountId: account.accountId,
    seq: account.seq + 1,
    balance: account.balance + signs[movement.type] * movement.amount,
    createdAt: now > account.lastEntryAt ? now : account.lastEntryAt,
  }
  return { ...entry, hash: chain(entry, account.hash) }
}

/** SHA-256 in base64url, over the whole entry and the previous hash. */
export const chain = (entry: Omit<EntryItem, 'hash'>, before: string | null): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        before,
        entry.transactionId,
        entry.accountId,
        entry.seq,
        entry.type,
        entry.amount,
        entry.balance,
        entry.information,
        entry.createdAt,
        entry.by,
        entry.transferId ?? null,
        entry.counterparty ?? null,
        ...(entry.billingId ? [entry.billingId] : []),
      ]),
    )
    .digest('base64url')
