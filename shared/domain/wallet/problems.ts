// What can go wrong with money.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { problem } from '#kernel/data/problem.ts'

export const AccountNotFound = problem('account-not-found', 404, 'No such account', 'No account has this id.')
export const TransactionNotFound = problem(
  'transaction-not-found',
  404,
  'No such transaction',
  'The account has no transaction with this sequence number.',
)
export const TooRecent = problem(
  'too-recent',
  409,
  'Too recent',
  'Entries of that time may still be on their way. Ask again after retryAfter seconds, or leave `at` out for the account as it stands.',
  { retryAfter: documented(z.int(), { example: 60 }) },
)
export const SameAccount = problem('same-account', 400, 'Same account', 'A transfer goes from one account to another.')
export const AccountExists = problem(
  'account-exists',
  409,
  'Account exists',
  'You have an account already; a user has one.',
)
export const AccountNumberTaken = problem(
  'account-number-taken',
  409,
  'Account number taken',
  'An account with this number at this bank is registered already.',
)
export const InsufficientBalance = problem(
  'insufficient-balance',
  409,
  'Insufficient balance',
  'The amount is more than what is available.',
  { available: documented(z.int(), { example: 50_000 }) },
)
export const BalanceLimit = problem(
  'balance-limit',
  409,
  'Balance limit',
  'The account would hold more than 1000000000000000 won.',
)
