// Inconsistent amounts wait for an operator, and both decisions leave all money and seats with their owners.

import { expect, test } from 'vitest'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { bill, decide, paid, paying } from '#test/examples/billing.ts'
import { Abandoned } from '#test/support/faults.ts'
import { ok } from '#test/support/ok.ts'
import { matchBody } from '#test/support/prepared.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const till = useTill(world)
const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
type Gateway = (typeof GATEWAYS)[number]
const FEE = 20_000

const resolve = async (path: { billingId: string }, resolution: 'SETTLE' | 'RELEASE', key?: string) => {
  const { api } = await world.speaks(operator, 'OPERATOR')
  return api.billing.resolveReview({ path, body: { resolution, note: 'looked' }, ...(key ? { key } : {}) })
}
const operator = 'user_00000000000000000000000000'
const stored = async ({ billingId }: { billingId: string }) => (await till.billing(billingId)).status
const net = ({ billingId }: { billingId: string }) => {
  const { captured, cancelled } = till.money(billingId)
  return captured - cancelled
}
const cancelled = async (userId: string, path: { billingId: string }) =>
  (await world.speaks(userId)).api.billing.cancelBilling({ path, key: 'end', body: { reason: 'rain' } })

/** Captured, but reported with another amount. */
const captured = async (gateway: Gateway) => {
  const { as, path, redirectUrl } = await paying(world, gateway)
  const back = await decide(redirectUrl, 'approve', 'approve wrong-amount')
  expect(ok(await world.api.billing.approvePayment(back)).status).toBe('REVIEW')
  return { as, path }
}
/** Refunded, but reported with another amount. */
const refunded = async (gateway: Gateway, partly = false) => {
  const { as, path } = partly ? await two(gateway) : await paid(world, gateway)
  await till.fails(path.billingId, 'cancel', 'wrong-amount')
  await till.fails(path.billingId, 'order', 'wrong-amount')
  const [order] = (await till.billing(path.billingId)).orders
  const body = { reason: 'rain', ...(partly ? { orderIds: [order?.orderId ?? ''] } : {}) }
  expect(ok(await as.api.billing.cancelBilling({ path, key: 'c', body })).status).toBe('REVIEW')
  return { as, path }
}
/** Two paid orders. */
const two = async (gateway: Gateway) => {
  const as = await world.stranger()
  const orders = []
  for (const fee of [FEE, FEE]) {
    const { matchId } = ok(await (await world.stranger()).api.matches.openMatch({ body: matchBody(world, fee) }))
    orders.push({ matchId })
  }
  const { path } = await bill(as, { orders, gateway })
  const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
  ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
  return { as, path }
}

test('lists what waits, the longest first, for operators alone; nothing is done with it meanwhile', async () => {
  const [first, second] = [await captured('TOSS'), await refunded('KAKAOPAY')]
  const { api } = await world.speaks(operator, 'OPERATOR')
  const { items } = ok(await api.billing.listReviews({}))
  expect(items).toMatchObject([
    { ...first.path, captured: 0, payAmount: FEE, refundedAmount: 0, gateway: 'TOSS' },
    { ...second.path, captured: FEE, payAmount: FEE, refundedAmount: 0, gateway: 'KAKAOPAY' },
  ])
  expect((await first.as.api.billing.listReviews({})).code).toBe('forbidden')
  expect((await first.as.api.billing.cancelBilling({ path: first.path, key: 'x', body: { reason: 'r' } })).code).toBe(
    'billing-state',
  )
  world.passes(61 * MINUTE_MS)
  await till.reconcile()
  expect([await stored(first.path), await stored(second.path)]).toEqual(['REVIEW', 'REVIEW'])
  for (const { path } of [first, second]) ok(await resolve(path, 'RELEASE'))
  const { api: again } = await world.speaks(operator, 'OPERATOR')
  expect(ok(await again.billing.listReviews({})).items).toEqual([])
  expect((await resolve(first.path, 'SETTLE')).code).toBe('billing-state')
  expect((await resolve({ billingId: operator.replace('user', 'billing') }, 'SETTLE')).code).toBe('billing-not-found')
  await till.settles()
  await till.expectFair()
})

test.each(GATEWAYS)('%s: a review shows the record of the gateway beside what is stored', async (gateway) => {
  const { path } = await captured(gateway)
  const { api } = await world.speaks(operator, 'OPERATOR')
  const review = ok(await api.billing.listReviews({})).items.find(({ billingId }) => billingId === path.billingId)
  const { attempt } = await till.billing(path.billingId)
  expect(review).toMatchObject({
    paymentId: attempt?.tid,
    stored: { captured: 0, refunded: 0 },
    atGateway: { captured: FEE + 1, refunded: 0, at: review?.since },
  })
  const { paymentId, status } = review?.atGateway ?? {}
  expect([paymentId, status]).toEqual([expect.stringMatching(/./), expect.stringMatching(/^[A-Z_]+$/)])
  ok(await resolve(path, 'RELEASE'))
})

test.each(GATEWAYS)('%s: a billing is listed as stuck while its gateway leaves it open', async (gateway) => {
  const stuck = async () => {
    const { api } = await world.speaks(operator, 'OPERATOR')
    return ok(await api.billing.listStuckBillings()).items
  }
  const { as, path, redirectUrl } = await paying(world, gateway)
  const fine = await paying(world, gateway)
  const back = await decide(redirectUrl, 'approve')
  await till.fails(path.billingId, 'approve', 'capture-then-500')
  await till.fails(path.billingId, 'order', 'drop-connection-before', 1, { times: 8 })
  const asked = runtime().clock()
  await world.api.billing.approvePayment(back)
  expect(await stuck()).toEqual([])
  world.passes(6 * MINUTE_MS)
  await till.reconcile()
  const [one, ...more] = await stuck()
  expect(more).toEqual([])
  expect(one).toMatchObject({ ...path, status: 'APPROVING', gateway, payAmount: FEE, captured: 0, refundedAmount: 0 })
  expect(Math.abs(Date.parse(one?.since ?? '') - asked)).toBeLessThan(MINUTE_MS)
  expect(Date.parse(one?.nextLookAt ?? '')).toBeGreaterThan(runtime().clock())
  expect((await as.api.billing.listStuckBillings()).code).toBe('forbidden')
  await till.settles()
  expect([await stored(path), await stored(fine.path), await stuck()]).toEqual(['SUCCESS', 'EXPIRED', []])
})

test.each(GATEWAYS)(
  '%s: a payment that is settled by hand is paid, and can be cancelled like any other',
  async (gateway) => {
    const { as, path } = await captured(gateway)
    expect(ok(await resolve(path, 'SETTLE'))).toMatchObject({ status: 'SUCCESS', orders: [{ status: 'PAID' }] })
    await till.expectFair()
    expect(ok(await cancelled(as.userId, path))).toMatchObject({ status: 'CANCELLED', refundedAmount: FEE })
    expect(net(path)).toBe(0)
    await till.settles()
    await till.expectFair()
  },
)

test.each(GATEWAYS)('%s: a payment that is released by hand goes back, although it was captured', async (gateway) => {
  const { path } = await captured(gateway)
  expect(ok(await resolve(path, 'RELEASE'))).toMatchObject({ status: 'CANCELLED', orders: [{ status: 'CANCELLED' }] })
  await till.settles()
  expect([await stored(path), net(path)]).toEqual(['CANCELLED', 0])
  await till.expectFair()
})

test.each(GATEWAYS)('%s: a refund that was made after all is released', async (gateway) => {
  const { path } = await refunded(gateway)
  expect(ok(await resolve(path, 'RELEASE'))).toMatchObject({ status: 'CANCELLED', refundedAmount: FEE })
  await till.expectFair()
  const part = await refunded(gateway, true)
  expect(ok(await resolve(part.path, 'RELEASE'))).toMatchObject({ status: 'PARTIALLY_CANCELLED', refundedAmount: FEE })
  await till.expectFair()
})

test.each(GATEWAYS)(
  '%s: a refund that was not made is settled: the orders stay paid, until they are cancelled',
  async (gateway) => {
    for (const partly of [false, true]) {
      const { as, path } = partly ? await two(gateway) : await paid(world, gateway)
      const [order] = (await till.billing(path.billingId)).orders
      await till.fails(path.billingId, 'cancel', 'drop-connection-before', 1, { times: 2 })
      await till.fails(path.billingId, 'order', 'wrong-amount')
      const body = { reason: 'rain', ...(partly ? { orderIds: [order?.orderId ?? ''] } : {}) }
      expect(ok(await as.api.billing.cancelBilling({ path, key: 'c', body })).status).toBe('REVIEW')
      expect(ok(await resolve(path, 'SETTLE'))).toMatchObject({ status: 'SUCCESS', refundedAmount: 0 })
      await till.expectFair()
      ok(await cancelled(as.userId, path))
      await till.settles()
      expect([await stored(path), net(path)]).toEqual(['CANCELLED', 0])
    }
    await till.expectFair()
  },
)

test.each(GATEWAYS)('%s: a gateway that gives nothing back for an hour is for a person to look at', async (gateway) => {
  const { as, path } = await paid(world, gateway)
  await till.fails(path.billingId, 'cancel', 'drop-connection-before', 1, { times: 4 })
  expect(ok(await cancelled(as.userId, path)).status).toBe('CANCELLING')
  world.passes(59 * MINUTE_MS)
  await till.reconcile()
  expect(await stored(path)).toBe('CANCELLING')
  world.passes(2 * MINUTE_MS)
  await till.reconcile()
  expect(await stored(path)).toBe('REVIEW')
  ok(await resolve(path, 'SETTLE'))
  expect(net(path)).toBe(FEE)
  await till.settles()
  await till.expectFair()
})

test.each(GATEWAYS)(
  '%s: a refund that was refused for good is asked for anew once a person kept the orders',
  async (gateway) => {
    const { as, path } = await paid(world, gateway)
    await till.fails(path.billingId, 'cancel', 'decline')
    await till.fails(path.billingId, 'order', 'wrong-amount')
    expect(ok(await cancelled(as.userId, path)).status).toBe('REVIEW')
    ok(await resolve(path, 'SETTLE'))
    const { api } = await world.speaks(as.userId)
    const again = { path, key: 'again', body: { reason: 'rain' } }
    expect(ok(await api.billing.cancelBilling(again)).status).toBe('CANCELLED')
    expect(net(path)).toBe(0)
    await till.expectFair()
  },
)

test.each(['SETTLE', 'RELEASE'] as const)(
  '%s whose process died is answered alike under its key',
  async (resolution) => {
    const { path } = await captured('KAKAOPAY')
    let writes = 0
    world.fails((command) => {
      if (command === 'TransactWriteItems' && ++writes === 2) throw new Abandoned()
      return undefined
    })
    expect((await resolve(path, resolution, resolution)).status).toBe(500)
    world.fails(undefined)
    world.passes(31_000)
    expect(await resolve(path, resolution, resolution)).toMatchObject({
      ...{ status: 200, body: { status: resolution === 'SETTLE' ? 'SUCCESS' : 'CANCELLED' } },
    })
    await till.settles()
    await till.expectFair()
  },
)

test('the record of an earlier refund at Toss does not cause a review of the next one', async () => {
  const { as, path } = await two('TOSS')
  const [first, second] = (await till.billing(path.billingId)).orders.map(({ orderId }) => orderId)
  const cancel = (orderId = '') =>
    as.api.billing.cancelBilling({ path, key: orderId, body: { reason: 'r', orderIds: [orderId] } })
  ok(await cancel(first))
  // The next refund starts during the look-up, and its own answer is lost.
  await till.fails(path.billingId, 'cancel', 'drop-connection-before')
  const { fetch } = globalThis
  globalThis.fetch = async (input, init) => {
    const answer = await fetch(input, init)
    globalThis.fetch = fetch
    ok(await cancel(second))
    return answer
  }
  try {
    const body = { data: { orderId: `${path.billingId}-1` } }
    ok(await world.api.billing.takeTossWebhook({ body }))
  } finally {
    globalThis.fetch = fetch
  }
  expect(await stored(path)).toBe('CANCELLING')
  await till.settles()
  expect([await stored(path), net(path)]).toEqual(['CANCELLED', 0])
  await till.expectFair()
})

test('an operator who waits for a seat of the billing gets it, a sweep later', async () => {
  const { path } = await captured('TOSS')
  const [{ matchId = '' } = {}] = (await till.billing(path.billingId)).orders
  const { hostId } = ok(await world.api.matches.getMatch({ path: { matchId } }))
  const host = await world.speaks(hostId)
  ok(await host.api.matches.changeMatch({ path: { matchId }, body: { maxPlayerCount: 1 } }))
  const { api } = await world.speaks(operator, 'OPERATOR')
  ok(await api.matches.joinWaitingList({ path: { matchId } }))
  ok(await resolve(path, 'RELEASE'))
  await sweepSeats({}, { awsRequestId: 'sweep' })
  expect(ok(await api.matches.listMyApplications({})).items).toMatchObject([{ matchId, userId: operator }])
  await till.settles()
  await till.expectFair()
})
