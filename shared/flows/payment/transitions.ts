// State changes of a billing together with its parts, each in one transaction that no business rule can refuse.

import type { AttemptItem, BillingItem, CancellationItem } from '#domain/billing/items.ts'
import { cancellationOf, giveBack as giveBackBilling } from '#domain/billing/refunds.ts'
import { type Addition, capture, noAddition, paid, release, confirm as settleBilling } from '#domain/billing/writes.ts'
import { giveBack as giveBackCoupon, use } from '#domain/coupons/writes.ts'
import type { MatchItem } from '#domain/matches/items.ts'
import { giveBack as giveBackSeat, letLapse } from '#domain/matches/releases.ts'
import { confirm, payable } from '#domain/matches/reservations.ts'
import { isPayable } from '#domain/matches/seat.ts'
import { nextEntry } from '#domain/wallet/ledger.ts'
import { pay, refund, release as releaseCash, topUp } from '#domain/wallet/writes.ts'
import type { PlanContext } from '#kernel/commit/plan.ts'
import type { Clause } from '#kernel/data/guards.ts'
import {
  type Aggregate,
  cashPart,
  couponPart,
  creditPart,
  heldPart,
  isOwn,
  type Modules,
  type Place,
  parts,
  present,
  reservedParts,
  seatPart,
} from './aggregate.ts'
import type { Leaving, LeavingPlace } from './leaving.ts'

type Now = Pick<PlanContext<Modules>, 'now' | 'id'>

/** The writes of one transaction, ending with the billing, and the billing after them. */
const andBilling = <W, B>(
  writes: readonly W[],
  billing: { readonly writes: readonly B[]; readonly after: BillingItem },
) => ({
  writes: [...writes, ...billing.writes],
  after: billing.after,
})

/**
 * Confirms seats, uses the coupon and captures held cash. @param since the time by which matches must not have started: now, or
 * when the money was found
 */
const settled = ({ billing, places, coupon, account }: Aggregate, { now, id }: Now, since: string) => {
  const { billingId, userId, cashAmount } = billing
  const paidInCash = cashPart(billing)
  return {
    writes: [
      ...places.flatMap(({ match }) => confirm(match, userId, billingId, since)),
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
      ...credited({ billing, account }, { now, id }),
    ],
    parts: parts(billing, [...reservedParts(billing), ...creditPart(billing)], paidInCash),
  }
}

/** A top-up has no orders: what was captured is credited to its account. */
export const credited = ({ billing, account }: Pick<Aggregate, 'billing' | 'account'>, { now, id }: Now) => {
  if (!billing.topup) return []
  const { billingId, payAmount: amount } = billing
  const of = present(account, 'account', billing)
  const movement = { type: 'TOPUP' as const, amount, information: billingId, by: of.ownerId, billingId }
  return topUp(of, nextEntry(of, { ...movement, transactionId: id('transaction') }, now))
}

/** Orders with a match that was cancelled or had started before the payment: they are refunded at once. */
const closedOrders = ({ billing, places }: Aggregate, { now }: Now, since: string): CancellationItem | undefined => {
  const closed = places.filter(({ match }) => !isPayable(match, since))
  if (closed.length === 0) return undefined
  const reason = closed.some(({ match }) => match.status === 'CANCELLED') ? MATCH_CANCELLED : MATCH_STARTED
  return closing({ ...billing, orders: paid(billing.orders) }, closed, reason, now)
}

/** Refunds paid orders of closed matches. Orders for the buyer's own matches count as cancelled by the buyer. */
export const closing = (
  billing: BillingItem,
  closed: readonly Place[],
  reason: string,
  now: string,
): CancellationItem => {
  const idsOf = (places: readonly Place[]) => places.map(({ order }) => order.orderId)
  const excused = idsOf(closed.filter((place) => !isOwn(place, billing)))
  const wish = excused.length < closed.length ? { withdrawnAt: now, excused } : {}
  return cancellationOf(billing, idsOf(closed), { reason, ...wish }, now)
}

export const MATCH_CANCELLED = 'the match was cancelled'
const MATCH_STARTED = 'the match had started'

/** Whether every match of a billing can still be paid. */
export const isTimely = ({ places }: Aggregate, now: string): boolean =>
  places.every(({ match }) => isPayable(match, now))

/** Requires that all matches can still be paid. */
export const timely = ({ orders }: BillingItem, now: string) => orders.map(({ matchId }) => payable(matchId, now))

/** The gateway has captured the amount of the billing. @param attempt that captured */
export const toSuccess = (aggregate: Aggregate, attempt: AttemptItem | undefined, at: Now) => {
  const { writes, parts: of } = settled(aggregate, at, at.now)
  const closed = closedOrders(aggregate, at, at.now)
  const event = closed ? 'captureClosed' : 'capture'
  return andBilling(
    writes,
    capture(aggregate.billing, event, { attempt, now: at.now, closed }, { ...of, ...noAddition }),
  )
}

/** An operator confirms the payment. Matches count as open if they had not started when the review began. */
export const toSettled = <Code extends string>(aggregate: Aggregate, at: Now, asked: Addition<Code>) => {
  const { billing } = aggregate
  const { attempt, review } = billing
  const since = review?.at ?? at.now
  const { writes, parts: of } = settled(aggregate, at, since)
  const closed = closedOrders(aggregate, at, since)
  const event = closed ? 'settledClosed' : 'settled'
  return andBilling(writes, capture(billing, event, { attempt, now: at.now, closed }, { ...of, ...asked }))
}

/** Coupon and cash cover the total. */
export const toConfirmed = (aggregate: Aggregate, userId: string, at: Now) => {
  const { writes, parts: of } = settled(aggregate, at, at.now)
  return andBilling(writes, settleBilling(aggregate.billing, of, userId, at.now))
}

/** The seat of an order goes back. @param ofMatch what must hold of its match */
const seatBack = <Code extends string>(
  { match, seat: found, promotion }: LeavingPlace,
  { billing, now, withdrawnAt }: { billing: BillingItem; now: string; withdrawnAt?: string | undefined },
  ...ofMatch: readonly Clause<'matches', Code, MatchItem>[]
) => {
  const seat = present(found, 'seat', billing)
  if (promotion === 'lapses') return letLapse(seat, now, ...ofMatch)
  // A seat that was closed when it was paid goes back by itself, whenever that is.
  return giveBackSeat({ match, seat, promotion, now, withdrawnAt: seat.closedAt ? undefined : withdrawnAt }, ...ofMatch)
}

/** Releases everything before any payment. */
export const toReleased = <Code extends string>(
  { billing, leaving, coupon }: Leaving,
  event: 'cancel' | 'expire' | 'released',
  now: string,
  asked: Addition<Code>,
) => {
  const { billingId, accountId, cashAmount } = billing
  const cash = cashPart(billing)
  const touched = reservedParts(billing)
  const released = { ...parts(billing, touched, touched), ...asked, now }
  return andBilling(
    [
      ...leaving.flatMap((place) => seatBack<never>(place, { billing, now })),
      ...(coupon ? [giveBackCoupon(coupon, billingId)] : []),
      ...(accountId && cash.length > 0 ? releaseCash(accountId, { billingId, amount: cashAmount }) : []),
    ],
    release(billing, event, released),
  )
}

/** The orders of a cancellation go back; the coupon with the last one. @param ofMatch what must hold of each match */
export const toCancelled = <Code extends string, OfMatch extends string = never>(
  { billing, leaving, coupon, account }: Leaving,
  by: 'return' | 'refunded',
  cancellation: CancellationItem,
  { now, id }: Now,
  asked: Addition<Code>,
  ofMatch: (match: MatchItem) => readonly Clause<'matches', OfMatch, MatchItem>[] = () => [],
) => {
  const { billingId } = billing
  const { orderIds, cash, withdrawnAt } = cancellation
  const last = coupon && isLast(billing, orderIds) && leaving.length > 0 ? [coupon] : []
  const held = heldPart(billing, cancellation.held)
  const gone = [
    ...leaving.map(({ order }) => seatPart(billing, order)),
    ...last.flatMap(() => couponPart(billing)),
    ...held,
  ]
  return andBilling(
    [
      ...leaving.flatMap((place) => seatBack(place, { billing, now, withdrawnAt }, ...ofMatch(place.match))),
      ...last.map((one) => giveBackCoupon(one, billingId)),
      ...(cash > 0 ? cashBack(present(account, 'account', billing), cash) : []),
      ...held.flatMap(() => debited(present(account, 'account', billing), cancellation.held ?? 0)),
    ],
    giveBackBilling(billing, by, cancellation, { ...parts(billing, gone, gone), ...asked, now }),
  )

  function debited(of: NonNullable<typeof account>, amount: number) {
    const movement = { type: 'TOPUP_CANCEL' as const, amount, information: billingId, by: of.ownerId, billingId }
    const entry = { ...movement, transactionId: id('transaction'), cancellation: cancellation.no }
    return pay(of, nextEntry(of, entry, now), { billingId, amount })
  }

  function cashBack(of: NonNullable<typeof account>, amount: number) {
    const movement = { type: 'REFUND' as const, amount, information: billingId, by: of.ownerId, billingId }
    return refund(of, nextEntry(of, { ...movement, transactionId: id('transaction') }, now))
  }
}

const isLast = ({ orders }: BillingItem, orderIds: readonly string[]): boolean =>
  orders.every(({ orderId, status }) => status === 'CANCELLED' || orderIds.includes(orderId))
