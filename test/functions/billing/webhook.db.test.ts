// Public webhooks: how often they cause a look-up, and for which billings.

import { expect, test } from 'vitest'
import { billed, decide, paid, paying } from '#test/examples/billing.ts'
import { takesBack } from '#test/support/console.ts'
import { ok } from '#test/support/ok.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const till = useTill(world)

const sendWebhook = ({ billingId }: { billingId: string }, no = 1) =>
  world.api.billing.takeTossWebhook({ body: { data: { orderId: `${billingId}-${no}` } } })
const expectLookUps = (path: { billingId: string }, times: number) =>
  till.overhears(() => Promise.all(Array.from({ length: times }, async () => ok(await sendWebhook(path)))))

test('a payment is looked up once in ten seconds, however many webhooks come at once', async () => {
  const { path } = await paying(world, 'TOSS')
  expect(await expectLookUps(path, 12)).toEqual(['look'])
  world.passes(9000)
  expect(await expectLookUps(path, 3)).toEqual([])
  world.passes(1000)
  expect(await expectLookUps(path, 3)).toEqual(['look'])
  expect((await world.table.audit()).violations).toEqual([])
})

test('a billing that is over and owes nothing is not looked up; one that may get late money is', async () => {
  const { as, path } = await paying(world, 'TOSS')
  ok(await as.api.billing.cancelBilling({ path, key: 'c', body: { reason: 'rain' } }))
  expect(await expectLookUps(path, 2)).toEqual(['look'])
  await till.settles()
  const before = await world.table.items()
  expect(await expectLookUps(path, 2)).toEqual([])
  const { as: other, path: gone } = await paid(world, 'TOSS')
  ok(await other.api.billing.cancelBilling({ path: gone, key: 'c', body: { reason: 'rain' } }))
  world.passes(MINUTE_MS)
  expect(await expectLookUps(gone, 2)).toEqual([])
  const { path: kakaopay } = await paid(world, 'KAKAOPAY')
  const { path: ready } = await billed(world, 'TOSS')
  expect([await expectLookUps(kakaopay, 1), await expectLookUps(ready, 1)]).toEqual([[], []])
  expect(before.length).toBeGreaterThan(0)
})

test('news that comes too early for a look is not lost: the reconciler compares a paid billing within a minute', async () => {
  const { path } = await paid(world, 'TOSS')
  ok(await sendWebhook(path))
  await takesBack(till, path.billingId, 1000)
  expect(await expectLookUps(path, 3)).toEqual([])
  expect((await till.billing(path.billingId)).status).toBe('SUCCESS')
  world.passes(MINUTE_MS)
  await till.reconcile()
  expect((await till.billing(path.billingId)).status).toBe('REVIEW')
  // The billing is under review by now.
  world.passes(MINUTE_MS)
  expect(await expectLookUps(path, 2)).toEqual([])
})

test('a webhook while it is approved harms nothing', async () => {
  const { path, redirectUrl } = await paying(world, 'TOSS')
  const back = await decide(redirectUrl, 'approve')
  await Promise.all([sendWebhook(path), world.api.billing.approvePayment(back), sendWebhook(path)])
  await till.settles()
  expect((await till.billing(path.billingId)).status).toBe('SUCCESS')
  await till.expectFair()
})
