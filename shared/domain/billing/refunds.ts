// Every way in which a billing that was paid gives something back, and what happens when the gateway's account does not add up.

import { type AttemptItem, type BillingItem, type CancellationItem, type OrderItem, reviews } from './item.ts'
import { rule } from './rules.ts'
import { type Asked, advance, after, kept, LOOK_AFTER_MS, type Parts } from './writes.ts'

/** What some orders are worth, and what the gateway gave back before: all that its refund has to be told. */
export const cancellationOf = (
  billing: BillingItem,
  orderIds: readonly string[],
  asked: Pick<CancellationItem, 'reason' | 'request' | 'withdrawnAt'>,
  startedAt: string,
): CancellationItem => {
  const shares = billing.orders.filter(({ orderId }) => orderIds.includes(orderId)).map(({ share }) => share)
  return {
    // Never given twice, even where one came to nothing: a gateway repeats its answer to what was asked under the same number.
    ...{ ...asked, no: billing.events.length + 1, orderIds, before: billing.refundedPay, startedAt },
    pay: shares.reduce((sum, { pay }) => sum + pay, 0),
    cash: shares.reduce((sum, { cash }) => sum + cash, 0),
  }
}

export const paidOrders = ({ orders }: BillingItem): OrderItem[] => orders.filter(({ status }) => status === 'PAID')

/** Whether nothing is left once these orders are gone. */
const isWhole = (billing: BillingItem, { orderIds }: CancellationItem): boolean =>
  paidOrders(billing).every(({ orderId }) => orderIds.includes(orderId))

/** Before the gateway is asked to give money back. */
export const refund = <Code extends string>(
  billing: BillingItem,
  cancellation: CancellationItem,
  now: string,
  { set, asks }: Asked<Code>,
) => advance(billing, 'refund', { set: { ...set, cancellation }, lookAt: after(now, LOOK_AFTER_MS) }, ...asks)

/** Late money that has to go back: no order is left that it could pay. */
export const late = (billing: BillingItem, attempt: AttemptItem, now: string) => {
  const cancellation = {
    ...cancellationOf(billing, [], { reason: 'paid too late' }, now),
    pay: billing.payAmount,
  }
  return advance(
    billing,
    'late',
    { set: { cancellation, attempt }, add: { captured: billing.payAmount }, lookAt: now },
    rule.captured(),
  )
}

/** The orders and their share of the money go back. */
export const giveBack = <Code extends string>(
  billing: BillingItem,
  by: 'return' | 'refunded',
  cancellation: CancellationItem,
  parts: Parts,
  { set, asks }: Asked<Code>,
) => {
  const { parts: left, together } = kept(parts)
  const { orderIds, pay, cash } = cancellation
  const event = isWhole(billing, cancellation) ? by : (`${by}Part` as const)
  return advance(
    billing,
    event,
    {
      set: {
        orders: billing.orders.map((order) =>
          orderIds.includes(order.orderId) ? { ...order, status: 'CANCELLED' } : order,
        ),
        cancellations: [...billing.cancellations, cancellation],
        ...set,
        parts: left,
      },
      add: { refundedPay: pay, refundedCash: cash },
      remove: ['cancellation'],
    },
    rule.amounts(billing.payAmount - pay, billing.cashAmount - cash),
    ...asks,
    together,
  )
}

/** Nothing is done any more until an operator has looked. */
export const mismatch = (billing: BillingItem, reason: string, now: string) =>
  advance(billing, 'mismatch', {
    set: { review: { reason, at: now }, duePk: reviews.pk, dueSk: `${now}#${billing.billingId}` },
  })

/** An operator found that the gateway gave nothing back: the orders stay paid. */
export const keep = (billing: BillingItem) =>
  advance(billing, billing.orders.some(({ status }) => status === 'CANCELLED') ? 'keptPart' : 'kept', {
    remove: ['cancellation'],
  })
