// Creates a billing: reserves all its parts in one transaction, or refuses with the first broken guard.

import { endsOf } from '#domain/billing/attempts.ts'
import type { GatewayName } from '#domain/billing/gateways/gateway.ts'
import { minimumOf, offeredGateways } from '#domain/billing/gateways/offered.ts'
import type { OrderItem } from '#domain/billing/items.ts'
import { CashExceedsTotal, GatewayRequired, GatewayUnavailable, PaymentTooSmall } from '#domain/billing/problems.ts'
import { sharesOf } from '#domain/billing/shares.ts'
import { billingView } from '#domain/billing/views.ts'
import { create, type NewBilling } from '#domain/billing/writes.ts'
import { discountOf } from '#domain/coupons/discount.ts'
import { guard as coupons } from '#domain/coupons/guards.ts'
import { Coupon } from '#domain/coupons/items.ts'
import { CouponUnusable } from '#domain/coupons/problems.ts'
import { Blocked } from '#domain/friends/problems.ts'
import { blockersOf } from '#domain/friends/reads.ts'
import { guard as matches } from '#domain/matches/guards.ts'
import { holdBilling } from '#domain/matches/holders.ts'
import { HOLD_MS, Holder, MAX_TAKES, MAX_UNPAID_BILLINGS, Match, Seat, Takes } from '#domain/matches/items.ts'
import {
  AlreadyPaid,
  MatchClosed,
  MatchFull,
  MatchNotFound,
  ParkingFull,
  TooManyHolds,
} from '#domain/matches/problems.ts'
import { MatchId } from '#domain/matches/schema.ts'
import { isAwaited, lapsed } from '#domain/matches/seat.ts'
import { active } from '#domain/users/writes.ts'
import { guard as wallet } from '#domain/wallet/guards.ts'
import type { AccountItem } from '#domain/wallet/items.ts'
import { InsufficientBalance } from '#domain/wallet/problems.ts'
import { accountOf } from '#domain/wallet/reads.ts'
import { type Modules, type Reads, reservedParts } from '#flows/payment/aggregate.ts'
import { guard as payment } from '#flows/payment/guards.ts'
import { dropEnded, releaseBilling, releaseCash, releaseLapsed } from '#flows/payment/lapse.ts'
import { hostsOf, isFree, reservations, welcomedAt } from '#flows/payment/reservations.ts'
import { breaks } from '#kernel/data/guards.ts'
import type { Check, Write } from '#kernel/data/write.ts'
import { type Call, endpoint } from '#kernel/http/endpoint.ts'
import { isId } from '#kernel/http/schema.ts'
import { billing } from './contract.ts'

type CreateCall = Call<typeof billing.createBilling>

export const handler = endpoint(billing.createBilling, async (call) => {
  const { user, body, now, id, refuse } = call
  const { cashAmount = 0, gateway } = body
  const { userId } = user
  const { places, coupon, holder } = await requestedParts(call)
  const prices = places.map(({ match }) => match.fee)
  const totalAmount = prices.reduce((sum, price) => sum + price, 0)
  const isUsable = !breaks(coupon, usableFor(totalAmount, now))
  // The remaining amount depends on the coupon, so an expired billing gives it back before anything is checked.
  const couponBack = coupon && !isUsable ? await releaseBilling(call, [coupon.billingId]) : undefined
  if (couponBack) return { first: couponBack }
  const couponDiscount = coupon && isUsable ? discountOf(coupon.discount, totalAmount) : 0
  const payAmount = totalAmount - couponDiscount - cashAmount
  if (payAmount < 0) refuse(CashExceedsTotal)
  if (payAmount > 0 && !gateway) refuse(GatewayRequired)
  if (payAmount > 0 && gateway) assertOffered(call, gateway, payAmount)
  const account = cashAmount > 0 ? await accountOf(call.read, userId) : undefined
  const obstacles: Obstacle[] = [
    ...places.flatMap((place) => obstaclesAt(call, place)),
    ...tooMany(call, holder, places),
    ...(body.couponId !== undefined && !isUsable ? [{ refuse: () => refuse(CouponUnusable) }] : []),
    ...(cashAmount > 0 ? tooLittle(call, account, cashAmount) : []),
  ]
  const [obstacle] = obstacles
  if (obstacle) {
    await assertWelcome(call, places)
    const first = await obstacle.lapsed?.()
    return first ? { first } : obstacle.refuse()
  }

  const shares = sharesOf({ prices, couponDiscount, cashAmount })
  const orders = places.map(({ match: { matchId, fee }, plateNumber }, at): OrderItem => {
    const parking = plateNumber === undefined ? {} : { plateNumber }
    const share = shares[at] ?? { coupon: 0, cash: 0, pay: 0 }
    return { orderId: id('order'), matchId, price: fee, ...parking, status: 'RESERVED', share }
  })
  const billingId = id('billing')
  const made: NewBilling = {
    billingId,
    userId,
    status: 'READY',
    events: [],
    orders,
    totalAmount,
    couponDiscount,
    cashAmount,
    payAmount,
    captured: 0,
    refundedPay: 0,
    refundedCash: 0,
    claimed: [],
    cancellations: [],
    ...(coupon ? { couponId: coupon.couponId, couponMinTotal: coupon.minTotal } : {}),
    ...(account ? { accountId: account.accountId } : {}),
    ...(gateway && payAmount > 0 ? { gateway } : {}),
    ...endsOf(
      now,
      HOLD_MS,
      places.map(({ match }) => match.startsAt),
    ),
    createdAt: now,
    version: 0,
    counted: true,
  }
  const parts = reservedParts(made)
  const created = create(made, parts, payment.withParts({ parts }))
  const ordered = places.map(({ match, seat, plateNumber }) => {
    const { matchId } = match
    return { order: plateNumber === undefined ? { matchId } : { matchId, plateNumber }, match, seat }
  })
  const matchIds = orders.map(({ matchId }) => matchId)
  return {
    writes: [
      ...welcomedAt(places, userId, now),
      ...reservations({ billing: made, places: ordered, coupon, account }, call),
      holdBilling(holder, { userId, billingId, matchIds }, now, payment.withHolder({ userId, billingId })),
      ...created.writes,
      active(user),
    ],
    reply: billingView(created.after),
  }
})

/** Whether the gateway is offered and accepts the amount. */
const assertOffered = ({ refuse }: CreateCall, gateway: GatewayName, payAmount: number): void => {
  const offered = offeredGateways(process.env)
  if (!offered.includes(gateway)) refuse(GatewayUnavailable, { offered })
  const minimum = minimumOf(gateway, process.env)
  if (payAmount < minimum) refuse(PaymentTooSmall, { minimum, payAmount })
}

/** The matches, the caller's seats, takes and holds, and the coupon, in one round trip. */
const requestedParts = async ({ user: { userId }, body, read, require, refuse }: CreateCall) => {
  const { orders, couponId } = body
  // A malformed id in a body is treated like an unknown one.
  for (const { matchId } of orders) if (!isId(MatchId, matchId)) refuse(MatchNotFound)
  const found = await read.groups({
    matches: orders.map(({ matchId }) => Match.key(matchId)),
    seats: orders.map(({ matchId }) => Seat.key(matchId, userId)),
    takes: orders.map(({ matchId }) => Takes.key(matchId, userId)),
    holders: [Holder.key(userId)],
    coupons: couponId === undefined ? [] : [Coupon.key(userId, couponId)],
  })
  const places = orders.map(({ parking }, at) => ({
    match: require(found.matches[at], matches.exists()),
    seat: found.seats[at],
    takes: found.takes[at],
    plateNumber: parking?.plateNumber,
  }))
  return { places, coupon: found.coupons[0], holder: found.holders[0] }
}

type RequestedParts = Awaited<ReturnType<typeof requestedParts>>
type Place = RequestedParts['places'][number]

/** An obstacle to a billing: the problem, and the release to try first. */
interface Obstacle {
  refuse(): never
  lapsed?(): Promise<readonly (Write<Modules, 'match-not-found'> | Check<Reads, never>)[] | undefined>
}

/** The obstacles of one order, in order of precedence; the writes check the same again. */
const obstaclesAt = (call: CreateCall, { match, seat, plateNumber }: Place): Obstacle[] => {
  const { now, refuse } = call
  const { matchId } = match
  const found: (Obstacle | false)[] = [
    !isFree(seat, now) && {
      refuse: () => refuse(AlreadyPaid),
      lapsed: () => releaseBilling(call, [seat?.billingId]),
    },
    breaks(match, [matches.open({ now })]) && { refuse: () => refuse(MatchClosed) },
    // An expired hold belongs to the person who waits.
    (!seat || (lapsed(seat, now) && isAwaited(match, now))) &&
      breaks(match, [matches.capacity()]) && {
        refuse: () => refuse(MatchFull),
        lapsed: () => releaseLapsed(call, matchId, 'seat'),
      },
    plateNumber !== undefined &&
      breaks(match, [matches.parking()]) && {
        refuse: () => refuse(ParkingFull),
        lapsed: () => releaseLapsed(call, matchId, 'parking'),
      },
  ]
  return found.filter((one) => one !== false)
}

/** The obstacles by the caller's unpaid holds and takes. */
const tooMany = (call: CreateCall, holder: RequestedParts['holder'], places: readonly Place[]): Obstacle[] => {
  const { now, refuse } = call
  const isFull = breaks(holder, [matches.fewUnpaidBillings({ now })])
  const isTaken = places.some((place) => isTake(place, now) && breaks(place.takes, [matches.fewTakes()]))
  return [
    ...(holder && isFull
      ? [
          {
            refuse: () => refuse(TooManyHolds, { limit: MAX_UNPAID_BILLINGS }),
            lapsed: () => dropEnded(call, holder),
          },
        ]
      : []),
    ...(isTaken ? [{ refuse: () => refuse(TooManyHolds, { limit: MAX_TAKES }) }] : []),
  ]
}

/** Whether a seat is newly taken for a payment; a held seat was taken before. */
const isTake = ({ match, seat }: Place, now: string): boolean => match.fee > 0 && (!seat || lapsed(seat, now))

const usableFor = (total: number, now: string) => [
  payment.unusedCoupon(),
  coupons.unexpired({ now }),
  coupons.minTotal({ total }),
]

/** The obstacle of the account with the cash; a user without an account has no cash. */
const tooLittle = (call: CreateCall, account: AccountItem | undefined, cashAmount: number): Obstacle[] => {
  const { refuse } = call
  if (!account) return [{ refuse: () => refuse(InsufficientBalance, { available: 0 }) }]
  const { accountId, available } = account
  if (!breaks(account, [wallet.solvent({ amount: cashAmount })])) return []
  return [{ refuse: () => refuse(InsufficientBalance, { available }), lapsed: () => releaseCash(call, accountId) }]
}

/** Problems of state are shown only to users whom no host has blocked. */
const assertWelcome = async ({ user, now, read, refuse }: CreateCall, places: readonly Place[]) => {
  const blockers = await blockersOf(read, user.userId, hostsOf(places, now))
  if (blockers.size > 0) refuse(Blocked)
}
