// The only ways in which a billing and its parts change state together: each one transaction that no business rule can refuse.

import type { AttemptItem, BillingItem, CancellationItem } from '../../domain/billing/item.ts'
import { cancellationOf, giveBack as giveBackBilling } from '../../domain/billing/refunds.ts'
import { type Asked, capture, release, confirm as settleBilling } from '../../domain/billing/writes.ts'
import { giveBack as giveBackCoupon, use } from '../../domain/coupons/writes.ts'
import { giveBack as giveBackSeat } from '../../domain/matches/releases.ts'
import { confirm } from '../../domain/matches/reservations.ts'
import { nextEntry } from '../../domain/wallet/ledger.ts'
import { pay, refund, release as releaseCash } from '../../domain/wallet/writes.ts'
import type { Clause } from '../../kernel/rules.ts'
import type { At } from '../../kernel/steps.ts'
import { type Aggregate, cashPart, couponPart, type Modules, parts, present, seatPart } from './aggregate.ts'

type Now = Pick<At<Modules>, 'now' | 'id'>

/** Seats confirmed, coupon used, held cash paid. */
const settled = ({ billing, coupon, account }: Aggregate, { now, id }: Now) => {
  const { billingId, userId, orders, cashAmount } = billing
  const paidInCash = cashPart(billing)
  return {
    writes: [
      ...orders.map(({ matchId }) => confirm(matchId, userId, billingId, now)),
      ...(coupon ? [use(coupon, billingId)] : []),
      ...paidInCash.flatMap(() => {
        const of = present(account, 'account', billing)
        const movement = {
          type: 'PAYMENT' as const,
          amount: cashAmount,
          information: billingId,
          by: of.ownerId,
          billingId,
        }
        const entry = nextEntry(of, { ...movement, transactionId: id('transaction') }, now)
        return pay(of, entry, { billingId, amount: cashAmount })
      }),
    ],
    parts: parts(
      billing,
      [...orders.map((order) => seatPart(billing, order)), ...couponPart(billing), ...paidInCash],
      paidInCash,
    ),
  }
}

/** Orders whose match was cancelled while they were being paid: they go back at once. */
const closedOrders = ({ billing, places }: Aggregate, now: string): CancellationItem | undefined => {
  const closed = places.filter(({ match }) => match.status === 'CANCELLED').map(({ order }) => order.orderId)
  return closed.length > 0 ? cancellationOf(billing, closed, { reason: MATCH_CANCELLED }, now) : undefined
}

export const MATCH_CANCELLED = 'the match was cancelled'

/** The gateway has captured what the billing asks for. @param attempt by which */
export const toSuccess = (
  aggregate: Aggregate,
  event: 'capture' | 'settled',
  attempt: AttemptItem | undefined,
  at: Now,
) => {
  const { writes, parts: of } = settled(aggregate, at)
  const closed = event === 'capture' ? closedOrders(aggregate, at.now) : undefined
  return [...writes, capture(aggregate.billing, closed ? 'captureClosed' : event, attempt, of, closed)]
}

/** Nothing is left to pay at a gateway. */
export const toConfirmed = (aggregate: Aggregate, userId: string, at: Now) => {
  const { writes, parts: of } = settled(aggregate, at)
  return [...writes, settleBilling(aggregate.billing, of, userId, at.now)]
}

/** Before anything was paid: all of it goes back. */
export const toReleased = <Code extends string>(
  { billing, places, coupon }: Aggregate,
  event: 'cancel' | 'expire' | 'released',
  now: string,
  asked: Asked<Code>,
) => {
  const { billingId, accountId, cashAmount, orders } = billing
  const cash = cashPart(billing)
  const touched = [...orders.map((order) => seatPart(billing, order)), ...couponPart(billing), ...cash]
  return [
    ...places.flatMap(({ seat }) => giveBackSeat(present(seat, 'seat', billing), now)),
    ...(coupon ? [giveBackCoupon(coupon, billingId)] : []),
    ...cash.flatMap(() => releaseCash(accountId as string, { billingId, amount: cashAmount })),
    release(billing, event, parts(billing, touched, touched), now, asked),
  ]
}

/** Some or all orders of what was paid go back; the coupon with the last one. */
export const toCancelled = <Code extends string, OfMatch extends string = never>(
  { billing, places, coupon, account }: Aggregate,
  by: 'return' | 'refunded',
  cancellation: CancellationItem,
  { now, id }: Now,
  asked: Asked<Code>,
  ...ofMatch: Clause<'matches', OfMatch>[]
) => {
  const { billingId } = billing
  const { orderIds, cash, withdrawnAt } = cancellation
  const leaving = places.filter(({ order }) => orderIds.includes(order.orderId))
  const last = coupon && isLast(billing, orderIds) && leaving.length > 0 ? [coupon] : []
  const gone = [...leaving.map(({ order }) => seatPart(billing, order)), ...last.flatMap(() => couponPart(billing))]
  return [
    ...leaving.flatMap(({ seat }) => giveBackSeat(present(seat, 'seat', billing), now, withdrawnAt, ...ofMatch)),
    ...last.map((one) => giveBackCoupon(one, billingId)),
    ...(cash > 0 ? cashBack(present(account, 'account', billing), cash) : []),
    giveBackBilling(billing, by, cancellation, parts(billing, gone, gone), asked),
  ]

  function cashBack(of: NonNullable<typeof account>, amount: number) {
    const movement = { type: 'REFUND' as const, amount, information: billingId, by: of.ownerId, billingId }
    return refund(of, nextEntry(of, { ...movement, transactionId: id('transaction') }, now))
  }
}

const isLast = ({ orders }: BillingItem, orderIds: readonly string[]): boolean =>
  orders.every(({ orderId, status }) => status === 'CANCELLED' || orderIds.includes(orderId))
