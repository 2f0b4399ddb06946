// The largest billing there is fits into a transaction, on its way in and out.

import { expect, test } from 'vitest'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import { bill, decide } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import { accountHolder, campaignBody, matchBody } from '#test/support/prepared.ts'
import { useTill } from '#test/support/till.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const till = useTill(world)
/** Of the 100 actions of a transaction. */
const MOST = 70

test('ten orders with seats that lapsed, places to park, a coupon, cash and a gateway', async () => {
  const { as } = await accountHolder(world, 5000)
  const operator = await world.stranger('OPERATOR')
  const campaign = ok(await operator.api.coupons.openCampaign({ body: campaignBody(world) }))
  const { couponId } = ok(await as.api.coupons.claimCoupon({ path: campaign }))
  const orders = []
  for (let at = 0; at < 10; at += 1) {
    const host = await world.stranger()
    const body = { ...matchBody(world, 9000 + at), parkingCapacity: 1 }
    const { matchId } = ok(await host.api.matches.openMatch({ body }))
    ok(await as.api.matches.applyToMatch({ path: { matchId } }))
    // The maximum number of holds; they have expired before the next are taken.
    if (at % 5 === 4) world.passes(11 * 60_000)
    orders.push({ matchId, parking: { plateNumber: '12가3456' } })
  }
  const counts: number[] = []
  const client = world.newClient()
  const whole = client.send.bind(client)
  const send = (command: { input: { TransactItems?: unknown[] } }) => {
    if (command.input.TransactItems) counts.push(command.input.TransactItems.length)
    return whole(command as never)
  }
  bindRuntime({ client: Object.assign(client, { send }) })
  const { path, item } = await bill(as, { orders, couponId, cashAmount: 5000, gateway: 'KAKAOPAY' })
  const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
  ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
  const cancelled = ok(await as.api.billing.cancelBilling({ path, key: 'c', body: { reason: 'rain' } }))
  expect(cancelled).toMatchObject({ status: 'CANCELLED', refundedAmount: item.payAmount + 5000 })
  // Reserved, started, claimed, settled, refund requested, refunded; and the replies in between.
  expect(Math.max(...counts)).toBeLessThanOrEqual(MOST)
  expect(Math.max(...counts)).toBeGreaterThan(30)
  await till.expectFair()
})
