// Starts a payment at a gateway: the redirects lead back to the attempt.

import type { AttemptItem, BillingItem } from '#domain/billing/items.ts'
import { environment } from '#kernel/commit/runtime.ts'
import { gatewayOf } from './gateways.ts'

type Paying = Pick<BillingItem, 'billingId' | 'userId' | 'payAmount' | 'gateway'>

export const startPayment = async (
  { billingId, userId, payAmount, gateway }: Paying,
  attempt: AttemptItem,
  itemName: string,
) => {
  if (!gateway) throw new Error(`${billingId} has no gateway.`)
  const callback = (step: string): string =>
    `${environment('PUBLIC_BASE_URL')}/payments/${gateway.toLowerCase()}/${billingId}/${step}?state=${attempt.state}`
  return (await gatewayOf(gateway)).start({
    billingId,
    attempt: String(attempt.no),
    userId,
    itemName,
    amount: payAmount,
    approvalUrl: callback('approve'),
    cancelUrl: callback('cancel'),
    failUrl: callback('fail'),
  })
}
