// Refunds of paid billings, and reviews of inconsistent amounts.

import { after } from '#kernel/data/time.ts'
import { clawbackOf, couponLeft, reshared, standingTotal } from './clawback.ts'
import { withTotal } from './day-totals.ts'
import { decisionsOf } from './decisions.ts'
import { guard } from './guards.ts'
import {
  type AttemptItem,
  type BillingItem,
  type CancellationItem,
  type GatewayAmounts,
  type GatewayRecord,
  type OrderItem,
  reviews,
} from './items.ts'
import { sum } from './shares.ts'
import { type Addition, advance, announced, LOOK_AFTER_MS, type Parting, settledDue } from './writes.ts'

/** The amount that the gateway should report as refunded. */
export const expectedRefund = ({ refundedPay, byHand = 0 }: Pick<BillingItem, 'refundedPay' | 'byHand'>): number =>
  refundedPay - byHand

type Wanted = Pick<CancellationItem, 'reason' | 'request' | 'withdrawnAt' | 'excused'>

/** The amounts of the orders to cancel, and the previous refunds: all that the refund requires. */
export const cancellationOf = (
  billing: BillingItem,
  orderIds: readonly string[],
  wanted: Wanted,
  startedAt: string,
): CancellationItem => {
  const { excused = [], withdrawnAt } = wanted
  // Only a cancellation by the buyer can reduce the coupon.
  const clawback = withdrawnAt ? clawbackOf(billing, orderIds, excused, billing.couponMinTotal ?? 0) : 0
  const shares = reshared(billing, orderIds, excused, clawback)
    .filter(({ orderId }) => orderIds.includes(orderId))
    .map(({ share }) => share)
  const { payAmount, refundedPay } = billing
  return {
    ...wanted,
    // Never reused, even after a failure: a gateway repeats its answer for the same number.
    no: billing.events.length + 1,
    orderIds,
    before: expectedRefund(billing),
    startedAt,
    // Money refunded in the gateway's console is not refunded again.
    pay: Math.min(sum(shares.map(({ pay }) => pay)), payAmount - refundedPay),
    cash: sum(shares.map(({ cash }) => cash)),
    ...(clawback > 0 ? { clawback } : {}),
  }
}

export const paidOrders = ({ orders }: BillingItem): OrderItem[] => orders.filter(({ status }) => status === 'PAID')

/** Whether no order, or nothing of a top-up, remains after this cancellation. */
const isWhole = (billing: BillingItem, { orderIds, pay }: CancellationItem): boolean =>
  billing.topup
    ? billing.refundedPay + pay >= billing.payAmount
    : paidOrders(billing).every(({ orderId }) => orderIds.includes(orderId))

/** Stored before the gateway is asked to refund. */
export const refund = <Code extends string>(
  billing: BillingItem,
  cancellation: CancellationItem,
  now: string,
  { set, asks }: Addition<Code>,
) => advance(billing, 'refund', { now, set: { ...set, cancellation }, lookAt: after(now, LOOK_AFTER_MS) }, ...asks)

/** Late money that must be refunded: no order is left for it. */
export const late = (billing: BillingItem, attempt: AttemptItem, now: string) => {
  const cancellation = {
    ...cancellationOf(billing, [], { reason: 'paid too late' }, now),
    pay: billing.payAmount,
  }
  const step = advance(
    billing,
    'late',
    { now, set: { cancellation, attempt }, add: { captured: billing.payAmount }, lookAt: now },
    guard.uncaptured(),
  )
  return withTotal(billing, step, now)
}

/** The amounts and orders of a billing after a cancellation. */
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

/**
 * Required if the buyer keeps a coupon discount: the remaining orders must reach its minTotal, unless nothing is left to
 * withhold.
 */
const earned = (after: BillingItem, cancellation: CancellationItem) => {
  const { withdrawnAt, orderIds, excused = [] } = cancellation
  const gone = after.orders.filter(({ orderId }) => orderIds.includes(orderId) && !excused.includes(orderId))
  const isWithholdable = sum(gone.map(({ share }) => share.pay + share.cash)) > 0
  return withdrawnAt && isWithholdable && couponLeft(after, []) > 0
    ? [guard.couponEarned({ standing: standingTotal(after, []) })]
    : []
}

/** Cancels orders and refunds their share. */
export const giveBack = <Code extends string>(
  billing: BillingItem,
  by: 'return' | 'refunded',
  cancellation: CancellationItem,
  { left, withParts, set, asks, now }: Parting<Code>,
) => {
  const { pay, cash } = cancellation
  const { refundedPay: _, refundedCash: __, ...after } = returned(billing, cancellation)
  const cancellations = [...billing.cancellations, cancellation]
  const isLast = isWhole(billing, cancellation)
  const event = isLast ? by : (`${by}Part` as const)
  const step = advance(
    billing,
    event,
    {
      now,
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
  return announced(billing, event, step, now)
}

/** An inconsistent answer of a gateway, with amounts if they add up. */
export interface Misfit {
  readonly reason: string
  readonly gateway?: GatewayAmounts | undefined
  readonly record?: Omit<GatewayRecord, 'at'> | undefined
}

/** The billing stays unchanged until an operator decides. */
export const mismatch = (billing: BillingItem, { reason, gateway, record }: Misfit, now: string) => {
  const stored = { captured: billing.captured, refunded: expectedRefund(billing) }
  return advance(billing, 'mismatch', {
    now,
    set: {
      review: {
        ...{ reason, at: now, stored },
        ...(gateway ? { gateway } : {}),
        ...(record ? { record: { ...record, at: now } } : {}),
      },
      ...(billing.review?.resolution ? { decisions: decisionsOf(billing) } : {}),
      duePk: reviews.pk,
      dueSk: `${now}#${billing.billingId}`,
    },
  })
}

/** The amount refunded in the gateway's console, as known from the review: more than stored, at most what was paid. */
export const broughtBack = (billing: BillingItem): number => {
  const { gateway } = billing.review ?? {}
  if (!gateway || gateway.captured !== billing.payAmount) return 0
  return Math.max(0, Math.min(gateway.refunded, gateway.captured) - expectedRefund(billing))
}

/** The billing with the console refund counted. The money belongs to no order yet. */
export const withBroughtBack = (billing: BillingItem): BillingItem => {
  const more = Math.min(broughtBack(billing), billing.payAmount - billing.refundedPay)
  if (more === 0) return billing
  return { ...billing, refundedPay: billing.refundedPay + more, outside: (billing.outside ?? 0) + more }
}

const counted = (before: BillingItem, after: BillingItem) => {
  const more = after.refundedPay - before.refundedPay
  return more > 0 ? { set: { outside: after.outside }, add: { refundedPay: more } } : { set: {}, add: {} }
}

/** An operator keeps the orders paid, whatever the gateway refunded. */
export const keep = <Code extends string>(billing: BillingItem, now: string, { set, asks }: Addition<Code>) => {
  const { set: more, add } = counted(billing, withBroughtBack(billing))
  const event = billing.orders.some(({ status }) => status === 'CANCELLED') ? 'keptPart' : 'kept'
  const step = advance(billing, event, { now, set: { ...set, ...more }, add, remove: ['cancellation'] }, ...asks)
  return withTotal(billing, step, now)
}

/** An operator releases the orders; the gateway must refund the rest of their money. */
export const refundRest = <Code extends string>(
  billing: BillingItem,
  cancellation: CancellationItem,
  now: string,
  { set, asks }: Addition<Code>,
) => {
  const { set: more, add } = counted(billing, withBroughtBack(billing))
  const change = { now, set: { ...set, ...more, cancellation }, add, lookAt: now }
  return withTotal(billing, advance(billing, 'refundRest', change, ...asks), now)
}
