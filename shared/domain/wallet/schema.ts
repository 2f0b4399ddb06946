// The schemas of the wallet.

import * as z from 'zod/mini'
import { amount } from '#domain/money.ts'
import { documented } from '#kernel/data/documented.ts'
import { anyText, idSchema, instant, listOf, named, parameter, queryFrom, queryTo, text } from '#kernel/http/schema.ts'
import { says } from '#kernel/http/spoken.ts'
import { AccountNotFound, PayoutNotFound, TransactionNotFound } from './problems.ts'

export const entryTypes = [
  'DEPOSIT',
  'WITHDRAWAL',
  'TRANSFER_IN',
  'TRANSFER_OUT',
  'PAYMENT',
  'REFUND',
  'TOPUP',
  'TOPUP_CANCEL',
] as const
export type EntryType = (typeof entryTypes)[number]

const accountIdSchema = idSchema('account')
export const AccountId = parameter(accountIdSchema, AccountNotFound)
export const Seq = parameter(
  documented(
    z
      .string()
      .check(
        z.regex(
          /^[1-9][0-9]{0,14}$/,
          says({ en: 'must be a sequence number: 1, 2, 3 ...', ko: '1, 2, 3 같은 순번이어야 합니다.' }),
        ),
      ),
    {
      example: '1',
    },
  ),
  TransactionNotFound,
)

/** In a query: the first entry. */
export const fromSeq = documented(
  z.pipe(
    Seq.schema,
    z.pipe(
      z.transform((value: string) => Number(value)),
      z.int(),
    ),
  ),
  { description: 'The entry to begin with; the one before it is trusted. By default 1.' },
)

export const bank = documented(text(1, 30), { example: 'KakaoBank' })
/** Digits; hyphens are dropped. */
export const accountNumber = documented(
  z.pipe(
    z.string().check(
      z.maxLength(60),
      z.regex(
        /^-*([0-9]-*){6,20}$/,
        says({
          en: 'must have 6 to 20 digits, optionally with hyphens',
          ko: '숫자 6~20개여야 하며, 하이픈을 넣을 수 있습니다.',
        }),
      ),
    ),
    z.transform((value: string) => value.replaceAll('-', '')),
  ),
  { example: '3333012345678' },
)
/** A malformed id in a body is treated like an unknown one. */
export const fromAccountId = documented(z.string(), { example: 'account_01m817qnm0f8namaha58n2maha' })
export const toAccountId = documented(z.string(), { example: 'account_01m817qnm0f8namaha58n2mahb' })
export const information = documented(anyText(0, 200), { example: 'salary' })

export const Account = named(
  'Account',
  documented(
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
    { shows: { bank: 'KakaoBank', accountNumber: '3333012345678', balance: 0, held: 0, available: 0, seq: 0 } },
  ),
)

export const Transaction = named(
  'Transaction',
  documented(
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
    {
      shows: {
        seq: 1,
        amount: 50_000,
        balance: 50_000,
        information: 'salary',
        hash: 'HKT6_6tDWm1gGJ_vU6RDoMlD6hoo1BXwax_oyiXpjiU',
      },
    },
  ),
)

/** Which entries of a ledger a list has. */
export const ledgerFilters = {
  type: documented(z.exactOptional(z.enum(entryTypes)), { description: 'Only entries of this type.' }),
  from: z.exactOptional(queryFrom),
  to: z.exactOptional(queryTo),
  order: documented(z.exactOptional(z.enum(['asc', 'desc'])), {
    description: 'Sort order: `desc` (newest first, the default) or `asc`.',
  }),
}

/** settledUntil: `to` is too recent for a final list, so the list ends at this time. */
export const Transactions = z.extend(listOf(Transaction), { settledUntil: z.exactOptional(instant) })

export const Transfer = named(
  'Transfer',
  z.object({
    transferId: idSchema('transfer'),
    debit: Transaction,
    credit: z.pick(Transaction, { transactionId: true, accountId: true, type: true, amount: true, createdAt: true }),
  }),
)

export const payoutStatuses = ['PENDING', 'PAID', 'REJECTED', 'CANCELLED'] as const
export type PayoutStatus = (typeof payoutStatuses)[number]

const payoutIdSchema = idSchema('payout')
export const PayoutId = parameter(payoutIdSchema, PayoutNotFound)
export const payoutResolution = z.enum(['PAID', 'REJECTED'])
export const payoutNote = documented(text(1, 200), { example: 'Transferred on 3 June.' })

export const Payout = named(
  'Payout',
  z.object({
    payoutId: payoutIdSchema,
    accountId: accountIdSchema,
    amount,
    information: z.string(),
    status: z.enum(payoutStatuses),
    createdAt: instant,
    decidedAt: z.nullable(instant),
    note: z.nullable(z.string()),
  }),
)

/** What an operator needs to pay it out. */
export const PendingPayout = named(
  'PendingPayout',
  documented(
    z.extend(Payout, {
      bank: z.string(),
      accountNumber: z.string(),
      owner: documented(
        z.object({
          userId: idSchema('user'),
          username: z.string(),
          firstName: z.string(),
          lastName: z.string(),
          /** An operator has locked the owner out. */
          lockedAt: z.nullable(instant),
        }),
        { shows: { username: 'kim', firstName: 'Minji', lastName: 'Kim', lockedAt: null } },
      ),
    }),
    { shows: { bank: 'KakaoBank', accountNumber: '3333012345678' } },
  ),
)

export const Statement = named(
  'Statement',
  documented(
    z.object({
      accountId: accountIdSchema,
      at: instant,
      balance: z.int(),
      seq: z.int(),
      hash: z.nullable(z.string()),
    }),
    { shows: { balance: 50_000, seq: 1, hash: 'HKT6_6tDWm1gGJ_vU6RDoMlD6hoo1BXwax_oyiXpjiU' } },
  ),
)
