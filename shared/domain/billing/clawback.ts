// What a partial cancellation takes back of a coupon, because the orders that stay no longer reach its minTotal.
// Withheld money moves from the orders that leave to those that stay, and the coupon's share the other way.
// So every order still adds up to its price, and every source to what it paid.

import type { BillingItem, CancellationItem, OrderItem } from './items.ts'
import { shared, sum } from './shares.ts'

/** Orders that did not go back by the buyer's choice: for the coupon they count as if they stayed. */
const excusedIn = ({ cancellations }: BillingItem): Set<string> =>
  new Set(cancellations.flatMap(({ withdrawnAt, excused, orderIds }) => (withdrawnAt ? (excused ?? []) : orderIds)))

/** The total that still counts for the coupon once these orders are gone. @param excused of them, those that the buyer does not answer for */
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

/** The coupon's share of the orders that stay. */
export const couponLeft = (billing: BillingItem, leaving: readonly string[]): number =>
  sum(staying(billing, leaving).map(({ share }) => share.coupon))

/** @param minTotal of the coupon @returns won to withhold from the refund: never more than the refund */
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
 * The orders once a clawback has moved: money of those that leave, first of the gateway's, then cash. Those that stay have
 * it in proportion to their shares of the coupon, so that equal orders stay equal, whichever of them goes back later.
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

/** Whether a cancellation by the buyer left the coupon what it discounts, or got nothing back from which to withhold more. */
export const isEarned = (after: BillingItem, { withdrawnAt, orderIds, excused = [] }: CancellationItem): boolean => {
  if (!withdrawnAt || couponLeft(after, []) === 0) return true
  if (standingTotal(after, []) >= (after.couponMinTotal ?? 0)) return true
  const gone = after.orders.filter(({ orderId }) => orderIds.includes(orderId) && !excused.includes(orderId))
  return sum(gone.map(({ share }) => share.pay + share.cash)) === 0
}

/** What the buyer now pays in place of the coupon; it comes back with the order that it was withheld for. */
export const clawedOf = ({ orders }: Pick<BillingItem, 'orders'>): number =>
  sum(orders.map(({ status, clawed = 0 }) => (status === 'PAID' ? clawed : 0)))
