// The reservations of a billing in one transaction: seats, parking, coupon, cash.

import type { BillingItem, OrderItem } from '#domain/billing/items.ts'
import type { CouponItem } from '#domain/coupons/items.ts'
import { reserve as reserveCoupon } from '#domain/coupons/writes.ts'
import type { MatchItem, SeatItem } from '#domain/matches/items.ts'
import { reserve as reserveSeat } from '#domain/matches/reservations.ts'
import { lapsed } from '#domain/matches/seat.ts'
import type { AccountItem } from '#domain/wallet/items.ts'
import { nextEntry } from '#domain/wallet/ledger.ts'
import { hold, payAtOnce } from '#domain/wallet/writes.ts'
import { welcomed } from '#flows/hosting/welcome.ts'
import type { PlanContext } from '#kernel/commit/plan.ts'
import { guard } from './guards.ts'

export interface Wanted {
  readonly billing: Pick<
    BillingItem,
    'billingId' | 'userId' | 'expiresAt' | 'cashAmount' | 'totalAmount' | 'accountId' | 'couponId'
  >
  readonly places: readonly {
    readonly order: Pick<OrderItem, 'matchId' | 'plateNumber'>
    readonly match: MatchItem
    readonly seat: SeatItem | undefined
  }[]
  readonly coupon: CouponItem | undefined
  readonly account: AccountItem | undefined
}

/** Whether a billing may take this seat, or a new one: held by the user or free, and not taken by another billing. */
export const isFree = (seat: SeatItem | undefined, now: string): boolean =>
  !seat || lapsed(seat, now) || (seat.status === 'HELD' && seat.billingId === undefined)

interface Taken {
  readonly match: MatchItem
  readonly seat: SeatItem | undefined
}

/** The hosts of matches with new seats. A seat that is already held was taken before any block. */
export const hostsOf = (places: readonly Taken[], now: string): string[] => [
  ...new Set(places.filter(({ seat }) => !seat || lapsed(seat, now)).map(({ match }) => match.hostId)),
]

/** Requires that the hosts have not blocked the user who takes these seats. */
export const welcomedAt = (places: readonly Taken[], userId: string, now: string) =>
  hostsOf(places, now).flatMap((hostId) => welcomed(hostId, userId))

/** @param paid the gateway has the money already, so everything is settled at once */
export const reservations = (
  { billing, places, coupon, account }: Wanted,
  { now, id }: Pick<PlanContext<never>, 'now' | 'id'>,
  paid = false,
) => {
  const { billingId, userId, expiresAt, cashAmount, totalAmount } = billing
  return [
    ...places.flatMap(({ order: { plateNumber }, match, seat }) => {
      const reservation = { userId, billingId, applicationId: id('application'), heldUntil: expiresAt, plateNumber }
      return reserveSeat(match, seat, paid ? { ...reservation, paid: true as const } : reservation, now)
    }),
    ...(coupon
      ? [
          reserveCoupon(
            coupon,
            { billingId, totalAmount, now, status: paid ? 'USED' : 'RESERVED' },
            guard.unusedCoupon(),
          ),
        ]
      : []),
    ...(account && cashAmount > 0 ? cash(account) : []),
  ]

  function cash(of: AccountItem) {
    if (!paid) return hold(of.accountId, { billingId, amount: cashAmount })
    const movement = { type: 'PAYMENT' as const, amount: cashAmount, information: billingId, by: of.ownerId, billingId }
    return payAtOnce(of, nextEntry(of, { ...movement, transactionId: id('transaction') }, now))
  }
}
