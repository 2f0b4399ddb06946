// Reserves everything that a billing is made of, in one transaction, or refuses with the first rule that stands against it.

import { endsOf } from '../../shared/domain/billing/attempts.ts'
import type { GatewayName } from '../../shared/domain/billing/gateways/gateway.ts'
import { minimumOf, offeredGateways } from '../../shared/domain/billing/gateways/offered.ts'
import type { BillingItem, OrderItem } from '../../shared/domain/billing/item.ts'
import {
  CashExceedsTotal,
  GatewayRequired,
  GatewayUnavailable,
  PaymentTooSmall,
} from '../../shared/domain/billing/problems.ts'
import { sharesOf } from '../../shared/domain/billing/shares.ts'
import { billingView } from '../../shared/domain/billing/views.ts'
import { create } from '../../shared/domain/billing/writes.ts'
import { discountOf } from '../../shared/domain/coupons/discount.ts'
import { couponKey } from '../../shared/domain/coupons/item.ts'
import { rule as coupons } from '../../shared/domain/coupons/rules.ts'
import { HOLD_MS, matchKey, seatKey } from '../../shared/domain/matches/item.ts'
import { AlreadyPaid, MatchNotFound } from '../../shared/domain/matches/problems.ts'
import { rule as matches } from '../../shared/domain/matches/rules.ts'
import { MatchId } from '../../shared/domain/matches/schema.ts'
import { InsufficientBalance } from '../../shared/domain/wallet/problems.ts'
import { accountOf } from '../../shared/domain/wallet/reads.ts'
import { rule as wallet } from '../../shared/domain/wallet/rules.ts'
import { cashPart, couponPart, seatPart } from '../../shared/flows/payment/aggregate.ts'
import { isFree, reservations } from '../../shared/flows/payment/reservations.ts'
import type { Key } from '../../shared/kernel/key.ts'
import { type Call, lambda } from '../../shared/kernel/lambda.ts'
import { brokenBy } from '../../shared/kernel/rules.ts'
import { isId } from '../../shared/kernel/schema.ts'
import { billing } from './contract.ts'

type CreateCall = Call<typeof billing.createBilling>

export const handler = lambda(billing.createBilling, async (call) => {
  const { user, body, now, id, refuse } = call
  const { cashAmount = 0, gateway } = body
  const { userId } = user
  const { places, coupon } = await wanted(call)
  const prices = places.map(({ match }) => match.fee)
  const totalAmount = prices.reduce((sum, price) => sum + price, 0)
  const isUsable = brokenBy(coupon && { ...coupon }, usableFor(totalAmount, now)).length === 0
  const couponDiscount = coupon && isUsable ? discountOf(coupon.discount, totalAmount) : 0
  const payAmount = totalAmount - couponDiscount - cashAmount
  if (payAmount < 0) refuse(CashExceedsTotal)
  if (payAmount > 0 && !gateway) refuse(GatewayRequired)
  if (payAmount > 0 && gateway) assertOffered(call, gateway, payAmount)
  for (const place of places) assertFree(call, place)
  if (body.couponId !== undefined) call.given(coupon, ...usableFor(totalAmount, now))
  const account = cashAmount > 0 ? await payer(call, cashAmount) : undefined

  const shares = sharesOf({ prices, couponDiscount, cashAmount })
  const orders = places.map(({ match: { matchId, fee }, plateNumber }, at): OrderItem => {
    const parking = plateNumber === undefined ? {} : { plateNumber }
    const share = shares[at] ?? { coupon: 0, cash: 0, pay: 0 }
    return { orderId: id('order'), matchId, price: fee, ...parking, status: 'RESERVED', share }
  })
  const made = {
    ...{ billingId: id('billing'), userId, status: 'READY' as const, events: [], orders, totalAmount, couponDiscount },
    ...{ cashAmount, payAmount, captured: 0, refundedPay: 0, refundedCash: 0, claimed: [], cancellations: [] },
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
    changes: 0,
  }
  const item: BillingItem = { ...made, parts: [], listPk: '', listSk: '' }
  const parts: Key[] = [...orders.map((order) => seatPart(item, order)), ...couponPart(item), ...cashPart(item)]
  const ordered = places.map(({ match, seat }, at) => ({ order: orders[at] as OrderItem, match, seat }))
  return {
    writes: [...reservations({ billing: item, places: ordered, coupon, account }, call), create(made, parts)],
    reply: billingView(item),
  }
})

/** Whether the gateway is there to be paid through, and takes so small a payment. */
const assertOffered = ({ refuse }: CreateCall, gateway: GatewayName, payAmount: number): void => {
  const offered = offeredGateways(process.env)
  if (!offered.includes(gateway)) refuse(GatewayUnavailable, { offered })
  const minimum = minimumOf(gateway, process.env)
  if (payAmount < minimum) refuse(PaymentTooSmall, { minimum, payAmount })
}

/** The matches, the caller's seats in them, and the coupon, in one round trip. */
const wanted = async ({ user: { userId }, body, read, given, refuse }: CreateCall) => {
  const { orders, couponId } = body
  // Ids in a body are judged like those in a path: a malformed one names nothing.
  for (const { matchId } of orders) if (!isId(MatchId, matchId)) refuse(MatchNotFound)
  const wantedCoupon = couponId === undefined ? [] : [couponKey(userId, couponId)]
  await read.all<unknown>([
    ...orders.flatMap(({ matchId }) => [matchKey(matchId), seatKey(matchId, userId)]),
    ...wantedCoupon,
  ])
  const places = []
  for (const { matchId, parking } of orders) {
    const match = given(await read.get(matchKey(matchId)), matches.exists())
    places.push({ match, seat: await read.get(seatKey(matchId, userId)), plateNumber: parking?.plateNumber })
  }
  const [key] = wantedCoupon
  return { places, coupon: key && (await read.get(key)) }
}

type Place = Awaited<ReturnType<typeof wanted>>['places'][number]

/** What a read can refuse, in the order of the orders; the writes ask the same again. */
const assertFree = ({ now, given, refuse }: CreateCall, { match, seat, plateNumber }: Place): void => {
  if (!isFree(seat, now)) refuse(AlreadyPaid)
  given(
    match,
    matches.open(now),
    ...(seat ? [] : [matches.capacity()]),
    ...(plateNumber === undefined ? [] : [matches.parking()]),
  )
}

const usableFor = (total: number, now: string) => [coupons.singleUse(), coupons.unexpired(now), coupons.minTotal(total)]

/** The account that cash is held of; nobody has money without one. */
const payer = async ({ user, read, given, refuse }: CreateCall, cashAmount: number) => {
  const account = (await accountOf(read, user.userId)) ?? refuse(InsufficientBalance, { available: 0 })
  return given(account, wallet.solvent(cashAmount))
}
