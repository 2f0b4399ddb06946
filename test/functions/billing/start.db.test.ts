// Billings and the start of their matches: nothing is paid after a start, and the expiry of a billing is fixed.

import { PutCommand } from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import { Billing } from '#domain/billing/items.ts'
import { bill, decide } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import { accountHolder, matchBody } from '#test/support/prepared.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const till = useTill(world)
const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
type Gateway = (typeof GATEWAYS)[number]
const FEE = 20_000

const match = async (startsInMs: number, fee = FEE) => {
  const host = await world.stranger()
  const { matchId } = ok(
    await host.api.matches.openMatch({ body: { ...matchBody(world, fee), startsAt: world.now(startsInMs) } }),
  )
  return { host, matchId }
}
const DAY_MS = 24 * 60 * MINUTE_MS
/** The host moves the start to a moment from now, and the moment passes. */
const starts = async ({ host, matchId }: Awaited<ReturnType<typeof match>>) => {
  const { api } = await world.speaks(host.userId)
  ok(await api.matches.changeMatch({ path: { matchId }, body: { startsAt: world.now(60_000) } }))
  world.passes(60_000)
}
const made = async (gateway: Gateway, ...places: { matchId: string }[]) => {
  const as = await world.stranger()
  const orders = places.map(({ matchId }) => ({ matchId }))
  return { as, ...(await bill(as, { orders, gateway })) }
}
type Made = Awaited<ReturnType<typeof made>>
const begin = ({ as, path }: Pick<Made, 'as' | 'path'>, key = 'pay') => as.api.billing.beginPayment({ path, key })
const approve = async (one: Made, fault = '') =>
  world.api.billing.approvePayment(await decide(ok(await begin(one)).redirectUrl, 'approve', fault))
const lifeOf = async ({ path }: Pick<Made, 'path'>) => {
  const { expiresAt, createdAt } = await till.billing(path.billingId)
  return Date.parse(expiresAt) - Date.parse(createdAt)
}
const status = async ({ path }: Pick<Made, 'path'>) => (await till.billing(path.billingId)).status
const net = ({ path }: Pick<Made, 'path'>) => {
  const { captures, captured, cancelled } = till.money(path.billingId)
  return [captures, captured - cancelled]
}

test('the time is ten minutes, fifteen once a payment is begun, and never more', async () => {
  const one = await made('TOSS', await match(DAY_MS))
  expect(await lifeOf(one)).toBe(10 * MINUTE_MS)
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    const { expiresAt } = ok(await begin(one, `p${attempt}`))
    expect(await lifeOf(one)).toBe(15 * MINUTE_MS)
    expect(expiresAt).toBe((await till.billing(one.path.billingId)).expiresAt)
    world.passes(2 * MINUTE_MS)
  }
  world.passes(3 * MINUTE_MS)
  expect((await begin({ ...one, as: await world.speaks(one.as.userId) }, 'p7')).code).toBe('billing-state')
  await till.settles()
  expect(await status(one)).toBe('EXPIRED')
  await till.expectFair()
})

test('it ends at the start of its first match', async () => {
  const one = await made('KAKAOPAY', await match(DAY_MS), await match(4 * MINUTE_MS))
  expect(await lifeOf(one)).toBeLessThanOrEqual(4 * MINUTE_MS)
  ok(await begin(one))
  expect(await lifeOf(one)).toBeLessThanOrEqual(4 * MINUTE_MS)
  world.passes(4 * MINUTE_MS)
  expect((await begin(one, 'again')).code).toBe('billing-state')
  await till.settles()
  expect(await status(one)).toBe('EXPIRED')
  await till.expectFair()
})

test.each(GATEWAYS)('%s: once the host has moved the start to now, nothing is begun or approved', async (gateway) => {
  const place = await match(DAY_MS)
  const [ready, begun] = [await made(gateway, place), await made(gateway, place)]
  const back = await decide(ok(await begin(begun)).redirectUrl, 'approve')
  await starts(place)
  const before = await world.table.items()
  expect((await begin(ready)).code).toBe('billing-state')
  expect((await world.api.billing.approvePayment(back)).code).toBe('billing-state')
  expect(await world.table.items()).toEqual(before)
  await till.settles()
  expect([await status(ready), await status(begun), net(begun)]).toEqual(['EXPIRED', 'EXPIRED', [0, 0]])
  await till.expectFair()
})

test('cash confirms nothing for a match that has started', async () => {
  const { as } = await accountHolder(world, FEE)
  const place = await match(DAY_MS)
  const { path } = await bill(as, { orders: [{ matchId: place.matchId }], cashAmount: FEE })
  await starts(place)
  const before = await world.table.items()
  expect((await as.api.billing.confirmBilling({ path, key: 'c' })).code).toBe('billing-state')
  expect(await world.table.items()).toEqual(before)
  await till.settles()
  expect(await status({ path })).toBe('EXPIRED')
  await till.expectFair()
})

test.each(GATEWAYS)('%s: a match that starts while its payment is captured gives the money back', async (gateway) => {
  const [place, other] = [await match(DAY_MS), await match(DAY_MS, 10_000)]
  const [alone, both] = [await made(gateway, place), await made(gateway, place, other)]
  for (const one of [alone, both]) {
    await till.fails(one.path.billingId, 'order', 'drop-connection-before')
    expect(ok(await approve(one, 'approve drop-connection-after')).status).toBe('APPROVING')
  }
  await starts(place)
  await till.settles()
  expect([await status(alone), net(alone)]).toEqual(['CANCELLED', [1, 0]])
  expect([await status(both), net(both)]).toEqual(['PARTIALLY_CANCELLED', [1, 10_000]])
  await till.expectFair()
})

test.each(GATEWAYS)(
  '%s: the start that passes between claim and settlement counts as it stands then',
  async (gateway) => {
    const place = await match(DAY_MS)
    const one = await made(gateway, place)
    const back = await decide(ok(await begin(one)).redirectUrl, 'approve')
    const { fetch } = globalThis
    globalThis.fetch = async (input, init) => {
      const answer = await fetch(input, init)
      globalThis.fetch = fetch
      await starts(place)
      return answer
    }
    try {
      expect(ok(await world.api.billing.approvePayment(back)).status).toBe('CANCELLING')
    } finally {
      globalThis.fetch = fetch
    }
    await till.settles()
    expect([await status(one), net(one)]).toEqual(['CANCELLED', [1, 0]])
    await till.expectFair()
  },
)

test.each(GATEWAYS)('%s: an approval is not asked for once more after the start', async (gateway) => {
  const place = await match(DAY_MS)
  const one = await made(gateway, place)
  const back = await decide(ok(await begin(one)).redirectUrl, 'approve')
  await till.fails(one.path.billingId, 'approve', 'drop-connection-before', 1, { times: 2 })
  expect(ok(await world.api.billing.approvePayment(back)).status).toBe('APPROVING')
  await starts(place)
  const again = async () => expect(ok(await world.api.billing.approvePayment(back)).status).toBe('APPROVING')
  expect(await till.overhears(again)).toEqual([])
  await till.settles()
  expect([await status(one), net(one)]).toEqual(['EXPIRED', [0, 0]])
  await till.expectFair()
})

test.each(GATEWAYS)('%s: money that comes after the end and after the start goes back', async (gateway) => {
  const place = await match(20 * MINUTE_MS)
  const one = await made(gateway, place)
  await till.fails(one.path.billingId, 'order', 'drop-connection-before')
  expect(ok(await approve(one, 'approve drop-connection-after')).status).toBe('APPROVING')
  // The gateway first reports a decline, and the capture only after the start.
  await till.fails(one.path.billingId, 'order', 'drop-connection-before', 1, { times: 30 })
  world.passes(21 * MINUTE_MS)
  for (let round = 0; round < 31; round += 1) {
    await till.reconcile()
    world.passes(MINUTE_MS)
  }
  await till.settles()
  expect([await status(one), net(one)]).toEqual(['CANCELLED', [1, 0]])
  await till.expectFair()
})

test('a billing of the first edition, which knows no end, is begun, paid and cancelled', async () => {
  const one = await made('TOSS', await match(DAY_MS))
  const { payBy: _, couponMinTotal: __, ...old } = await till.billing(one.path.billingId)
  const { client, name: TableName } = world.table
  const { pk, sk } = Billing.key(one.path.billingId)
  await client.send(new PutCommand({ TableName, Item: { pk, sk, ...old } }))
  expect(ok(await approve(one)).status).toBe('SUCCESS')
  expect(await lifeOf(one)).toBe(15 * MINUTE_MS)
  const cancelled = one.as.api.billing.cancelBilling({ path: one.path, key: 'c', body: { reason: 'rain' } })
  expect(ok(await cancelled)).toMatchObject({ status: 'CANCELLED', couponClawback: 0, refundedAmount: FEE })
  await till.expectFair()
})

test.each(GATEWAYS)('%s: what an operator settles counts by when the review began', async (gateway) => {
  const resolves = async (path: { billingId: string }) => {
    const { api } = await world.speaks((await world.stranger()).userId, 'OPERATOR')
    return ok(await api.billing.resolveReview({ path, body: { resolution: 'SETTLE', note: 'paid' } })).status
  }
  const place = await match(DAY_MS)
  const [early, late] = [await made(gateway, place), await made(gateway, place)]
  expect(ok(await approve(early, 'approve wrong-amount')).status).toBe('REVIEW')
  await till.fails(late.path.billingId, 'order', 'drop-connection-before')
  expect(ok(await approve(late, 'approve drop-connection-after')).status).toBe('APPROVING')
  await starts(place)
  await till.fails(late.path.billingId, 'order', 'decline')
  await till.reconcile()
  expect(await status(late)).toBe('REVIEW')
  expect([await resolves(early.path), await resolves(late.path)]).toEqual(['SUCCESS', 'CANCELLING'])
  await till.settles()
  expect([await status(late), net(late)]).toEqual(['CANCELLED', [1, 0]])
  await till.expectFair()
})
