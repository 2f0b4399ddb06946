// Offered gateways, minimums, and the answer to a permanent refusal.

import { afterEach, expect, test } from 'vitest'
import { bill, billed } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import { hosted } from '#test/support/prepared.ts'
import { useTill } from '#test/support/till.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const till = useTill(world)
const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const

const SETTINGS = ['GATEWAYS', 'KAKAOPAY_MINIMUM', 'TOSS_MINIMUM']
afterEach(() => {
  for (const name of SETTINGS) delete process.env[name]
})
const asked = async (gateway: (typeof GATEWAYS)[number], fee: number) => {
  const [as, { path }] = [await world.stranger(), await hosted(world, fee)]
  return as.api.billing.createBilling({ key: 'k', body: { orders: [path], gateway } })
}

test.each(GATEWAYS)(
  '%s: a refusal for good is 402 with the code of the gateway, and the billing stands',
  async (gateway) => {
    const { as, path } = await billed(world, gateway)
    await till.fails(path.billingId, 'ready', 'decline')
    const refused = await as.api.billing.beginPayment({ path, key: 'pay' })
    const gatewayReason = gateway === 'TOSS' ? '400 INVALID_REQUEST' : '400 -722'
    expect(refused).toMatchObject({ status: 402, code: 'payment-refused', body: { gatewayReason } })
    expect((await till.billing(path.billingId)).status).toBe('READY')
    ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
    ok(await as.api.billing.cancelBilling({ path, key: 'c', body: { reason: 'rain' } }))
    await till.settles()
    await till.expectFair()
  },
)

test('a payment below the minimum of its gateway is refused when the billing is made', async () => {
  process.env['TOSS_MINIMUM'] = '100'
  const before = await world.table.items()
  expect(await asked('TOSS', 99)).toMatchObject({
    ...{ status: 400, code: 'payment-too-small', body: { minimum: 100, payAmount: 99 } },
  })
  // The match, its event, and its host's count of matches.
  expect((await world.table.items()).length).toBe(before.length + 3)
  expect((await asked('TOSS', 100)).status).toBe(201)
  expect((await asked('KAKAOPAY', 99)).status).toBe(201)
  // Nothing is paid there, so no amount is too small.
  const [as, { path }] = [await world.stranger(), await hosted(world, 0)]
  await bill(as, { orders: [path], gateway: 'TOSS' })
})

test('a gateway that is not listed is not offered', async () => {
  process.env['GATEWAYS'] = 'TOSS'
  expect(await asked('KAKAOPAY', 1000)).toMatchObject({
    ...{ status: 400, code: 'gateway-unavailable', body: { offered: ['TOSS'] } },
  })
  expect((await asked('TOSS', 1000)).status).toBe(201)
})

test('nor is one whose address is known on this machine and whose key is not', async () => {
  const { TOSS_SECRET_KEY: kept } = process.env
  delete process.env['TOSS_SECRET_KEY']
  const [refused, taken] = [await asked('TOSS', 1000), await asked('KAKAOPAY', 1000)]
  process.env['TOSS_SECRET_KEY'] = kept
  expect(refused).toMatchObject({ status: 400, code: 'gateway-unavailable', body: { offered: ['KAKAOPAY'] } })
  expect(taken.status).toBe(201)
})
