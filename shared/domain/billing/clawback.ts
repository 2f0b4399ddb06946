// The clawback of a partial cancellation: the coupon discount that remaining orders lose below its minTotal.
// The withheld money moves from the cancelled orders to the remaining ones, and the coupon's share the other way.
// So every order still adds up to its price, and every source to what it paid.

import type { BillingItem, CancellationItem, OrderItem } from './items.ts'
import { shared, sum } from './shares.ts'

/** Orders that were cancelled for other reasons than the buyer's choice: they still count towards minTotal. */
const excusedIn = ({ cancellations }: BillingItem): Set<string> =>
  new Set(cancellations.flatMap(({ withdrawnAt, excused, orderIds }) => (withdrawnAt ? (excused ?? []) : orderIds)))

/**
 * The total that counts towards minTotal once these orders are cancelled. @param excused orders among them that the buyer did
 * not choose to cancel
 */
export const standingTotal = (
  billing: BillingItem,
  leaving: readonly string[],
  excused: readonly string[] = [],
): number => {
  const counts = new Set([...excusedIn(billing), ...excused])
  const stands = ({ orderId, status }: OrderItem) =>
    counts.has(orderId) || (status === 'PAID' && !leaving.includes(orderId))
  return sum(billing.orders.filter(stands).map(({ price }) => price))
}

const staying = ({ orders }: BillingItem, leaving: readonly string[]): OrderItem[] =>
  orders.filter(({ orderId, status }) => status === 'PAID' && !leaving.includes(orderId))

/** The coupon's share of the remaining orders. */
export const couponLeft = (billing: BillingItem, leaving: readonly string[]): number =>
  sum(staying(billing, leaving).map(({ share }) => share.coupon))

/** @param minTotal of the coupon @returns won to withhold from the refund, at most the refund */
export const clawbackOf = (
  billing: BillingItem,
  leaving: readonly string[],
  excused: readonly string[],
  minTotal: number,
): number => {
  if (standingTotal(billing, leaving, excused) >= minTotal) return 0
  const gone = billing.orders.filter(({ orderId }) => leaving.includes(orderId) && !excused.includes(orderId))
  return Math.min(couponLeft(billing, leaving), sum(gone.map(({ share }) => share.pay + share.cash)))
}

/**
 * The orders after a clawback: money of the cancelled orders, first the gateway's, then cash, moves to the remaining ones in
 * proportion to their coupon shares. So equal orders stay equal, whichever is cancelled later.
 */
export const reshared = (
  billing: BillingItem,
  leaving: readonly string[],
  excused: readonly string[],
  clawback: number,
): OrderItem[] => {
  if (clawback === 0) return [...billing.orders]
  const withheld = { pay: 0, cash: 0 }
  let left = clawback
  const taken = billing.orders.map((order): OrderItem => {
    if (!leaving.includes(order.orderId) || excused.includes(order.orderId)) return order
    const { coupon, cash, pay } = order.share
    const fromPay = Math.min(pay, left)
    const fromCash = Math.min(cash, left - fromPay)
    left -= fromPay + fromCash
    withheld.pay += fromPay
    withheld.cash += fromCash
    return { ...order, share: { coupon: coupon + fromPay + fromCash, cash: cash - fromCash, pay: pay - fromPay } }
  })
  const stay = staying(billing, leaving)
  const moved = shared(
    withheld.pay + withheld.cash,
    stay.map(({ share }) => share.coupon),
  )
  const toPay = shared(withheld.pay, moved)
  return taken.map((order): OrderItem => {
    const at = stay.findIndex(({ orderId }) => orderId === order.orderId)
    const [more = 0, ofPay = 0] = [moved[at], toPay[at]]
    if (more === 0) return order
    const { coupon, cash, pay } = order.share
    const share = { coupon: coupon - more, cash: cash + more - ofPay, pay: pay + ofPay }
    return { ...order, clawed: (order.clawed ?? 0) + more, share }
  })
}

/** Whether the coupon keeps its discount after a cancellation by the buyer, or the refund had nothing left to withhold. */
export const isEarned = (after: BillingItem, { withdrawnAt, orderIds, excused = [] }: CancellationItem): boolean => {
  if (!withdrawnAt || couponLeft(after, []) === 0) return true
  if (standingTotal(after, []) >= (after.couponMinTotal ?? 0)) return true
  const gone = after.orders.filter(({ orderId }) => orderIds.includes(orderId) && !excused.includes(orderId))
  return sum(gone.map(({ share }) => share.pay + share.cash)) === 0
}

/** The amount that the buyer now pays in place of the coupon; it is refunded with the order that it was withheld for. */
export const clawedOf = ({ orders }: Pick<BillingItem, 'orders'>): number =>
  sum(orders.map(({ status, clawed = 0 }) => (status === 'PAID' ? clawed : 0)))
