// A billing as the line of a list.

import type * as z from 'zod/mini'
import type { BillingItem } from '#domain/billing/items.ts'
import type { UserBilling } from './schema.ts'

export const userBillingView = (item: BillingItem): z.input<typeof UserBilling> => ({
  billingId: item.billingId,
  status: item.status,
  matchIds: item.orders.map(({ matchId }) => matchId),
  totalAmount: item.totalAmount,
  payAmount: item.payAmount,
  refundedAmount: item.refundedPay + item.refundedCash,
  gateway: item.gateway ?? null,
  createdAt: item.createdAt,
})
