// The contract of the wallet.

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

/** If money is short, expired billings are released first. */
const releasing = { wallet: 'write', billing: 'write', matches: 'write', coupons: 'write' } as const

const about = 'Wallet: one account in won per user, with deposits, withdrawals, transfers and a ledger.'

export const wallet = contract('wallet', about, {
  openAccount: {
    route: 'POST /accounts',
    summary: 'Opens an account for the caller. Each user can have one.',
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
    summary: 'Returns an account with its balance, held amount and available amount.',
    auth: 'owner',
    path: { accountId: AccountId },
    reply: [200, Account],
    fails: [AccountNotFound, Forbidden],
    access: { wallet: 'read' },
    budget: { trips: 1, read: 1, write: 0 },
  },
  deposit: {
    route: 'POST /accounts/{accountId}/deposits',
    summary: 'Deposits money into an account.',
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
    summary: 'Withdraws available money from an account.',
    auth: 'owner',
    idempotency: 'required',
    path: { accountId: AccountId },
    body: z.strictObject({ amount, information }),
    reply: [201, Transaction],
    shows: { type: 'WITHDRAWAL', seq: 2, balance: 0 },
    fails: [AccountNotFound, Forbidden, InsufficientBalance],
    access: releasing,
    budget: { trips: 2, read: 1, write: 6 },
  },
  transfer: {
    route: 'POST /transfers',
    summary: "Transfers money from the caller's account to another account.",
    auth: 'user',
    idempotency: 'required',
    body: z.strictObject({ fromAccountId, toAccountId, amount, information }),
    reply: [201, Transfer],
    shows: { debit: { type: 'TRANSFER_OUT', seq: 2, balance: 0 }, credit: { type: 'TRANSFER_IN' } },
    fails: [SameAccount, AccountNotFound, Forbidden, InsufficientBalance, BalanceLimit],
    access: releasing,
    budget: { trips: 2, read: 2, write: 12 },
  },
  listTransactions: {
    route: 'GET /accounts/{accountId}/transactions',
    summary:
      'Lists the ledger of an account, newest first by default. With a `to` in the last 15 seconds, the list ends at settledUntil.',
    auth: 'owner',
    path: { accountId: AccountId },
    query: listQuery({
      type: documented(z.exactOptional(z.enum(entryTypes)), { description: 'Only entries of this type.' }),
      from: z.exactOptional(queryFrom),
      to: z.exactOptional(queryTo),
      order: documented(z.exactOptional(z.enum(['asc', 'desc'])), {
        description: 'Sort order: `desc` (newest first, the default) or `asc`.',
      }),
    }),
    reply: [200, Transactions],
    fails: [AccountNotFound, Forbidden],
    access: { wallet: 'read' },
    budget: { trips: 2, read: 3, write: 0 },
  },
  getTransaction: {
    route: 'GET /accounts/{accountId}/transactions/{seq}',
    summary: 'Returns one ledger entry.',
    auth: 'owner',
    path: { accountId: AccountId, seq: Seq },
    reply: [200, Transaction],
    fails: [AccountNotFound, Forbidden, TransactionNotFound],
    access: { wallet: 'read' },
    budget: { trips: 2, read: 2, write: 0 },
  },
  getStatement: {
    route: 'GET /accounts/{accountId}/statement',
    summary: 'Returns the balance now, or at a time at least 15 seconds ago; the reply for such a time never changes.',
    auth: 'owner',
    path: { accountId: AccountId },
    query: z.strictObject({
      at: documented(z.exactOptional(queryTime), {
        description:
          'Time of the statement, inclusive; now by default. An RFC 3339 time. Encode the + of an offset as %2B; a blank is accepted too.',
      }),
    }),
    reply: [200, Statement],
    fails: [AccountNotFound, Forbidden, TooRecent],
    access: { wallet: 'read' },
    budget: { trips: 3, read: 20, write: 0 },
  },
})
