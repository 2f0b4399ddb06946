// Settles a billing that coupon and cash pay for: there is nothing to ask a gateway.

import { BillingState } from '#domain/billing/problems.ts'
import { rule } from '#domain/billing/rules.ts'
import { billingView } from '#domain/billing/views.ts'
import { aggregateOf } from '#flows/payment/aggregate.ts'
import { isTimely, toConfirmed } from '#flows/payment/transitions.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { billing } from './contract.ts'

export const handler = endpoint(billing.confirmBilling, async (call) => {
  const { path, user, read, now, require, refuse } = call
  const aggregate = await aggregateOf(read, path.billingId)
  const asks = [rule.exists(), rule.owned(user.userId)] as const
  const found = require(aggregate?.billing, ...asks, rule.state('confirm'), rule.unexpired(now))
  if (!aggregate || found.payAmount > 0 || !isTimely(aggregate, now)) return refuse(BillingState)
  const orders = found.orders.map((order) => ({ ...order, status: 'PAID' as const }))
  return {
    writes: toConfirmed(aggregate, user.userId, call),
    reply: billingView({ ...found, status: 'SUCCESS', orders }),
  }
})
