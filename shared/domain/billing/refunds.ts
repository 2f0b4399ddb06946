// Every way in which a billing that was paid gives something back, and what happens when the gateway's account does not add up.

import { after } from '#kernel/data/time.ts'
import { clawbackOf, couponLeft, reshared, standingTotal } from './clawback.ts'
import { decisionsOf } from './decisions.ts'
import { guard } from './guards.ts'
import {
  type AttemptItem,
  type BillingItem,
  type CancellationItem,
  type GatewayAmounts,
  type OrderItem,
  reviews,
} from './items.ts'
import { sum } from './shares.ts'
import { type Addition, advance, LOOK_AFTER_MS, type Parts, settledDue } from './writes.ts'

/** What the gateway itself should say that it has given back. */
export const expectedRefund = ({ refundedPay, byHand = 0 }: Pick<BillingItem, 'refundedPay' | 'byHand'>): number =>
  refundedPay - byHand

type Wanted = Pick<CancellationItem, 'reason' | 'request' | 'withdrawnAt' | 'excused'>

/** What some orders are worth, and what the gateway gave back before: all that its refund needs. */
export const cancellationOf = (
  billing: BillingItem,
  orderIds: readonly string[],
  wanted: Wanted,
  startedAt: string,
): CancellationItem => {
  const { excused = [], withdrawnAt } = wanted
  // Without the buyer's wish the coupon is not touched.
  const clawback = withdrawnAt ? clawbackOf(billing, orderIds, excused, billing.couponMinTotal ?? 0) : 0
  const shares = reshared(billing, orderIds, excused, clawback)
    .filter(({ orderId }) => orderIds.includes(orderId))
    .map(({ share }) => share)
  const { payAmount, refundedPay } = billing
  return {
    ...wanted,
    // Never given twice, even where one came to nothing: a gateway repeats its answer to what was asked under the same number.
    no: billing.events.length + 1,
    orderIds,
    before: expectedRefund(billing),
    startedAt,
    // What came back in the gateway's console is not given back again.
    pay: Math.min(sum(shares.map(({ pay }) => pay)), payAmount - refundedPay),
    cash: sum(shares.map(({ cash }) => cash)),
    ...(clawback > 0 ? { clawback } : {}),
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
  { set, asks }: Addition<Code>,
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
    guard.uncaptured(),
  )
}

/** The amounts and orders of a billing once a cancellation is through. */
const returned = (billing: BillingItem, cancellation: CancellationItem) => {
  const { orderIds, excused = [], clawback = 0, pay, cash } = cancellation
  const orders = reshared(billing, orderIds, excused, clawback).map(
    (order): OrderItem => (orderIds.includes(order.orderId) ? { ...order, status: 'CANCELLED' } : order),
  )
  const worth = sum(orders.filter(({ orderId }) => orderIds.includes(orderId)).map(({ share }) => share.pay))
  const outside = (billing.outside ?? 0) - Math.max(0, worth - pay)
  const { refundedPay, refundedCash } = billing
  return {
    orders,
    refundedPay: refundedPay + pay,
    refundedCash: refundedCash + cash,
    ...(billing.outside === undefined ? {} : { outside }),
  }
}

/** Demanded where the buyer leaves the coupon a discount: what stays must reach its minTotal, unless nothing is left to withhold. */
const earned = (after: BillingItem, cancellation: CancellationItem) => {
  const { withdrawnAt, orderIds, excused = [] } = cancellation
  const gone = after.orders.filter(({ orderId }) => orderIds.includes(orderId) && !excused.includes(orderId))
  const isWithholdable = sum(gone.map(({ share }) => share.pay + share.cash)) > 0
  return withdrawnAt && isWithholdable && couponLeft(after, []) > 0
    ? [guard.couponEarned({ standing: standingTotal(after, []) })]
    : []
}

/** The orders and their share of the money go back. */
export const giveBack = <Code extends string>(
  billing: BillingItem,
  by: 'return' | 'refunded',
  cancellation: CancellationItem,
  parts: Parts,
  { set, asks }: Addition<Code>,
) => {
  const { left, withParts } = parts
  const { pay, cash } = cancellation
  const { refundedPay: _, refundedCash: __, ...after } = returned(billing, cancellation)
  const cancellations = [...billing.cancellations, cancellation]
  const isLast = isWhole(billing, cancellation)
  return advance(
    billing,
    isLast ? by : (`${by}Part` as const),
    {
      set: {
        ...after,
        cancellations,
        ...set,
        parts: left,
        ...(isLast ? {} : settledDue(billing, cancellation.startedAt)),
      },
      add: { refundedPay: pay, refundedCash: cash },
      remove: ['cancellation'],
    },
    guard.refundable({ mostPay: billing.payAmount - pay, mostCash: billing.cashAmount - cash }),
    ...earned({ ...billing, ...after, cancellations }, cancellation),
    ...asks,
    withParts,
  )
}

/** An answer of a gateway that does not fit; with amounts where they add up. */
export interface Misfit {
  readonly reason: string
  readonly gateway?: GatewayAmounts | undefined
}

/** The billing stays as it is until an operator decides. */
export const mismatch = (billing: BillingItem, { reason, gateway }: Misfit, now: string) => {
  const stored = { captured: billing.captured, refunded: expectedRefund(billing) }
  return advance(billing, 'mismatch', {
    set: {
      review: { reason, at: now, stored, ...(gateway ? { gateway } : {}) },
      ...(billing.review?.resolution ? { decisions: decisionsOf(billing) } : {}),
      duePk: reviews.pk,
      dueSk: `${now}#${billing.billingId}`,
    },
  })
}

/** What came back in the gateway's console, as far as the review knows: more than what is stored, and no more than was paid. */
export const broughtBack = (billing: BillingItem): number => {
  const { gateway } = billing.review ?? {}
  if (!gateway || gateway.captured !== billing.payAmount) return 0
  return Math.max(0, Math.min(gateway.refunded, gateway.captured) - expectedRefund(billing))
}

/** The billing with what came back in the console counted. No order accounts for that money yet. */
export const withBroughtBack = (billing: BillingItem): BillingItem => {
  const more = Math.min(broughtBack(billing), billing.payAmount - billing.refundedPay)
  if (more === 0) return billing
  return { ...billing, refundedPay: billing.refundedPay + more, outside: (billing.outside ?? 0) + more }
}

const counted = (before: BillingItem, after: BillingItem) => {
  const more = after.refundedPay - before.refundedPay
  return more > 0 ? { set: { outside: after.outside }, add: { refundedPay: more } } : { set: {}, add: {} }
}

/** An operator keeps the orders paid, whatever the gateway gave back. */
export const keep = <Code extends string>(billing: BillingItem, { set, asks }: Addition<Code>) => {
  const { set: more, add } = counted(billing, withBroughtBack(billing))
  const event = billing.orders.some(({ status }) => status === 'CANCELLED') ? 'keptPart' : 'kept'
  return advance(billing, event, { set: { ...set, ...more }, add, remove: ['cancellation'] }, ...asks)
}

/** An operator gives the orders back; the gateway is asked for what it still has of their money. */
export const refundRest = <Code extends string>(
  billing: BillingItem,
  cancellation: CancellationItem,
  now: string,
  { set, asks }: Addition<Code>,
) => {
  const { set: more, add } = counted(billing, withBroughtBack(billing))
  return advance(billing, 'refundRest', { set: { ...set, ...more, cancellation }, add, lookAt: now }, ...asks)
}
