// Reservations of a billing and its refusals: in the documented order, and without a trace.

import { expect, test } from 'vitest'
import { HOLD_MS } from '#domain/matches/items.ts'
import { bill } from '#test/examples/billing.ts'
import { interleaved } from '#test/support/interleave.ts'
import { known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { accountHolder, campaignBody, hosted, matchBody } from '#test/support/prepared.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const till = useTill(world)
const FEE = 20_000
const DAY_MS = 24 * 60 * MINUTE_MS
const nowhere = { matchId: 'match_00000000000000000000000000' }
const gateway = 'TOSS' as const

let keys = 0
type Body = Parameters<User['api']['billing']['createBilling']>[0]['body']
const ask = (as: User, body: Body) => as.api.billing.createBilling({ key: `k${++keys}`, body })
const answerOf = async (as: User, body: Body) => {
  const { status, code } = await ask(as, body)
  return `${status} ${code}`
}

/** A match, by the reason why a new user cannot join. */
const match = async (wrong?: 'closed' | 'full' | 'started', fee = FEE, parkingCapacity = 0) => {
  const host = await known(world)
  const startsAt = world.now(wrong === 'started' ? 5 : DAY_MS)
  const body = { ...matchBody(world, fee, wrong === 'full' ? 1 : 18), startsAt, parkingCapacity }
  const { matchId } = ok(await host.api.matches.openMatch({ body }))
  if (wrong === 'full') ok(await (await known(world)).api.matches.applyToMatch({ path: { matchId } }))
  if (wrong === 'closed') ok(await host.api.matches.cancelMatch({ path: { matchId } }))
  if (wrong === 'started') world.passes(10)
  return { matchId }
}

const couponFor = async (as: User, changes: Partial<ReturnType<typeof campaignBody>> | object = {}) => {
  const operator = await world.stranger('OPERATOR')
  const body = { ...campaignBody(world), ...changes }
  const path = { campaignId: ok(await operator.api.coupons.openCampaign({ body })).campaignId }
  return ok(await as.api.coupons.claimCoupon({ path })).couponId
}

test('the number of a plate is a free text of 1 to 100 characters', async () => {
  const { as } = await accountHolder(world, 5)
  const order = await match(undefined, FEE, 1)
  const parked = (plateNumber: string) => ({ orders: [{ ...order, parking: { plateNumber } }], gateway })
  for (const plateNumber of ['', '가'.repeat(101)])
    expect(await answerOf(as, parked(plateNumber))).toBe('400 invalid-request')
  const plateNumber = '가'.repeat(100)
  expect(ok(await ask(as, parked(plateNumber))).orders).toMatchObject([{ parking: { plateNumber } }])
})

test('the first order with a problem decides, regardless of later ones', async () => {
  const { as } = await accountHolder(world, 5)
  const [fine, full, closed, started] = [
    await match(),
    await match('full'),
    await match('closed'),
    await match('started'),
  ]
  const mine = await match()
  await bill(as, { orders: [mine], gateway })
  const parking = { plateNumber: '12가3456' }
  const before = await world.table.items()
  const orders: [string, ...{ matchId: string; parking?: typeof parking }[]][] = [
    ['404 match-not-found', full, closed, nowhere],
    ['404 match-not-found', mine, { matchId: 'match_?' }],
    ['409 match-full', fine, full, closed, mine],
    ['409 match-closed', fine, closed, full, mine],
    ['409 match-closed', started, mine, full],
    ['409 already-paid', mine, full, closed],
    ['409 parking-full', { ...fine, parking }, full, closed, mine],
    ['409 match-full', { ...full, parking }, { ...fine, parking }],
  ]
  const couponId = 'coupon_00000000000000000000000000'
  for (const [expected, ...wanted] of orders)
    expect(await answerOf(as, { orders: wanted, gateway, couponId, cashAmount: 10 }), JSON.stringify(wanted)).toBe(
      expected,
    )
  // An excessive amount is refused before any order; a missing match before that.
  expect(await answerOf(as, { orders: [full], cashAmount: FEE + 1 })).toBe('400 cash-exceeds-total')
  expect(await answerOf(as, { orders: [full], cashAmount: FEE - 1 })).toBe('400 gateway-required')
  expect(await answerOf(as, { orders: [nowhere], cashAmount: 10 })).toBe('404 match-not-found')
  expect(await answerOf(as, { orders: [fine], gateway, couponId, cashAmount: 10 })).toBe('409 coupon-unusable')
  expect(await ask(as, { orders: [fine], gateway, cashAmount: 10 })).toMatchObject({
    ...{ status: 409, code: 'insufficient-balance', body: { available: 5 } },
  })
  expect(await world.table.items()).toEqual(before)
})

test('the order of the orders decides as well where all of it goes wrong after it was read', async () => {
  const as = await known(world)
  const [first, second] = [await hosted(world, FEE, 1), await hosted(world, FEE)]
  world.fails(
    interleaved(async () => {
      ok(await (await world.stranger()).api.matches.applyToMatch({ path: first.path }))
      ok(await second.as.api.matches.cancelMatch({ path: second.path }))
    }),
  )
  expect(await answerOf(as, { orders: [first.path, second.path], gateway })).toBe('409 match-full')
})

test('takes over the seat that its user holds, and leaves it to no sweeper', async () => {
  const [as, { matchId }] = [await known(world), await match()]
  const applied = ok(await as.api.matches.applyToMatch({ path: { matchId } }))
  const { path } = await bill(as, { orders: [{ matchId }], gateway })
  expect(ok(await as.api.matches.getMatch({ path: { matchId } })).playerCount).toBe(1)
  const [seat] = ok(await as.api.matches.listMyApplications({})).items
  expect(seat?.applicationId).toBe(applied.applicationId)
  expect(await as.api.matches.withdrawFromMatch({ path: { matchId } })).toMatchObject({
    ...{ status: 409, code: 'application-paid' },
  })
  ok(await as.api.billing.cancelBilling({ path, key: 'c', body: { reason: 'rain' } }))
  expect(ok(await as.api.matches.getMatch({ path: { matchId } })).playerCount).toBe(0)
  await till.expectFair()
})

test('a hold that ran out makes way for a new seat of its user', async () => {
  const [as, { path }] = [await known(world), await hosted(world, FEE, 1)]
  const applied = ok(await as.api.matches.applyToMatch({ path }))
  world.passes(HOLD_MS)
  await bill(as, { orders: [path], gateway })
  const [seat] = ok(await as.api.matches.listMyApplications({})).items
  expect(seat?.applicationId).not.toBe(applied.applicationId)
  await till.expectFair()
})

test('a free match goes with one that costs, and alone it has only to be confirmed', async () => {
  const [as, free, dear] = [await known(world), await match(undefined, 0), await match()]
  const both = await bill(as, { orders: [free, dear], gateway })
  expect(both.item).toMatchObject({ totalAmount: FEE, payAmount: FEE, orders: [{ price: 0 }, { price: FEE }] })
  const other = await known(world)
  const { path, item } = await bill(other, { orders: [free], gateway })
  expect(item).toMatchObject({ totalAmount: 0, payAmount: 0, gateway: null })
  expect(ok(await other.api.billing.confirmBilling({ path, key: 'c' }))).toMatchObject({ status: 'SUCCESS' })
  expect(await answerOf(other, { orders: [free] })).toBe('409 already-paid')
  await till.expectFair()
})

test.each([
  [{ type: 'AMOUNT', value: 3000 }, 40_000, 3000],
  [{ type: 'AMOUNT', value: 90_000 }, 40_000, 40_000],
  [{ type: 'RATE', percent: 15, maxDiscount: 5999 }, 40_000, 5999],
  [{ type: 'RATE', percent: 33, maxDiscount: 1_000_000 }, 40_002, 13_200],
] as const)('a coupon of %j takes off a total of %i: %i', async (discount, total, couponDiscount) => {
  const as = await known(world)
  const couponId = await couponFor(as, { discount })
  const [a, b] = [await match(undefined, 20_000), await match(undefined, total - 20_000)]
  const { item } = await bill(as, { orders: [a, b], couponId, gateway })
  const payAmount = total - couponDiscount
  const paidBy = payAmount > 0 ? gateway : null
  expect(item).toMatchObject({ totalAmount: total, couponDiscount, payAmount, gateway: paidBy })
  expect(ok(await as.api.coupons.listCoupons({})).items).toMatchObject([{ status: 'RESERVED' }])
  // One coupon, one billing.
  expect(await answerOf(as, { orders: [await match()], couponId, gateway })).toBe('409 coupon-unusable')
  await till.expectFair()
})

test("a coupon is of no use to others, below its least total, or after its end; and then no one's seat is taken", async () => {
  const [as, other] = [await known(world), await known(world)]
  const orders = [await match()]
  const couponId = await couponFor(as, { minTotal: FEE + 1, expiresAt: world.now(30 * MINUTE_MS) })
  expect(await answerOf(other, { orders, couponId, gateway })).toBe('409 coupon-unusable')
  expect(await answerOf(as, { orders, couponId, gateway })).toBe('409 coupon-unusable')
  const two = [...orders, await match()]
  world.passes(30 * MINUTE_MS)
  expect(await answerOf(as, { orders: two, couponId, gateway })).toBe('409 coupon-unusable')
  expect(ok(await as.api.matches.getMatch({ path: orders[0] ?? nowhere })).playerCount).toBe(0)
})

test('cash is held, up to what is available and to what is left to pay', async () => {
  const { as, path } = await accountHolder(world, FEE)
  const [a, b] = [await match(), await match()]
  expect(await answerOf(await known(world), { orders: [a], cashAmount: FEE })).toBe('409 insufficient-balance')
  const { item } = await bill(as, { orders: [a], cashAmount: FEE - 1, gateway: 'KAKAOPAY' })
  expect(item).toMatchObject({ cashAmount: FEE - 1, payAmount: 1, gateway: 'KAKAOPAY' })
  expect(ok(await as.api.wallet.getAccount({ path }))).toMatchObject({ balance: FEE, held: FEE - 1, available: 1 })
  expect(await answerOf(as, { orders: [b], cashAmount: 2, gateway })).toBe('409 insufficient-balance')
  const withdrawal = { path, key: 'w', body: { amount: 2, information: '' } }
  expect((await as.api.wallet.withdraw(withdrawal)).code).toBe('insufficient-balance')
  await till.settles()
  await till.expectFair()
})

test('what coupon and cash pay for is confirmed once, in time, and by its user', async () => {
  const { as } = await accountHolder(world, FEE)
  const orders = [await match()]
  const couponId = await couponFor(as)
  const { path } = await bill(as, { orders, couponId, cashAmount: FEE - 3000 })
  expect((await (await known(world)).api.billing.confirmBilling({ path, key: 'x' })).code).toBe('forbidden')
  expect((await as.api.billing.beginPayment({ path, key: 'x' })).code).toBe('billing-state')
  const confirmed = ok(await as.api.billing.confirmBilling({ path, key: 'c' }))
  expect(confirmed).toEqual(ok(await as.api.billing.getBilling({ path })))
  expect(confirmed).toMatchObject({ status: 'SUCCESS', orders: [{ status: 'PAID' }] })
  expect((await as.api.billing.confirmBilling({ path, key: 'd' })).code).toBe('billing-state')
  const unpaid = await bill(as, { orders: [await match()], gateway })
  expect((await as.api.billing.confirmBilling({ path: unpaid.path, key: 'e' })).code).toBe('billing-state')
  const late = await bill(as, { orders: [await match(undefined, 0)] })
  world.passes(HOLD_MS)
  expect((await as.api.billing.confirmBilling({ path: late.path, key: 'f' })).code).toBe('billing-state')
  await till.settles()
  await till.expectFair()
})
