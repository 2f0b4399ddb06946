// A hold is free from the moment it expires: applications, billings, withdrawals and transfers take what it held.

import { expect, test } from 'vitest'
import { HOLD_MS } from '#domain/matches/items.ts'
import { bill, decide, paying } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { accountHolder, campaign, hosted, matchBody } from '#test/support/prepared.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const till = useTill(world)
const FEE = 20_000
const gateway = 'TOSS' as const
const parking = { plateNumber: '12가3456' }

let keys = 0
const order = (as: User, body: Parameters<typeof bill>[1]) => as.api.billing.createBilling({ key: `l${++keys}`, body })
const apply = (as: User, path: { matchId: string }) => as.api.matches.applyToMatch({ path })
const status = async ({ billingId }: { billingId: string }) => (await till.billing(billingId)).status
const players = async (path: { matchId: string }) => ok(await world.api.matches.getMatch({ path })).playerCount

/** The ways in which the only seat of a match is held, and when each hold ends. */
const holds: Record<string, (path: { matchId: string }) => Promise<number>> = {
  'an application': async (path) => {
    ok(await apply(await world.stranger(), path))
    return HOLD_MS
  },
  'a billing': async (path) => {
    await bill(await world.stranger(), { orders: [path], gateway })
    return HOLD_MS
  },
  'a payment that was begun': async (path) => {
    const as = await world.stranger()
    const { path: billing } = await bill(as, { orders: [path], gateway })
    ok(await as.api.billing.beginPayment({ path: billing, key: 'pay' }))
    return 15 * MINUTE_MS
  },
}
const takers: Record<string, (path: { matchId: string }) => Promise<{ status: number; code?: string | undefined }>> = {
  applies: async (path) => apply(await world.stranger(), path),
  orders: async (path) => order(await world.stranger(), { orders: [path], gateway }),
}
test.each(Object.keys(holds).flatMap((hold) => Object.keys(takers).map((taker) => [hold, taker] as const)))(
  'the seat that %s held goes to another user who %s, and not before it lapses',
  async (hold, taker) => {
    const { path } = await hosted(world, FEE, 1)
    const lastsMs = (await holds[hold]?.(path)) ?? 0
    world.passes(lastsMs - MINUTE_MS)
    expect(await takers[taker]?.(path)).toMatchObject({ status: 409, code: 'match-full' })
    world.passes(MINUTE_MS)
    expect(await takers[taker]?.(path)).toMatchObject({ status: 201 })
    expect(await players(path)).toBe(1)
    expect((await world.table.audit()).violations).toEqual([])
    // The seat is taken by now, and no other hold has expired.
    expect(await takers[taker]?.(path)).toMatchObject({ status: 409, code: 'match-full' })
    await till.settles()
    await till.expectFair()
  },
)

test('a seat of a free match that was billed with another one is free as soon as the billing is out of time', async () => {
  const [{ path: free }, { path: other }] = [await hosted(world, 0, 1), await hosted(world, FEE)]
  await bill(await world.stranger(), { orders: [free, other], gateway })
  expect(await apply(await world.stranger(), free)).toMatchObject({ status: 409, code: 'match-full' })
  world.passes(HOLD_MS)
  ok(await apply(await world.stranger(), free))
  await till.settles()
  await till.expectFair()
})

test('forty lapsed seats and more make way in one transaction, and playerCount shows them until then', async () => {
  const { path } = await hosted(world, FEE, 45)
  const crowd = await Promise.all(Array.from({ length: 45 }, () => world.stranger()))
  await Promise.all(crowd.map(async (as) => ok(await apply(as, path))))
  world.passes(HOLD_MS)
  expect(await players(path)).toBe(45)
  ok(await apply(await world.stranger(), path))
  expect(await players(path)).toBe(6)
  await till.settles()
  await till.expectFair()
})

test("the user's own seat of a billing that is out of time is free to apply for, and to order", async () => {
  for (const again of [apply, (as: User, path: { matchId: string }) => order(as, { orders: [path], gateway })]) {
    const { path } = await hosted(world, FEE, 1)
    const as = await world.stranger()
    const first = await bill(as, { orders: [path], gateway })
    expect(await again(as, path)).toMatchObject({ status: 409 })
    world.passes(HOLD_MS)
    expect(await again(as, path)).toMatchObject({ status: 201 })
    expect(await status(first.path)).toBe('EXPIRED')
  }
  await till.settles()
  await till.expectFair()
})

test('a place to park comes back from a billing that is out of time', async () => {
  const host = await world.stranger()
  const body = { ...matchBody(world, FEE), parkingCapacity: 1 }
  const { matchId } = ok(await host.api.matches.openMatch({ body }))
  await bill(await world.stranger(), { orders: [{ matchId, parking }], gateway })
  const orders = [{ matchId, parking }]
  expect(await order(await world.stranger(), { orders, gateway })).toMatchObject({ code: 'parking-full' })
  world.passes(HOLD_MS)
  expect(await order(await world.stranger(), { orders, gateway })).toMatchObject({ status: 201 })
  await till.settles()
  await till.expectFair()
})

test.each(['withdraw', 'transfer', 'order'] as const)('cash of a billing that is out of time: %s', async (how) => {
  const { as, path } = await accountHolder(world, FEE)
  const other = await accountHolder(world, 0)
  const { path: match } = await hosted(world, FEE)
  const held = await bill(as, { orders: [match], cashAmount: FEE })
  const { path: another } = await hosted(world, FEE)
  const amount = FEE
  const uses = {
    withdraw: () => as.api.wallet.withdraw({ path, key: `w${++keys}`, body: { amount, information: '' } }),
    transfer: () =>
      as.api.wallet.transfer({
        key: `t${++keys}`,
        body: { fromAccountId: path.accountId, toAccountId: other.path.accountId, amount, information: '' },
      }),
    order: () => order(as, { orders: [another], cashAmount: FEE }),
  }
  world.passes(HOLD_MS - MINUTE_MS)
  expect(await uses[how]()).toMatchObject({ status: 409, code: 'insufficient-balance' })
  world.passes(MINUTE_MS)
  expect(await uses[how]()).toMatchObject({ status: 201 })
  expect(await status(held.path)).toBe('EXPIRED')
  await till.settles()
  await till.expectFair()
})

test("no other user's request releases an account's cash", async () => {
  const { as, path } = await accountHolder(world, FEE)
  const held = await bill(as, { orders: [(await hosted(world, FEE)).path], cashAmount: FEE })
  world.passes(HOLD_MS)
  const answer = await (await world.stranger()).api.wallet.withdraw({
    ...{ path, key: 'w', body: { amount: FEE, information: '' } },
  })
  expect([answer.status, await status(held.path)]).toEqual([403, 'READY'])
  await till.settles()
})

test('a coupon of a billing that is out of time is free, even where it pays for all that cash does not', async () => {
  const { as, path } = await campaign(world)
  const { couponId } = ok(await as.api.coupons.claimCoupon({ path }))
  ok(await as.api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: '9876543210' } }))
  const [{ accountId = '' } = {}] = ok(await as.api.wallet.listAccounts({})).items
  ok(await as.api.wallet.deposit({ path: { accountId }, key: 'd', body: { amount: FEE, information: '' } }))
  const held = await bill(as, { orders: [(await hosted(world, FEE)).path], couponId, gateway })
  const { path: another } = await hosted(world, FEE)
  const body = { orders: [another], couponId, cashAmount: FEE - 3000 }
  expect(await order(as, body)).toMatchObject({ code: 'gateway-required' })
  expect(await order(as, { ...body, gateway })).toMatchObject({ code: 'coupon-unusable' })
  world.passes(HOLD_MS)
  expect(await order(as, body)).toMatchObject({ status: 201, body: { couponDiscount: 3000, payAmount: 0 } })
  expect(await status(held.path)).toBe('EXPIRED')
  await till.settles()
  await till.expectFair()
})

test('a seat whose payment the gateway is asked to capture is not given away, however late the answer is', async () => {
  const { path: match } = await hosted(world, FEE, 1)
  const as = await world.stranger()
  const { path } = await bill(as, { orders: [match], gateway })
  const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
  const back = await decide(redirectUrl, 'approve', 'approve drop-connection-after')
  await till.fails(path.billingId, 'order', 'drop-connection-before')
  expect(ok(await world.api.billing.approvePayment(back)).status).toBe('APPROVING')
  world.passes(60 * MINUTE_MS)
  expect(await apply(await world.stranger(), match)).toMatchObject({ status: 409, code: 'match-full' })
  expect(await status(path)).toBe('APPROVING')
  await till.settles()
  expect(await status(path)).toBe('SUCCESS')
  await till.expectFair()
})

test('money that was captured unheard, for a seat that went to another user, goes back', async () => {
  const { path, redirectUrl, item } = await paying(world, 'TOSS')
  const [{ matchId = '' } = {}] = item.orders
  const { query } = await decide(redirectUrl, 'approve')
  const { paymentKey, orderId = '', amount } = query
  const { status: captured } = await fetch(`${till.sandbox.url}/v1/payments/confirm`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from('sandbox:').toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ paymentKey, orderId, amount: Number(amount) }),
  })
  expect(captured).toBe(200)
  world.passes(15 * MINUTE_MS)
  for (let at = 0; at < 18; at += 1) ok(await apply(await world.stranger(), { matchId }))
  expect(await status(path)).toBe('EXPIRED')
  // The webhook arrives while the match is full.
  await world.api.billing.takeTossWebhook({ body: { data: { orderId } } })
  const { captures, captured: taken, cancelled } = till.money(path.billingId)
  expect([captures, taken - cancelled, await status(path)]).toEqual([1, 0, 'CANCELLED'])
  await till.settles()
  await till.expectFair()
})

test('a billing that ends with the start of its other match frees the seat then, also for a process that has just looked', async () => {
  const { path } = await hosted(world, FEE, 1)
  const host = await world.stranger()
  const startsAt = world.now(3 * MINUTE_MS)
  const soon = ok(await host.api.matches.openMatch({ body: { ...matchBody(world, FEE), startsAt } }))
  const holder = await world.stranger()
  ok(await apply(holder, path))
  expect(await apply(await world.stranger(), path)).toMatchObject({ status: 409, code: 'match-full' })
  await bill(holder, { orders: [path, { matchId: soon.matchId }], gateway })
  world.passes(3 * MINUTE_MS)
  expect(await apply(await world.stranger(), path)).toMatchObject({ status: 201 })
  expect((await world.table.audit()).violations).toEqual([])
})
