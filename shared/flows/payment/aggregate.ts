// A billing with all that it keeps in other modules, read in one go.

import { type BillingItem, billingKey, type OrderItem } from '#domain/billing/item.ts'
import type { Parts } from '#domain/billing/writes.ts'
import { type CouponItem, couponKey } from '#domain/coupons/item.ts'
import { Match, type MatchItem, Seat, type SeatItem } from '#domain/matches/items.ts'
import { Account, type AccountItem, Hold } from '#domain/wallet/items.ts'
import { type CommitStep, Replan } from '#kernel/commit/plan.ts'
import type { Read } from '#kernel/commit/store.ts'
import type { Key } from '#kernel/data/key.ts'
import { idOf } from '#kernel/data/key.ts'

export type Modules = 'billing' | 'matches' | 'coupons' | 'wallet'
/** Late money takes seats anew, so the blocks of hosts are read as well. */
export type BillingCommit<Code extends string = never> = CommitStep<Modules | 'friends', Modules, Code>

export interface Place {
  readonly order: OrderItem
  readonly match: MatchItem
  /** The user's, as far as they have one. */
  readonly seat: SeatItem | undefined
}

/** Whether the buyer hosts the match: then its end is the buyer's own doing. */
export const isOwn = ({ match }: Place, { userId }: Pick<BillingItem, 'userId'>): boolean => match.hostId === userId

export interface Aggregate {
  readonly billing: BillingItem
  readonly places: readonly Place[]
  readonly coupon: CouponItem | undefined
  readonly account: AccountItem | undefined
}

export const aggregateOf = async (read: Read<Modules>, billingId: string): Promise<Aggregate | undefined> => {
  const billing = await read.get(billingKey(billingId))
  if (!billing) return undefined
  const { userId, orders, couponId, accountId } = billing
  // All of it in one round trip; what was read once is remembered.
  await read.all([
    ...orders.flatMap(({ matchId }) => [Match.key(matchId), Seat.key(matchId, userId)] as Key<Modules, unknown>[]),
    ...(couponId ? [couponKey(userId, couponId)] : []),
    ...(accountId ? [Account.key(accountId)] : []),
  ])
  const places = orders.map(async (order) => {
    const match = await read.get(Match.key(order.matchId))
    if (!match) throw new Error(`${order.orderId} is for a match that is not stored`)
    return { order, match, seat: await read.get(Seat.key(order.matchId, userId)) }
  })
  const coupon = couponId ? await read.get(couponKey(userId, couponId)) : undefined
  return {
    // A billing of the first edition does not know it.
    billing: coupon ? { couponMinTotal: coupon.minTotal, ...billing } : billing,
    places: await Promise.all(places),
    coupon,
    account: accountId ? await read.get(Account.key(accountId)) : undefined,
  }
}

export const seatPart = ({ userId }: BillingItem, { matchId }: OrderItem): Key<'matches'> => Seat.key(matchId, userId)
export const couponPart = ({ userId, couponId }: BillingItem): Key<'coupons'>[] =>
  couponId ? [couponKey(userId, couponId)] : []
export const cashPart = ({ billingId, accountId, cashAmount }: BillingItem): Key<'wallet'>[] =>
  accountId && cashAmount > 0 ? [Hold.key(accountId, billingId)] : []

/** What is written, and what the billing keeps but for what is gone. */
export const parts = (billing: BillingItem, touched: readonly Key[], gone: readonly Key[]): Parts => {
  const ids = new Set(gone.map(idOf))
  return { touched, left: billing.parts.filter((part) => !ids.has(part)) }
}

/** What a billing needs to be whole. @throws Replan: its parts stand and fall with it, so they were read at another moment */
export const present = <T>(found: T | undefined, what: string, { billingId }: BillingItem): T => {
  if (found === undefined) throw new Replan(`${billingId} has no ${what}`)
  return found
}
