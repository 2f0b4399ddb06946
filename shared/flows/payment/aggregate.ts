// A billing with its items of other modules, read in one round trip.

import { Billing, type BillingItem, type OrderItem } from '#domain/billing/items.ts'
import type { Parts } from '#domain/billing/writes.ts'
import { Coupon, type CouponItem } from '#domain/coupons/items.ts'
import { Match, type MatchItem, Seat, type SeatItem } from '#domain/matches/items.ts'
import { Account, type AccountItem, Hold } from '#domain/wallet/items.ts'
import { type CommitStep, Replan } from '#kernel/commit/plan.ts'
import type { Read } from '#kernel/commit/store.ts'
import { idOf, type Key } from '#kernel/data/key.ts'
import { guard } from './guards.ts'

export type Modules = 'billing' | 'matches' | 'coupons' | 'wallet' | 'outbox'
/** Seats go to other people, so their accounts and the hosts' blocks are read too. */
export type Reads = Modules | 'friends' | 'users'
export type BillingCommit<Code extends string = never> = CommitStep<Reads, Modules, Code>

export interface Place {
  readonly order: OrderItem
  readonly match: MatchItem
  /** The user's seat, if there is one. */
  readonly seat: SeatItem | undefined
}

/** Whether the buyer hosts the match, so that its cancellation is the buyer's choice. */
export const isOwn = ({ match }: Place, { userId }: Pick<BillingItem, 'userId'>): boolean => match.hostId === userId

export interface Aggregate {
  readonly billing: BillingItem
  readonly places: readonly Place[]
  readonly coupon: CouponItem | undefined
  readonly account: AccountItem | undefined
}

export const aggregateOf = async (read: Read<Modules>, billingId: string): Promise<Aggregate | undefined> => {
  const billing = await read.get(Billing.key(billingId))
  if (!billing) return undefined
  const { userId, orders, couponId, accountId } = billing
  const { matches, seats, coupons, accounts } = await read.groups({
    matches: orders.map(({ matchId }) => Match.key(matchId)),
    seats: orders.map(({ matchId }) => Seat.key(matchId, userId)),
    coupons: couponId ? [Coupon.key(userId, couponId)] : [],
    accounts: accountId ? [Account.key(accountId)] : [],
  })
  const places = orders.map((order, at): Place => {
    const match = matches[at]
    if (!match) throw new Error(`The match of ${order.orderId} is not stored.`)
    return { order, match, seat: seats[at] }
  })
  const [coupon] = coupons
  return {
    // A billing of the first edition does not have its coupon's minTotal.
    billing: coupon ? { couponMinTotal: coupon.minTotal, ...billing } : billing,
    places,
    coupon,
    account: accounts[0],
  }
}

type Reserving = Pick<BillingItem, 'billingId' | 'userId' | 'orders' | 'couponId' | 'accountId' | 'cashAmount'>

export const seatPart = ({ userId }: Reserving, { matchId }: OrderItem): Key<'matches'> => Seat.key(matchId, userId)
export const couponPart = ({ userId, couponId }: Reserving): Key<'coupons'>[] =>
  couponId ? [Coupon.key(userId, couponId)] : []
export const cashPart = ({ billingId, accountId, cashAmount }: Reserving): Key<'wallet'>[] =>
  accountId && cashAmount > 0 ? [Hold.key(accountId, billingId)] : []

/** The cash of a top-up that is held until the gateway has refunded it. */
export const heldPart = ({ billingId, accountId }: Reserving, held: number | undefined): Key<'wallet'>[] =>
  accountId && held !== undefined ? [Hold.key(accountId, billingId)] : []

/** The account that a captured top-up credits. */
export const creditPart = ({ topup, accountId }: Pick<BillingItem, 'topup' | 'accountId'>): Key<'wallet'>[] =>
  topup && accountId ? [Account.key(accountId)] : []

/** The reserved items of an unpaid billing. */
export const reservedParts = (billing: Reserving): Key[] => [
  ...billing.orders.map((order) => seatPart(billing, order)),
  ...couponPart(billing),
  ...cashPart(billing),
]

/** @param touched items written with the billing @param gone items among them that it then no longer has */
export const parts = (billing: BillingItem, touched: readonly Key[], gone: readonly Key[]): Parts => {
  const ids = new Set(gone.map(idOf))
  const left = billing.parts.filter((part) => !ids.has(part))
  return { withParts: guard.withParts({ parts: touched }), left }
}

/**
 * Requires an item of a billing. @throws Replan: parts change together with their billing, so they were read at another moment
 */
export const present = <T>(found: T | undefined, what: string, { billingId }: BillingItem): T => {
  if (found === undefined) throw new Replan(`${billingId} has no ${what}`)
  return found
}
