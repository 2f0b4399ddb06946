// The problems of the wallet.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { problem } from '#kernel/data/problem.ts'
import { Forbidden } from '#kernel/data/problems.ts'

export const AccountNotFound = problem('account-not-found', 404, 'Account not found', 'No account has this id.')
export const TransactionNotFound = problem(
  'transaction-not-found',
  404,
  'Transaction not found',
  'The account has no transaction with this sequence number.',
)
export const TooRecent = problem(
  'too-recent',
  409,
  'Too recent',
  'Entries of that time may still be committing. Retry after retryAfter seconds, or omit `at` to read the current state.',
  { retryAfter: documented(z.int(), { example: 60 }) },
)
export const SpanTooLong = problem(
  'span-too-long',
  409,
  'Span too long',
  'The span has more entries than a file may have (limit). Ask for a shorter one: with `to` at the time in until, and then from there on.',
  {
    limit: documented(z.int(), { example: 2000 }),
    entries: documented(z.int(), { example: 2500 }),
    until: documented(z.string(), { example: '2030-06-07T10:30:00.000Z' }),
  },
)
export const SameAccount = problem(
  'same-account',
  400,
  'Same account',
  'fromAccountId and toAccountId are the same. Choose two different accounts.',
)
export const AccountExists = problem(
  'account-exists',
  409,
  'Account exists',
  'You already have an account. Each user can have one.',
)
export const AccountNumberTaken = problem(
  'account-number-taken',
  409,
  'Account number taken',
  'An account with this number at this bank is already registered.',
)
export const InsufficientBalance = problem(
  'insufficient-balance',
  409,
  'Insufficient balance',
  'The amount exceeds the available balance. The field available gives it.',
  { available: documented(z.int(), { example: 50_000 }) },
)
export const BalanceLimit = problem(
  'balance-limit',
  409,
  'Balance limit',
  'The balance would exceed 1000000000000000 won.',
)
export const AccountNotEmpty = problem(
  'account-not-empty',
  409,
  'Account not empty',
  'Your account has a balance, or cash that a billing or a payout holds. Withdraw or transfer the balance, end the billing, and cancel the payout or wait for its decision.',
)
export const PayoutNotFound = problem('payout-not-found', 404, 'Payout not found', 'No payout has this id.')
export const PayoutState = problem(
  'payout-state',
  409,
  'Payout decided',
  'This payout is already paid, rejected or cancelled.',
)
export const OwnPayout = problem(
  'own-payout',
  403,
  'Own payout',
  'You cannot decide on a payout of your own. Another operator must.',
)

/** Where the product lets operators alone deposit. */
export const DepositsByOperators: typeof Forbidden = {
  ...Forbidden,
  detail:
    'On this service only operators deposit. Top the account up at a gateway with POST /accounts/{accountId}/topups, or ask an operator.',
}
/** Where the product pays out on request. */
export const WithdrawalsOnRequest: typeof Forbidden = {
  ...Forbidden,
  detail:
    'On this service operators pay out. Request a payout with POST /accounts/{accountId}/payouts; it holds the amount until an operator has paid it.',
}
