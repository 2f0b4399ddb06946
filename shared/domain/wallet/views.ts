// Views of the wallet, field by field, so that no stored attribute leaks.

import type * as z from 'zod/mini'
import type { AccountItem, EntryItem } from './items.ts'
import type { Account, Transaction } from './schema.ts'

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
