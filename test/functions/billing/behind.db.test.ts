// Refunds that the gateway made on its own: they are detected, and an operator's decision leaves a fair result.

import { expect, test } from 'vitest'
import { bill, decide, paid } from '#test/examples/billing.ts'
import { takesBack } from '#test/support/console.ts'
import { ok } from '#test/support/ok.ts'
import { matchBody } from '#test/support/prepared.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const till = useTill(world)
const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
type Gateway = (typeof GATEWAYS)[number]
const FEE = 20_000
const DAY_MS = 24 * 60 * MINUTE_MS

const two = async (gateway: Gateway) => {
  const as = await world.stranger()
  const orders = []
  for (const fee of [FEE, FEE]) {
    const body = { ...matchBody(world, fee), startsAt: world.now(10 * DAY_MS) }
    const { matchId } = ok(await (await world.stranger()).api.matches.openMatch({ body }))
    orders.push({ matchId })
  }
  const { path, item } = await bill(as, { orders, gateway })
  const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
  ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
  return { as, path, ids: item.orders.map(({ orderId }) => orderId) }
}
type Path = { readonly billingId: string }
const status = async ({ billingId }: Path) => (await till.billing(billingId)).status
const net = ({ billingId }: Path) => {
  const { captured, cancelled } = till.money(billingId)
  return captured - cancelled
}
const sendWebhook = ({ billingId }: Path) =>
  world.api.billing.takeTossWebhook({ body: { data: { orderId: `${billingId}-1` } } })
const operator = async () => (await world.speaks((await world.stranger()).userId, 'OPERATOR')).api
const resolve = async (path: Path, resolution: 'SETTLE' | 'RELEASE') =>
  ok(await (await operator()).billing.resolveReview({ path, body: { resolution, note: `said ${resolution}` } }))
const reviewOf = async ({ billingId }: Path) =>
  ok(await (await operator()).billing.listReviews({ query: { limit: '100' } })).items.find(
    (one) => one.billingId === billingId,
  )
const cancel = async (userId: string, path: Path, orderIds?: string[]) =>
  ok(
    await (await world.speaks(userId)).api.billing.cancelBilling({
      ...{ path, key: `c${orderIds}`, body: { reason: 'rain', ...(orderIds ? { orderIds } : {}) } },
    }),
  )
/** The one comparison that is due within a day. */
const compares = async () => {
  world.passes(DAY_MS)
  await till.reconcile()
}

test.each(GATEWAYS.flatMap((gateway) => [5000, FEE].map((amount) => [gateway, amount] as const)))(
  '%s: %i won taken back in the console are found within a day, with both amounts',
  async (gateway, amount) => {
    const [{ path }, other] = [await paid(world, gateway), await paid(world, gateway)]
    await takesBack(till, path.billingId, amount)
    await compares()
    expect([await status(path), await status(other.path)]).toEqual(['REVIEW', 'SUCCESS'])
    expect(await reviewOf(path)).toMatchObject({
      ...{ stored: { captured: FEE, refunded: 0 }, atGateway: { captured: FEE, refunded: amount }, decisions: [] },
    })
    await resolve(path, 'RELEASE')
    await till.settles()
    expect([await status(path), net(path)]).toEqual(['CANCELLED', 0])
    await till.expectFair()
  },
)

test('a settled payment is looked up once, and then left alone', async () => {
  await paid(world, 'KAKAOPAY')
  await compares()
  const quiet = async () => {
    world.passes(DAY_MS)
    await till.reconcile()
  }
  expect(await till.overhears(quiet)).toEqual([])
})

test('a webhook has it found at once', async () => {
  const { path } = await paid(world, 'TOSS')
  await takesBack(till, path.billingId, 1)
  ok(await sendWebhook(path))
  expect(await status(path)).toBe('REVIEW')
  await resolve(path, 'RELEASE')
  await till.settles()
  await till.expectFair()
})

test.each(GATEWAYS)(
  '%s: SETTLE keeps the orders, and what came back already is not given back twice',
  async (gateway) => {
    const { as, path, ids } = await two(gateway)
    await takesBack(till, path.billingId, 5000)
    await compares()
    expect(await resolve(path, 'SETTLE')).toMatchObject({ status: 'SUCCESS', refundedAmount: 5000 })
    await till.expectFair()
    expect(await cancel(as.userId, path, ids.slice(0, 1))).toMatchObject({ refundedAmount: 5000 + FEE })
    await compares()
    expect(await status(path)).toBe('PARTIALLY_CANCELLED')
    expect(await cancel(as.userId, path)).toMatchObject({ status: 'CANCELLED', refundedAmount: 2 * FEE })
    expect(net(path)).toBe(0)
    await till.expectFair()
  },
)

test.each(GATEWAYS)('%s: an order that its user cancels after the console gave a part back', async (gateway) => {
  for (const resolution of ['SETTLE', 'RELEASE'] as const) {
    const { as, path, ids } = await two(gateway)
    await takesBack(till, path.billingId, 5000)
    const answer = await cancel(as.userId, path, ids.slice(0, 1))
    if (answer.status === 'CANCELLING') {
      world.passes(61 * MINUTE_MS)
      await till.reconcile()
    }
    expect(await status(path)).toBe('REVIEW')
    await resolve(path, resolution)
    await till.settles()
    // KakaoPay refuses, because its available amount differs by the 5000; Toss refunds in addition.
    expect(await till.billing(path.billingId)).toMatchObject(
      resolution === 'RELEASE'
        ? { status: 'PARTIALLY_CANCELLED', refundedPay: gateway === 'TOSS' ? FEE + 5000 : FEE }
        : { status: 'SUCCESS', refundedPay: gateway === 'TOSS' ? FEE + 5000 : 5000 },
    )
    await till.expectFair()
    await cancel(as.userId, path)
    await till.settles()
    expect([await status(path), net(path)]).toEqual(['CANCELLED', 0])
    await till.expectFair()
  }
})

test.each(GATEWAYS)('%s: a refund that the operator makes by hand is not expected of the gateway', async (gateway) => {
  const { as, path, ids } = await two(gateway)
  await till.fails(path.billingId, 'cancel', 'drop-connection-before', 1, { times: 9 })
  expect((await cancel(as.userId, path, ids.slice(0, 1))).status).toBe('CANCELLING')
  world.passes(61 * MINUTE_MS)
  await till.reconcile()
  expect(await status(path)).toBe('REVIEW')
  expect(await resolve(path, 'RELEASE')).toMatchObject({ status: 'PARTIALLY_CANCELLED', refundedAmount: FEE })
  await compares()
  expect(await status(path)).toBe('PARTIALLY_CANCELLED')
  const { violations } = await world.table.audit()
  expect(violations).toEqual([])
})

test('no operator decides about a billing of their own, and every decision is kept', async () => {
  const { as, path } = await paid(world, 'TOSS')
  for (const [amount, resolution] of [
    [1, 'SETTLE'],
    [2, 'SETTLE'],
    [3, 'RELEASE'],
  ] as const) {
    await takesBack(till, path.billingId, amount)
    world.passes(10_000)
    ok(await sendWebhook(path))
    const own = (await world.speaks(as.userId, 'OPERATOR')).api
    const refused = await own.billing.resolveReview({ path, body: { resolution, note: 'mine' } })
    expect([refused.status, refused.code]).toEqual([403, 'own-billing'])
    await resolve(path, resolution)
  }
  const { decisions = [] } = await till.billing(path.billingId)
  expect(decisions).toMatchObject([
    { resolution: 'SETTLE', note: 'said SETTLE', stored: { refunded: 0 }, gateway: { refunded: 1 } },
    { resolution: 'SETTLE', stored: { refunded: 1 }, gateway: { refunded: 3 } },
    { resolution: 'RELEASE', stored: { refunded: 3 }, gateway: { refunded: 6 } },
  ])
  expect(new Set(decisions.map(({ by, at }) => `${by} ${at}`)).size).toBe(3)
  await till.settles()
  expect([await status(path), net(path)]).toEqual(['CANCELLED', 0])
  await till.expectFair()
})
