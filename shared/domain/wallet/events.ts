// The events of accounts.

import * as z from 'zod/mini'
import { amount } from '#domain/money.ts'
import { events } from '#kernel/data/outbox.ts'
import { idSchema } from '#kernel/http/schema.ts'
import { Account } from './items.ts'
import { entryTypes } from './schema.ts'

export const event = events(
  { of: Account, id: ({ accountId }) => accountId },
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
