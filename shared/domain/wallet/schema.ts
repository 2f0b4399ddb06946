// The wallet as its users see it.

import * as z from 'zod/mini'
import { amount, anyText, idSchema, instant, listOf, named, parameter, text } from '#kernel/http/schema.ts'
import { AccountNotFound, TransactionNotFound } from './problems.ts'

export const entryTypes = ['DEPOSIT', 'WITHDRAWAL', 'TRANSFER_IN', 'TRANSFER_OUT', 'PAYMENT', 'REFUND'] as const
export type EntryType = (typeof entryTypes)[number]

export const accountIdSchema = idSchema('account')
export const AccountId = parameter(accountIdSchema, AccountNotFound)
export const Seq = parameter(
  z.string().check(z.regex(/^[1-9][0-9]{0,14}$/, 'expected a sequence number: 1, 2, 3 ...')),
  TransactionNotFound,
)

export const bank = text(1, 30)
/** Digits; hyphens are for reading and are left out. */
export const accountNumber = z.pipe(
  z
    .string()
    .check(z.maxLength(60), z.regex(/^-*([0-9]-*){6,20}$/, 'expected 6 to 20 digits, with hyphens where you like')),
  z.transform((value: string) => value.replaceAll('-', '')),
)
export const information = anyText(0, 200)

export const Account = named(
  'Account',
  z.object({
    accountId: accountIdSchema,
    ownerId: idSchema('user'),
    bank: z.string(),
    accountNumber: z.string(),
    balance: z.int(),
    held: z.int(),
    available: z.int(),
    seq: z.int(),
    createdAt: instant,
  }),
)

export const Transaction = named(
  'Transaction',
  z.object({
    transactionId: idSchema('transaction'),
    accountId: accountIdSchema,
    seq: z.int(),
    type: z.enum(entryTypes),
    amount,
    balance: z.int(),
    information: z.string(),
    createdAt: instant,
    hash: z.string(),
  }),
)

/** settledUntil: `to` asked for later entries, and those may still be on their way, so the list ends there. */
export const Transactions = z.extend(listOf(Transaction), { settledUntil: z.exactOptional(instant) })

export const Transfer = named(
  'Transfer',
  z.object({
    transferId: idSchema('transfer'),
    debit: Transaction,
    credit: z.pick(Transaction, { transactionId: true, accountId: true, type: true, amount: true, createdAt: true }),
  }),
)

export const Statement = named(
  'Statement',
  z.object({
    accountId: accountIdSchema,
    at: instant,
    balance: z.int(),
    seq: z.int(),
    hash: z.nullable(z.string()),
  }),
)
