// A sound billing, for worlds in which something belongs to one.

import { Billing, type BillingItem } from '#domain/billing/items.ts'
import { guard } from '#flows/payment/guards.ts'
import type { Item } from '#kernel/data/condition.ts'
import { idOf, type Key } from '#kernel/data/key.ts'
import { stored } from '#kit/testing/counterexample.ts'

/** Nothing of another module changes with a billing. */
export const noParts = { left: [], withParts: guard.withParts({ parts: [] }) }

const LATER = '2999-01-01T00:00:00.000Z'

export const readyBilling = (changes: Partial<BillingItem> = {}, ...parts: Key[]): BillingItem => ({
  ...{ billingId: 'billing', userId: 'ann', status: 'READY', events: [], totalAmount: 1000, couponDiscount: 0 },
  orders: [
    { orderId: 'order', matchId: 'm', price: 1000, status: 'RESERVED', share: { coupon: 0, cash: 0, pay: 1000 } },
  ],
  ...{ cashAmount: 0, payAmount: 1000, gateway: 'TOSS', captured: 0, refundedPay: 0, refundedCash: 0 },
  ...{
    claimed: [],
    cancellations: [],
    parts: parts.map(idOf),
    expiresAt: LATER,
    createdAt: '2026-01-01T00:00:00.000Z',
  },
  ...{ version: 0, listPk: 'BILLINGS#ann', listSk: 'x' },
  ...changes,
})

/** As it lies in the table, keeping what the parts are. */
export const storedBilling = (billingId: string, ...parts: Key[]): Item =>
  stored(Billing.key(billingId), readyBilling({ billingId }, ...parts))
