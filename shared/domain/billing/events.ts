// The events of billings.

import * as z from 'zod/mini'
import { events } from '#kernel/data/outbox.ts'
import { idSchema } from '#kernel/http/schema.ts'
import { Billing } from './items.ts'
import type { Event } from './machine.ts'
import { paymentIdSchema, states } from './schema.ts'

const ofBilling = { billingId: paymentIdSchema, userId: idSchema('user'), matchIds: z.array(idSchema('match')) }
const amounts = { totalAmount: z.int(), couponDiscount: z.int(), cashAmount: z.int(), payAmount: z.int() }

export const event = events(
  { name: 'billing', of: Billing, id: ({ billingId }) => billingId },
  {
    created: {
      type: 'billing.created',
      says: 'A billing reserved its seats, coupon and cash. A top-up reserves nothing.',
      data: z.object({ ...ofBilling, ...amounts }),
      concerns: () => [],
    },
    succeeded: {
      type: 'billing.succeeded',
      says: 'A billing is paid in full.',
      data: z.object({ ...ofBilling, ...amounts }),
      concerns: ({ userId }) => [userId],
    },
    cancelled: {
      type: 'billing.cancelled',
      says: 'A billing, or some of its orders, is cancelled, and what was paid for them is refunded.',
      data: z.object({ ...ofBilling, status: z.enum(states), refundedAmount: z.int() }),
      concerns: ({ userId }) => [userId],
    },
    expired: {
      type: 'billing.expired',
      says: 'A billing ended unpaid, and gave back what it had reserved.',
      data: z.object(ofBilling),
      concerns: ({ userId }) => [userId],
    },
  },
)

/** The transitions of the machine that events tell. The others are steps on the way. */
export const toldBy: Partial<Readonly<Record<Event, 'succeeded' | 'cancelled' | 'expired'>>> = {
  confirm: 'succeeded',
  capture: 'succeeded',
  recapture: 'succeeded',
  settled: 'succeeded',
  cancel: 'cancelled',
  return: 'cancelled',
  returnPart: 'cancelled',
  refunded: 'cancelled',
  refundedPart: 'cancelled',
  released: 'cancelled',
  expire: 'expired',
}

export const isTold = (event: string): boolean => Object.hasOwn(toldBy, event)
