// Every wallet endpoint, declared once.

import * as z from 'zod/mini'
import { amount } from '#domain/money.ts'
import {
  AccountExists,
  AccountNotFound,
  AccountNumberTaken,
  BalanceLimit,
  InsufficientBalance,
  SameAccount,
  TooRecent,
  TransactionNotFound,
} from '#domain/wallet/problems.ts'
import {
  Account,
  AccountId,
  accountNumber,
  bank,
  entryTypes,
  fromAccountId,
  information,
  Seq,
  Statement,
  Transaction,
  Transactions,
  Transfer,
  toAccountId,
} from '#domain/wallet/schema.ts'
import { documented } from '#kernel/data/documented.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { contract } from '#kernel/http/contract.ts'
import { listOf, listQuery, queryFrom, queryTime, queryTo } from '#kernel/http/schema.ts'

/** Where money is short, what lapsed billings hold is given back first. */
const releasing = { wallet: 'write', billing: 'write', matches: 'write', coupons: 'write' } as const

const about = 'Wallet: an account in won for each user, with deposits, withdrawals, transfers and the ledger.'

export const wallet = contract('wallet', about, {
  openAccount: {
    route: 'POST /accounts',
    summary: "Opens the caller's account; a user has one.",
    auth: 'user',
    body: z.strictObject({ bank, accountNumber }),
    reply: [201, Account],
    fails: [AccountExists, AccountNumberTaken],
    access: { wallet: 'write' },
    budget: { trips: 1, read: 0, write: 6 },
  },
  listAccounts: {
    route: 'GET /accounts',
    summary: "Lists the caller's accounts.",
    auth: 'user',
    query: listQuery({}),
    reply: [200, listOf(Account)],
    fails: [],
    access: { wallet: 'read' },
    budget: { trips: 2, read: 2, write: 0 },
  },
  getAccount: {
    route: 'GET /accounts/{accountId}',
    summary: 'Shows an account with what it holds, what is held and what is available.',
    auth: 'owner',
    path: { accountId: AccountId },
    reply: [200, Account],
    fails: [AccountNotFound, Forbidden],
    access: { wallet: 'read' },
    budget: { trips: 1, read: 1, write: 0 },
  },
  deposit: {
    route: 'POST /accounts/{accountId}/deposits',
    summary: 'Adds money to an account.',
    auth: 'owner',
    idempotency: 'required',
    path: { accountId: AccountId },
    body: z.strictObject({ amount, information }),
    reply: [201, Transaction],
    fails: [AccountNotFound, Forbidden, BalanceLimit],
    access: { wallet: 'write' },
    budget: { trips: 2, read: 1, write: 6 },
  },
  withdraw: {
    route: 'POST /accounts/{accountId}/withdrawals',
    summary: 'Takes available money from an account.',
    auth: 'owner',
    idempotency: 'required',
    path: { accountId: AccountId },
    body: z.strictObject({ amount, information }),
    reply: [201, Transaction],
    fails: [AccountNotFound, Forbidden, InsufficientBalance],
    access: releasing,
    budget: { trips: 2, read: 1, write: 6 },
  },
  transfer: {
    route: 'POST /transfers',
    summary: "Moves money from the caller's account to another.",
    auth: 'user',
    idempotency: 'required',
    body: z.strictObject({ fromAccountId, toAccountId, amount, information }),
    reply: [201, Transfer],
    fails: [SameAccount, AccountNotFound, Forbidden, InsufficientBalance, BalanceLimit],
    access: releasing,
    budget: { trips: 2, read: 2, write: 12 },
  },
  listTransactions: {
    route: 'GET /accounts/{accountId}/transactions',
    summary:
      "Lists an account's ledger, newest first unless asked otherwise. With a `to` in the last 15 seconds it ends at settledUntil.",
    auth: 'owner',
    path: { accountId: AccountId },
    query: listQuery({
      type: documented(z.exactOptional(z.enum(entryTypes)), { description: 'Only entries of this type.' }),
      from: z.exactOptional(queryFrom),
      to: z.exactOptional(queryTo),
      order: documented(z.exactOptional(z.enum(['asc', 'desc'])), {
        description: '`desc`, newest first, unless given.',
      }),
    }),
    reply: [200, Transactions],
    fails: [AccountNotFound, Forbidden],
    access: { wallet: 'read' },
    budget: { trips: 2, read: 3, write: 0 },
  },
  getTransaction: {
    route: 'GET /accounts/{accountId}/transactions/{seq}',
    summary: 'Shows one entry of the ledger.',
    auth: 'owner',
    path: { accountId: AccountId, seq: Seq },
    reply: [200, Transaction],
    fails: [AccountNotFound, Forbidden, TransactionNotFound],
    access: { wallet: 'read' },
    budget: { trips: 2, read: 2, write: 0 },
  },
  getStatement: {
    route: 'GET /accounts/{accountId}/statement',
    summary: 'Shows the account as it stands, or as it stood at a time at least 15 seconds ago, which never changes.',
    auth: 'owner',
    path: { accountId: AccountId },
    query: z.strictObject({
      at: documented(z.exactOptional(queryTime), {
        description:
          'What is exactly then is included; now unless given. An RFC 3339 time; write the + of an offset as %2B, though a blank is understood.',
      }),
    }),
    reply: [200, Statement],
    fails: [AccountNotFound, Forbidden, TooRecent],
    access: { wallet: 'read' },
    budget: { trips: 3, read: 20, write: 0 },
  },
})
