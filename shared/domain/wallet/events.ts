// The events of accounts and payouts.

import * as z from 'zod/mini'
import { amount } from '#domain/money.ts'
import { events } from '#kernel/data/outbox.ts'
import { idSchema } from '#kernel/http/schema.ts'
import { Account, Payout } from './items.ts'
import { entryTypes, payoutStatuses } from './schema.ts'

export const event = events(
  { name: 'account', of: Account, id: ({ accountId }) => accountId },
  {
    entryCreated: {
      type: 'wallet.entry.created',
      says: 'A ledger entry was added to an account.',
      data: z.object({
        accountId: idSchema('account'),
        transactionId: idSchema('transaction'),
        entry: z.int(),
        type: z.enum(entryTypes),
        amount,
        balance: z.int(),
      }),
      concerns: (_, { ownerId }) => [ownerId],
    },
  },
)

const payout = { payoutId: idSchema('payout'), accountId: idSchema('account'), amount }

export const payoutEvent = events(
  { name: 'payout', of: Payout, id: ({ payoutId }) => payoutId },
  {
    requested: {
      type: 'wallet.payout.requested',
      says: 'The owner of an account requested a payout, whose amount is held meanwhile.',
      data: z.object(payout),
      concerns: () => [],
    },
    cancelled: {
      type: 'wallet.payout.cancelled',
      says: 'The owner of an account cancelled a payout, whose amount is available again.',
      data: z.object(payout),
      concerns: () => [],
    },
    decided: {
      type: 'ops.payout.decided',
      says: 'An operator paid a payout out, or rejected it.',
      data: z.object({ ...payout, status: z.enum(payoutStatuses), by: idSchema('user') }),
      concerns: (_, { ownerId }) => [ownerId],
    },
  },
)
