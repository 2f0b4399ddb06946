// Confirms a billing that coupon and cash cover; no gateway is involved.

import { guard } from '#domain/billing/guards.ts'
import { BillingState } from '#domain/billing/problems.ts'
import { billingView } from '#domain/billing/views.ts'
import { takes } from '#domain/billing/writes.ts'
import { aggregateOf } from '#flows/payment/aggregate.ts'
import { isTimely, toConfirmed } from '#flows/payment/transitions.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'

export const handler = endpoint(billing.confirmBilling, async (call) => {
  const { path, user, read, now, require, refuse } = call
  const aggregate = await aggregateOf(read, path.billingId)
  const asks = [guard.exists(), guard.owned(user)] as const
  const found = require(aggregate?.billing, ...asks, takes('confirm'), guard.unexpired({ now }))
  if (!aggregate || found.payAmount > 0 || !isTimely(aggregate, now)) return refuse(BillingState)
  const { writes, after } = toConfirmed(aggregate, user.userId, call)
  return { writes, reply: billingView(after) }
})
