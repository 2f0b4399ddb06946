// A billing is returned as stored; the gateway is called only on a refresh by its user, at most once a minute.

import { expect, test } from 'vitest'
import { billed, decide, paying } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const till = useTill(world)
const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const

/** A payment with an unknown capture: the first look-ups fail. @param looks their number */
const approving = async (gateway: (typeof GATEWAYS)[number], looks: number) => {
  const { as, path, redirectUrl } = await paying(world, gateway)
  await till.fails(path.billingId, 'order', 'drop-connection-before', 1, { times: looks })
  const back = await decide(redirectUrl, 'approve', 'approve drop-connection-after')
  expect(ok(await world.api.billing.approvePayment(back)).status).toBe('APPROVING')
  return { as, path }
}

test.each(GATEWAYS)('%s: a billing that is shown asks no gateway and writes nothing', async (gateway) => {
  const { as, path } = await approving(gateway, 1)
  world.passes(MINUTE_MS)
  const before = await world.table.items()
  const asked = await till.overhears(async () =>
    expect(ok(await as.api.billing.getBilling({ path })).status).toBe('APPROVING'),
  )
  expect(asked).toEqual([])
  expect(await world.table.items()).toEqual(before)
})

test.each(GATEWAYS)('%s: a refresh looks an open payment up, and settles what was captured', async (gateway) => {
  const { as, path } = await approving(gateway, 1)
  world.passes(MINUTE_MS)
  const asked = await till.overhears(async () =>
    expect(ok(await as.api.billing.refreshBilling({ path })).status).toBe('SUCCESS'),
  )
  expect(asked).toEqual(['look'])
  expect(ok(await as.api.billing.getBilling({ path })).status).toBe('SUCCESS')
  await till.expectFair()
})

test.each(GATEWAYS)('%s: within a minute of a look-up a refresh asks nothing', async (gateway) => {
  const { as, path } = await approving(gateway, 2)
  const refreshed = () =>
    till.overhears(async () => expect(ok(await as.api.billing.refreshBilling({ path })).status).toBe('APPROVING'))
  expect(await refreshed()).toEqual([])
  world.passes(MINUTE_MS)
  // The gateway does not answer: the billing is returned as stored.
  expect(await refreshed()).toEqual(['look'])
  expect(await refreshed()).toEqual([])
  world.passes(MINUTE_MS)
  expect(ok(await as.api.billing.refreshBilling({ path })).status).toBe('SUCCESS')
  await till.expectFair()
})

test('a billing of which nothing is open is shown as it is, and only to its user', async () => {
  const { as, path, item } = await billed(world)
  const stored = async () => (await world.table.items()).filter(({ pk }) => /^(BILLING|MATCH)#/.test(String(pk)))
  const before = await stored()
  expect(
    await till.overhears(async () => expect(ok(await as.api.billing.refreshBilling({ path }))).toEqual(item)),
  ).toEqual([])
  const other = await world.stranger()
  expect((await other.api.billing.refreshBilling({ path })).code).toBe('forbidden')
  const nowhere = { billingId: 'billing_00000000000000000000000000' }
  expect((await as.api.billing.refreshBilling({ path: nowhere })).code).toBe('billing-not-found')
  expect(await stored()).toEqual(before)
})
