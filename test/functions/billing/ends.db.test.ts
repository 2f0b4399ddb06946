// Billings that end without their user: expiry, late money, cancellation by the host.

import { expect, test } from 'vitest'
import { bill, decide } from '#test/examples/billing.ts'
import { known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { accountHolder, campaignBody, matchBody } from '#test/support/prepared.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const till = useTill(world)
const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
type Gateway = (typeof GATEWAYS)[number]
const FEE = 20_000

const match = async (fee = FEE, maxPlayerCount = 18) => {
  const host = await world.stranger()
  const body = { ...matchBody(world, fee, maxPlayerCount), parkingCapacity: 1 }
  const { matchId } = ok(await host.api.matches.openMatch({ body }))
  return { host, path: { matchId } }
}
const parking = { plateNumber: '12가3456' }

/** Two matches, one of them with parking; a coupon, cash and a gateway pay for them. */
const mixed = async (gateway: Gateway) => {
  const { as, path: account } = await accountHolder(world, 9999)
  const operator = await world.stranger('OPERATOR')
  const campaign = ok(await operator.api.coupons.openCampaign({ body: campaignBody(world) }))
  const { couponId } = ok(await as.api.coupons.claimCoupon({ path: campaign }))
  const places = [await match(), await match(10_001)]
  const orders = places.map(({ path }, at) => (at === 0 ? { ...path, parking } : path))
  const made = await bill(as, { orders, couponId, cashAmount: 9999, gateway })
  const coupon = async () => ok(await as.api.coupons.listCoupons({})).items[0]?.status
  const cash = async () => ok(await as.api.wallet.getAccount({ path: account })).available
  return { as, account, couponId, places, orders, coupon, cash, ...made }
}
type Mixed = Awaited<ReturnType<typeof mixed>>
const begin = async ({ as, path }: Pick<Mixed, 'as' | 'path'>) =>
  ok(await as.api.billing.beginPayment({ path, key: path.billingId })).redirectUrl
const pay = async (one: Pick<Mixed, 'as' | 'path'>, fault = '') =>
  world.api.billing.approvePayment(await decide(await begin(one), 'approve', fault))
const status = async ({ path }: Pick<Mixed, 'path'>) => (await till.billing(path.billingId)).status

test.each(['READY', ...GATEWAYS] as const)('%s: what ran out gives everything back, and not before', async (how) => {
  const one = await mixed(how === 'READY' ? 'TOSS' : how)
  if (how !== 'READY') await begin(one)
  world.passes((how === 'READY' ? 10 : 15) * MINUTE_MS - 2000)
  await till.reconcile()
  expect(await status(one)).toBe(how === 'READY' ? 'READY' : 'PAYING')
  world.passes(2000)
  await till.reconcile()
  expect(await status(one)).toBe('EXPIRED')
  expect([await one.coupon(), await one.cash()]).toEqual(['ISSUED', 9999])
  for (const { path } of one.places)
    expect(ok(await world.api.matches.getMatch({ path }))).toMatchObject({ playerCount: 0, parkingCount: 0 })
  for (const answer of [
    await one.as.api.billing.beginPayment({ path: one.path, key: 'x' }),
    await one.as.api.billing.cancelBilling({ path: one.path, key: 'y', body: { reason: 'r' } }),
  ])
    expect(answer.code).toBe('billing-state')
  await till.settles()
  await till.expectFair()
})

/** Started, and captured with a lost answer. */
const unheard = async <T extends Pick<Mixed, 'as' | 'path'>>(gateway: Gateway, one: T) => {
  const { path, query } = await decide(await begin(one), 'approve')
  const { tid = '' } = (await till.billing(path.billingId)).attempt ?? {}
  const orderId = `${path.billingId}-1`
  const isToss = gateway === 'TOSS'
  const { pg_token, paymentKey, amount } = query
  const kakaopay = { cid: 'TC0ONETIME', tid, partner_order_id: orderId, partner_user_id: one.as.userId, pg_token }
  const captures = async () => {
    const authorization = isToss ? `Basic ${Buffer.from('sandbox:').toString('base64')}` : 'SECRET_KEY sandbox'
    const address = isToss ? '/v1/payments/confirm' : '/online/v1/payment/approve'
    const { status: answered } = await fetch(till.sandbox.url + address, {
      ...{ method: 'POST', headers: { authorization, 'content-type': 'application/json' } },
      body: JSON.stringify(isToss ? { paymentKey, orderId, amount: Number(amount) } : kakaopay),
    })
    expect(answered).toBe(200)
  }
  return { ...one, captures }
}
const behind = async (gateway: Gateway) => unheard(gateway, await mixed(gateway))
/** Expires while the gateway knows no payment. */
const expires = async (one: Pick<Mixed, 'path'>) => {
  await till.fails(one.path.billingId, 'order', 'decline')
  world.passes(15 * MINUTE_MS)
  await till.reconcile()
  expect(await status(one)).toBe('EXPIRED')
}
const net = ({ path }: Pick<Mixed, 'path'>) => {
  const { captures, captured, cancelled } = till.money(path.billingId)
  return [captures, captured - cancelled]
}

test.each(GATEWAYS)(
  '%s: late money settles a billing that ran out, where everything is still to be had',
  async (gateway) => {
    const one = await behind(gateway)
    await one.captures()
    await expires(one)
    await till.settles()
    expect(await status(one)).toBe('SUCCESS')
    expect([await one.coupon(), await one.cash(), net(one)]).toEqual(['USED', 0, [1, one.item.payAmount]])
    for (const { path } of one.places) expect(ok(await world.api.matches.getMatch({ path })).playerCount).toBe(1)
    // It can be cancelled like any other.
    const as = await world.speaks(one.as.userId)
    ok(await as.api.billing.cancelBilling({ path: one.path, key: 'c', body: { reason: 'rain' } }))
    expect(net(one)).toEqual([1, 0])
    await till.expectFair()
  },
)

const buys = async (as: User, body: Parameters<typeof bill>[1]) => ok(await pay({ as, ...(await bill(as, body)) }))
const obstacles: Record<string, (one: Mixed) => Promise<unknown>> = {
  'the place to park is gone': async ({ orders }) =>
    buys(await world.stranger(), { orders: orders.slice(0, 1), gateway: 'TOSS' }),
  'the coupon is used for something else': async ({ as, couponId }) => {
    const { path } = await match()
    return buys(await world.speaks(as.userId), { orders: [path], couponId, gateway: 'TOSS' })
  },
  'the cash is gone': async ({ as, account }) =>
    ok(
      await (await world.speaks(as.userId)).api.wallet.withdraw({
        ...{ path: account, key: 'w', body: { amount: 1, information: '' } },
      }),
    ),
  'a match was cancelled': async ({ places: [one] }) =>
    one && ok(await one.host.api.matches.cancelMatch({ path: one.path })),
  'its user has another billing for a match': async ({ as, places: [one] }) =>
    one && buys(await world.speaks(as.userId), { orders: [one.path], gateway: 'TOSS' }),
}
test.each(Object.keys(obstacles).flatMap((name) => GATEWAYS.map((gateway) => [gateway, name] as const)))(
  '%s: late money goes back, once, where %s',
  async (gateway, name) => {
    const one = await behind(gateway)
    await one.captures()
    await expires(one)
    await obstacles[name]?.(one)
    await till.settles()
    expect(await status(one)).toBe('CANCELLED')
    expect(net(one)).toEqual([1, 0])
    await till.expectFair()
  },
)

test.each(GATEWAYS)(
  '%s: late money goes back where the buyer held a seat of a cancelled match again',
  async (gateway) => {
    const { host, path: place } = await match(FEE, 1)
    const buyer = await world.stranger()
    const one = await unheard(gateway, { as: buyer, ...(await bill(buyer, { orders: [place], gateway })) })
    await one.captures()
    await expires(one)
    ok(await (await world.speaks(buyer.userId)).api.matches.applyToMatch({ path: place }))
    // The hold expires, and another user waits for the seat.
    ok(await (await world.stranger()).api.matches.joinWaitingList({ path: place }))
    world.passes(21 * MINUTE_MS)
    ok(await (await world.speaks(host.userId)).api.matches.cancelMatch({ path: place }))
    await till.reconcile()
    expect(await status(one)).toBe('CANCELLED')
    await till.settles()
    expect(net(one)).toEqual([1, 0])
    await till.expectFair()
  },
)

test.each(GATEWAYS)('%s: late money goes back where the host has blocked the user meanwhile', async (gateway) => {
  const [host, as] = [await known(world), await known(world)]
  const seats = async (title: string) => {
    const { matchId } = ok(await host.api.matches.openMatch({ body: { ...matchBody(world, FEE), title } }))
    return { matchId }
  }
  const orders = [await seats('one'), await seats('another')]
  const made = await unheard(gateway, { as, ...(await bill(as, { orders, gateway })) })
  await made.captures()
  await expires(made)
  const again = await world.speaks(host.userId)
  ok(await again.api.friends.blockUser({ path: { userId: as.userId } }))
  await till.settles()
  expect([await status(made), net(made)]).toEqual(['CANCELLED', [1, 0]])
  for (const path of orders) expect(ok(await world.api.matches.getMatch({ path })).playerCount).toBe(0)
  await till.expectFair()
})

test.each(GATEWAYS)('%s: late money settles where a seat was held since before the block', async (gateway) => {
  const [host, as] = [await known(world), await known(world)]
  const orders = [{ matchId: ok(await host.api.matches.openMatch({ body: matchBody(world, FEE) })).matchId }]
  const made = await unheard(gateway, { as, ...(await bill(as, { orders, gateway })) })
  await made.captures()
  await expires(made)
  world.passes(15 * MINUTE_MS)
  const [user, again] = [await world.speaks(as.userId), await world.speaks(host.userId)]
  for (const path of orders) ok(await user.api.matches.applyToMatch({ path }))
  ok(await again.api.friends.blockUser({ path: { userId: as.userId } }))
  world.passes(6 * MINUTE_MS)
  await till.settles()
  expect([await status(made), net(made)]).toEqual(['SUCCESS', [1, made.item.payAmount]])
  await till.expectFair()
})

test.each(GATEWAYS)('%s: late money of what its user has cancelled goes back', async (gateway) => {
  const one = await behind(gateway)
  ok(await one.as.api.billing.cancelBilling({ path: one.path, key: 'c', body: { reason: 'rain' } }))
  await one.captures()
  await till.fails(one.path.billingId, 'cancel', 'capture-then-500')
  await till.settles()
  expect([await status(one), net(one)]).toEqual(['CANCELLED', [1, 0]])
  await till.expectFair()
})

test.each(GATEWAYS)('%s: a capture with a lost answer is found when the billing is given up', async (gateway) => {
  const [cancelled, expired] = [await behind(gateway), await behind(gateway)]
  await cancelled.captures()
  await expired.captures()
  const body = { reason: 'rain' }
  const answer = ok(await cancelled.as.api.billing.cancelBilling({ path: cancelled.path, key: 'c', body }))
  expect(answer).toMatchObject({ status: 'CANCELLED', refundedAmount: cancelled.item.payAmount + 9999 })
  world.passes(15 * MINUTE_MS)
  await till.reconcile()
  expect(await status(expired)).toBe('SUCCESS')
  await till.settles()
  await till.expectFair()
})

test.each(GATEWAYS)('%s: a match that its host cancels gives back what each billing has of it', async (gateway) => {
  const host = await world.stranger()
  const { matchId } = ok(await host.api.matches.openMatch({ body: matchBody(world, FEE) }))
  const { path: other } = await match(10_000)
  const both = [{ matchId }, other]
  const made = async (how: 'ready' | 'paying' | 'paid') => {
    const as = await world.stranger()
    const one = { as, ...(await bill(as, { orders: both, gateway })) }
    if (how === 'paying') await begin(one)
    if (how === 'paid') ok(await pay(one))
    return one
  }
  const [ready, begun, whole, partly, alone] = [
    ...[await made('ready'), await made('paying'), await made('paid'), await made('paid'), await made('paid')],
  ] as [Mixed, Mixed, Mixed, Mixed, Mixed]
  const ids = (one: Mixed) => one.item.orders.map(({ orderId }) => orderId)
  const cancel = (one: Mixed, at: number) =>
    one.as.api.billing.cancelBilling({
      path: one.path,
      key: 'c',
      body: { reason: 'r', orderIds: [ids(one)[at] ?? ''] },
    })
  ok(await cancel(partly, 1))
  ok(await cancel(alone, 0))
  const free = await world.stranger()
  ok(await free.api.matches.applyToMatch({ path: { matchId } }))
  ok(await host.api.matches.cancelMatch({ path: { matchId } }))
  await till.fails(whole.path.billingId, 'cancel', 'drop-connection-before')
  await till.settles()
  const found = await Promise.all([ready, begun, whole, partly, alone].map(status))
  expect(found).toEqual(['CANCELLED', 'CANCELLED', 'PARTIALLY_CANCELLED', 'CANCELLED', 'PARTIALLY_CANCELLED'])
  expect([ready, begun, whole, partly, alone].map(net)).toEqual([
    [0, 0],
    [0, 0],
    [1, 10_000],
    [1, 0],
    [1, 10_000],
  ])
  expect(ok(await world.api.matches.getMatch({ path: { matchId } })).playerCount).toBe(0)
  await till.expectFair()
})

test.each(GATEWAYS)('%s: a match cancelled while it is being paid goes back, the others stay', async (gateway) => {
  const one = await mixed(gateway)
  const back = await decide(await begin(one), 'approve', 'approve drop-connection-after')
  await till.fails(one.path.billingId, 'order', 'drop-connection-before')
  expect(ok(await world.api.billing.approvePayment(back)).status).toBe('APPROVING')
  const [first, second] = one.places
  if (!first || !second) throw new Error('two places')
  ok(await first.host.api.matches.cancelMatch({ path: first.path }))
  await till.settles()
  expect(await status(one)).toBe('PARTIALLY_CANCELLED')
  expect(await one.coupon()).toBe('USED')
  ok(await second.host.api.matches.cancelMatch({ path: second.path }))
  await till.settles()
  expect([await status(one), await one.coupon(), await one.cash(), net(one)]).toEqual([
    'CANCELLED',
    'ISSUED',
    9999,
    [1, 0],
  ])
  await till.expectFair()
})

test('two matches of one billing that are cancelled at once go back both', async () => {
  const one = await mixed('KAKAOPAY')
  ok(await pay(one))
  for (const { host, path } of one.places) ok(await host.api.matches.cancelMatch({ path }))
  await till.fails(one.path.billingId, 'cancel', 'drop-connection-before', 1, { times: 2 })
  await till.settles()
  expect([await status(one), net(one)]).toEqual(['CANCELLED', [1, 0]])
  await till.expectFair()
})
