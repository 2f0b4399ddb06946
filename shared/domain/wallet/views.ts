// Views of the wallet, field by field, so that no stored attribute leaks.

import type * as z from 'zod/mini'
import type { AccountItem, EntryItem, PayoutItem } from './items.ts'
import type { Account, Payout, Transaction } from './schema.ts'

export const accountView = (item: AccountItem): z.input<typeof Account> => ({
  accountId: item.accountId,
  ownerId: item.ownerId,
  bank: item.bank,
  accountNumber: item.accountNumber,
  balance: item.balance,
  held: item.held,
  available: item.available,
  seq: item.seq,
  createdAt: item.createdAt,
})

export const payoutView = (item: PayoutItem): z.input<typeof Payout> => ({
  payoutId: item.payoutId,
  accountId: item.accountId,
  amount: item.amount,
  information: item.information,
  status: item.status,
  createdAt: item.createdAt,
  decidedAt: item.decidedAt ?? null,
  note: item.note ?? null,
})

export const transactionView = (entry: EntryItem): z.input<typeof Transaction> => ({
  transactionId: entry.transactionId,
  accountId: entry.accountId,
  seq: entry.seq,
  type: entry.type,
  amount: entry.amount,
  balance: entry.balance,
  information: entry.information,
  createdAt: entry.createdAt,
  hash: entry.hash,
})
