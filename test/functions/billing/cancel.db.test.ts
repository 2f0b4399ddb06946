// Refunds of cancelled billings and orders: from every state, in every order, exactly once.

import { expect, test } from 'vitest'
import { bill, billed, decide, paid, paying } from '#test/examples/billing.ts'
import { Abandoned } from '#test/support/faults.ts'
import { interleaved } from '#test/support/interleave.ts'
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
const HOUR_MS = 60 * MINUTE_MS

let keys = 0
const cancel = (as: User, path: { billingId: string }, orderIds?: string[], key = `c${++keys}`) =>
  as.api.billing.cancelBilling({ path, key, body: { reason: 'rain', ...(orderIds ? { orderIds } : {}) } })
const answerOf = async (answer: ReturnType<typeof cancel>) => {
  const { status, code, body } = await answer
  return `${status} ${code ?? (body as { status: string }).status}`
}
const hosts = new Map<string, User>()
const match = async (fee: number, laterMs = 24 * HOUR_MS, by?: User) => {
  const host = by ?? (await world.stranger())
  const body = { ...matchBody(world, fee), startsAt: world.now(laterMs), parkingCapacity: 5 }
  const { matchId } = ok(await host.api.matches.openMatch({ body }))
  hosts.set(matchId, host)
  return { matchId }
}

/** Three orders, paid by all three sources, with a place to park. */
const mixed = async (gateway: Gateway, startsIn: number[] = []) => {
  const { as, path: account } = await accountHolder(world, 50_000)
  const operator = await world.stranger('OPERATOR')
  const campaign = ok(await operator.api.coupons.openCampaign({ body: campaignBody(world) }))
  const { couponId } = ok(await as.api.coupons.claimCoupon({ path: campaign }))
  const fees = [10_000, 20_001, 5000]
  const orders = []
  for (const [at, fee] of fees.entries())
    orders.push({ ...(await match(fee, startsIn[at])), parking: { plateNumber: '12가3456' } })
  const { path, item } = await bill(as, { orders, couponId, cashAmount: 9999, gateway })
  const pay = async () => {
    const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
    ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
  }
  const coupon = async () => ok(await as.api.coupons.listCoupons({})).items[0]?.status
  const cash = async () => ok(await as.api.wallet.getAccount({ path: account })).balance
  return { as, path, item, pay, coupon, cash, ids: item.orders.map(({ orderId }) => orderId) }
}

test('READY: all of it goes back at once, as a whole or not at all', async () => {
  const { as, path, ids, item, coupon, cash } = await mixed('TOSS')
  expect((await cancel(await world.stranger(), path)).code).toBe('forbidden')
  expect(await answerOf(cancel(as, path, ids.slice(0, 2)))).toBe('409 billing-state')
  expect(await cancel(as, path, ['order_00000000000000000000000000'])).toMatchObject({
    ...{ status: 400, body: { errors: [{ pointer: '/orderIds/0' }] } },
  })
  const answer = ok(await cancel(as, path, undefined, 'once'))
  expect(answer).toEqual({
    ...{ ...item, status: 'CANCELLED', refundedAmount: 0 },
    orders: item.orders.map((order) => ({ ...order, status: 'CANCELLED' })),
  })
  expect(answer).toEqual(ok(await as.api.billing.getBilling({ path })))
  expect(await cancel(as, path, undefined, 'once')).toMatchObject({ status: 200, replayed: true, body: answer })
  expect(await answerOf(cancel(as, path))).toBe('409 billing-state')
  expect([await coupon(), await cash()]).toEqual(['ISSUED', 50_000])
  await till.settles()
  await till.expectFair()
})

test.each(GATEWAYS)('%s PAYING: an open payment is given up, and captures nothing any more', async (gateway) => {
  const { as, path, redirectUrl } = await paying(world, gateway)
  const back = await decide(redirectUrl, 'approve')
  expect(await answerOf(cancel(as, path))).toBe('200 CANCELLED')
  expect((await world.api.billing.approvePayment(back)).code).toBe('billing-state')
  expect(till.money(path.billingId).captures).toBe(0)
  await till.settles()
  await till.expectFair()
})

test.each(GATEWAYS)('%s PAYING: while the gateway cannot be asked nothing is cancelled', async (gateway) => {
  const { as, path } = await paying(world, gateway)
  await till.fails(path.billingId, 'order', 'drop-connection-before')
  const answer = await cancel(as, path, undefined, 'same')
  expect([answer.status, answer.code]).toEqual([503, 'unavailable'])
  expect((await till.billing(path.billingId)).status).toBe('PAYING')
  expect(await answerOf(cancel(as, path, undefined, 'same'))).toBe('200 CANCELLED')
  await till.expectFair()
})

test.each(GATEWAYS)('%s SUCCESS: everything comes back, and only once', async (gateway) => {
  const { as, path, item, pay, coupon, cash } = await mixed(gateway)
  await pay()
  expect([await coupon(), await cash()]).toEqual(['USED', 40_001])
  const answer = ok(await cancel(as, path, undefined, 'once'))
  expect(answer).toMatchObject({ status: 'CANCELLED', refundedAmount: item.payAmount + 9999 })
  expect(await cancel(as, path, undefined, 'once')).toMatchObject({ status: 200, replayed: true, body: answer })
  expect(await answerOf(cancel(as, path))).toBe('409 billing-state')
  expect([await coupon(), await cash()]).toEqual(['ISSUED', 50_000])
  const { captured, cancelled } = till.money(path.billingId)
  expect([captured, cancelled]).toEqual([item.payAmount, item.payAmount])
  await till.expectFair()
})

test.each(GATEWAYS)('%s: order by order, each gives back its share, and the last one the coupon', async (gateway) => {
  const { as, path, item, pay, coupon, cash, ids } = await mixed(gateway)
  await pay()
  let refunded = 0
  for (const [at, orderId] of [ids[1], ids[2], ids[0]].entries()) {
    const { orders } = await till.billing(path.billingId)
    const share = orders.find((order) => order.orderId === orderId)?.share ?? { pay: 0, cash: 0 }
    refunded += share.pay + share.cash
    const before = [till.money(path.billingId).cancelled, await cash()] as const
    const answer = ok(await cancel(as, path, [orderId ?? '']))
    expect(answer).toMatchObject({ status: at < 2 ? 'PARTIALLY_CANCELLED' : 'CANCELLED', refundedAmount: refunded })
    expect([till.money(path.billingId).cancelled, await cash()]).toEqual([
      before[0] + share.pay,
      before[1] + share.cash,
    ])
    expect(await coupon()).toBe(at < 2 ? 'USED' : 'ISSUED')
    expect(await answerOf(cancel(as, path, [orderId ?? '']))).toBe('409 billing-state')
    await till.expectFair()
  }
  expect(refunded).toBe(item.payAmount + item.cashAmount)
})

test.each(GATEWAYS)('%s: where one of the matches has started, nothing is cancelled', async (gateway) => {
  const { as, path, pay, ids } = await mixed(gateway, [HOUR_MS, 24 * HOUR_MS, 24 * HOUR_MS])
  await pay()
  world.passes(HOUR_MS - 10)
  const again = await world.speaks(as.userId)
  world.passes(10)
  const before = await world.table.items()
  expect(await answerOf(cancel(again, path))).toBe('409 match-closed')
  expect(await answerOf(cancel(again, path, ids.slice(0, 2)))).toBe('409 match-closed')
  expect(await world.table.items()).toEqual(before)
  expect(await answerOf(cancel(again, path, ids.slice(1)))).toBe('200 PARTIALLY_CANCELLED')
  expect(await answerOf(cancel(again, path))).toBe('409 match-closed')
  await till.expectFair()
})

test('what cash paid for comes back without a gateway, unless the match has started', async () => {
  const { as, path: account } = await accountHolder(world, 30_000)
  const orders = [await match(10_000, HOUR_MS), await match(20_000), await match(0)]
  const { path, item } = await bill(as, { orders, cashAmount: 30_000 })
  ok(await as.api.billing.confirmBilling({ path, key: 'c' }))
  const ids = item.orders.map(({ orderId }) => orderId)
  expect(ok(await cancel(as, path, ids.slice(1)))).toMatchObject({
    status: 'PARTIALLY_CANCELLED',
    refundedAmount: 20_000,
  })
  expect(ok(await as.api.wallet.getAccount({ path: account })).balance).toBe(20_000)
  world.passes(HOUR_MS)
  const again = await world.speaks(as.userId)
  expect(await answerOf(cancel(again, path))).toBe('409 match-closed')
  await till.expectFair()
})

const LOST = [
  'capture-then-500',
  'drop-connection-after',
  'drop-connection-before',
  'capture-then-user-locked',
] as const
test.each(GATEWAYS.flatMap((gateway) => LOST.map((mode) => [gateway, mode] as const)))(
  '%s: a refund that answers %s is made once',
  async (gateway, mode) => {
    const { as, path } = await paid(world, gateway)
    await till.fails(path.billingId, 'cancel', mode)
    const expected = mode === 'drop-connection-before' ? '200 CANCELLING' : '200 CANCELLED'
    expect(await answerOf(cancel(as, path))).toBe(expected)
    await till.settles()
    expect(ok(await as.api.billing.getBilling({ path })).status).toBe('CANCELLED')
    expect(till.money(path.billingId)).toEqual({ captures: 1, captured: 20_000, cancelled: 20_000 })
    await till.expectFair()
  },
)

test.each(GATEWAYS)('%s: who refreshes a billing in CANCELLING a minute later finds it ended', async (gateway) => {
  const { as, path } = await paid(world, gateway)
  await till.fails(path.billingId, 'cancel', 'drop-connection-before')
  expect(await answerOf(cancel(as, path))).toBe('200 CANCELLING')
  expect(await answerOf(cancel(as, path))).toBe('409 billing-state')
  world.passes(MINUTE_MS)
  expect(ok(await as.api.billing.refreshBilling({ path })).status).toBe('CANCELLED')
  await till.expectFair()
})

test('a payment that is begun between the look and the cancellation is not reported as cancelled', async () => {
  const { as, path } = await billed(world)
  world.fails(interleaved(async () => ok(await as.api.billing.beginPayment({ path, key: 'pay' }))))
  const answer = await cancel(as, path, undefined, 'same')
  const { status } = await till.billing(path.billingId)
  expect([answer.status, status]).toEqual(answer.ok ? [200, 'CANCELLED'] : [503, 'PAYING'])
  expect(await answerOf(cancel(as, path, undefined, 'same'))).toBe('200 CANCELLED')
  await till.settles()
  await till.expectFair()
})

test.each(GATEWAYS)(
  '%s: a cancellation whose process died is resumed by the same key, and ends alike',
  async (gateway) => {
    const { as, path, pay, ids } = await mixed(gateway)
    await pay()
    let writes = 0
    world.fails((command) => {
      if (command === 'TransactWriteItems' && ++writes === 2) throw new Abandoned()
      return undefined
    })
    expect((await cancel(as, path, ids.slice(0, 1), 'same')).status).toBe(500)
    world.fails(undefined)
    expect((await till.billing(path.billingId)).status).toBe('CANCELLING')
    world.passes(31_000)
    expect(await answerOf(cancel(as, path, ids.slice(0, 1), 'same'))).toBe('200 PARTIALLY_CANCELLED')
    await till.expectFair()
  },
)

test.each(GATEWAYS)(
  '%s: time enough: every call of the gateway together takes less than a request may',
  async (gateway) => {
    const { as, path } = await paid(world, gateway)
    await till.fails(path.billingId, 'cancel', 'drop-connection-before', 1, { times: 9 })
    const end = async () => expect(await answerOf(cancel(as, path))).toBe('200 CANCELLING')
    expect(await till.overhears(end)).toEqual(['ask', 'look'])
    world.passes(MINUTE_MS)
    // 7 and 15 seconds; another look-up would make 29.
    expect(await till.overhears(() => as.api.billing.refreshBilling({ path }))).toEqual(['look', 'ask'])
  },
)

/** Two orders of 10,000 and 6,000 won with a coupon of 3,000 and a minTotal of 10,000. */
const discounted = async (gateway: Gateway) => {
  const orders = [await match(10_000), await match(6000)]
  const one = await couponed(gateway, await known(world), orders)
  ok(await world.api.billing.approvePayment(await decide(one.redirectUrl, 'approve')))
  return one
}
/** The amount to pay for these matches, after the coupon. */
const couponed = async (gateway: Gateway, as: User, orders: { matchId: string }[]) => {
  const operator = await world.stranger('OPERATOR')
  const campaign = ok(await operator.api.coupons.openCampaign({ body: campaignBody(world) }))
  const { couponId } = ok(await as.api.coupons.claimCoupon({ path: campaign }))
  const { path, item } = await bill(as, { orders, couponId, gateway })
  const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
  return { as, path, orders, redirectUrl, ids: item.orders.map(({ orderId }) => orderId) }
}
const cancelsMatch = async ({ matchId }: { matchId: string }) => {
  const host = await world.speaks(hosts.get(matchId)?.userId ?? '')
  ok(await host.api.matches.cancelMatch({ path: { matchId } }))
}

test.each(GATEWAYS)('%s: where what stays is too little for the coupon, its share is withheld', async (gateway) => {
  const { as, path, ids } = await discounted(gateway)
  // 1,125 of the coupon are for the order of 6,000; the one of 10,000 was paid with 8,125.
  const part = ok(await cancel(as, path, ids.slice(0, 1), 'once'))
  expect(part).toMatchObject({ status: 'PARTIALLY_CANCELLED', couponClawback: 1125, refundedAmount: 7000 })
  expect(part).toEqual(ok(await as.api.billing.getBilling({ path })))
  expect(await cancel(as, path, ids.slice(0, 1), 'once')).toMatchObject({ replayed: true, body: part })
  await till.expectFair()
  // The remaining order costs its whole price by now, and at the end everything is refunded.
  const whole = ok(await cancel(as, path))
  expect(whole).toMatchObject({ status: 'CANCELLED', couponClawback: 0, refundedAmount: 13_000 })
  expect(till.money(path.billingId).cancelled).toBe(13_000)
  await till.expectFair()
})

test.each(GATEWAYS)('%s: the order that is large enough keeps its coupon', async (gateway) => {
  const { as, path, ids } = await discounted(gateway)
  const part = ok(await cancel(as, path, ids.slice(1)))
  expect(part).toMatchObject({ couponClawback: 0, refundedAmount: 6000 - 1125 })
  await till.expectFair()
})

test.each(GATEWAYS)(
  '%s: what the host cancels costs nothing of the coupon, whether the job or the buyer comes first',
  async (gateway) => {
    for (const isQuicker of [true, false]) {
      const { as, path, orders, ids } = await discounted(gateway)
      const [first] = orders
      if (first) await cancelsMatch(first)
      if (isQuicker) ok(await cancel(as, path, ids.slice(0, 1)))
      else await till.reconcile()
      const found = ok(await as.api.billing.getBilling({ path }))
      expect(found).toMatchObject({ status: 'PARTIALLY_CANCELLED', couponClawback: 0, refundedAmount: 8125 })
    }
    await till.settles()
    await till.expectFair()
  },
)

test.each(GATEWAYS)('%s: what was withheld comes back with the order of a host who cancels', async (gateway) => {
  const { as, path, orders, ids } = await discounted(gateway)
  ok(await cancel(as, path, ids.slice(0, 1)))
  const [, { matchId } = { matchId: '' }] = orders
  await cancelsMatch({ matchId })
  await till.settles()
  expect(await till.billing(path.billingId)).toMatchObject({ status: 'CANCELLED', refundedPay: 13_000 })
  await till.expectFair()
})

/** The ways in which a match of the buyer's own, which lifts the total over minTotal, ends. */
const shams: Record<string, (one: Awaited<ReturnType<typeof couponed>>) => Promise<unknown>> = {
  'is cancelled, and the job gives the order back': async ({ orders: [own], redirectUrl }) => {
    ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
    if (own) await cancelsMatch(own)
  },
  'is cancelled, and so is the order by the buyer': async ({ as, path, ids, orders: [own], redirectUrl }) => {
    ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
    if (own) await cancelsMatch(own)
    ok(await cancel(as, path, ids.slice(0, 1)))
  },
  'is cancelled while it is being paid': async ({ path, orders: [own], redirectUrl }) => {
    await capturedUnheard(path, redirectUrl)
    if (own) await cancelsMatch(own)
  },
  'starts while it is being paid': async ({ path, redirectUrl }) => {
    await capturedUnheard(path, redirectUrl)
    world.passes(HOUR_MS)
  },
}
const capturedUnheard = async ({ billingId }: { billingId: string }, redirectUrl: string) => {
  const back = await decide(redirectUrl, 'approve', 'approve drop-connection-after')
  await till.fails(billingId, 'order', 'drop-connection-before')
  expect(ok(await world.api.billing.approvePayment(back)).status).toBe('APPROVING')
}
test.each(GATEWAYS.flatMap((gateway) => Object.keys(shams).map((how) => [gateway, how] as const)))(
  "%s: the buyer's own match, which %s, keeps no coupon for the others",
  async (gateway, how) => {
    const as = await known(world)
    const one = await couponed(gateway, as, [await match(10_000, HOUR_MS, as), await match(6000)])
    await shams[how]?.(one)
    await till.settles()
    // As if the buyer cancels the order: 1,125 of the coupon belong to the remaining one.
    expect(await till.billing(one.path.billingId)).toMatchObject({
      ...{ status: 'PARTIALLY_CANCELLED', refundedPay: 7000, orders: [{}, { clawed: 1125 }] },
    })
    await till.expectFair()
    const again = await world.speaks(as.userId)
    ok(await cancel(again, one.path))
    expect(till.money(one.path.billingId)).toMatchObject({ captured: 13_000, cancelled: 13_000 })
    await till.expectFair()
  },
)

test.each(GATEWAYS)('%s: of two own matches and one of another host, each costs the buyer its own', async (gateway) => {
  const as = await known(world)
  const orders = [await match(4000, HOUR_MS, as), await match(6000, HOUR_MS, as), await match(8000)]
  const one = await couponed(gateway, as, orders)
  ok(await world.api.billing.approvePayment(await decide(one.redirectUrl, 'approve')))
  const [first = { matchId: '' }, second = { matchId: '' }, other = { matchId: '' }] = orders
  await cancelsMatch(first)
  await till.reconcile()
  // 14,000 remain, which is enough; 8,000 are not.
  expect(await till.billing(one.path.billingId)).toMatchObject({ refundedPay: 4000 - 666 })
  await cancelsMatch(second)
  await till.reconcile()
  expect(await till.billing(one.path.billingId)).toMatchObject({ refundedPay: 3334 + 5000 - 1334 })
  await cancelsMatch(other)
  await till.settles()
  expect(await till.billing(one.path.billingId)).toMatchObject({ status: 'CANCELLED', refundedPay: 15_000 })
  await till.expectFair()
})

test.each(GATEWAYS)('%s: an approval that was never sent is cancelled once its lease is over', async (gateway) => {
  const { as, path, redirectUrl } = await paying(world, gateway)
  const back = await decide(redirectUrl, 'approve')
  let writes = 0
  world.fails((command) => {
    if (command !== 'TransactWriteItems' || ++writes > 1) return undefined
    // The state is claimed, and the process dies before the gateway call.
    return async (send) => {
      await send()
      throw new Abandoned()
    }
  })
  expect((await world.api.billing.approvePayment(back)).status).toBe(500)
  world.fails(undefined)
  expect((await till.billing(path.billingId)).status).toBe('APPROVING')
  expect(await answerOf(cancel(as, path))).toBe('409 billing-state')
  world.passes(30_000)
  expect(await till.overhears(async () => expect(await answerOf(cancel(as, path))).toBe('200 CANCELLED'))).toEqual([
    'look',
  ])
  expect((await world.api.billing.approvePayment(back)).code).toBe('billing-state')
  await till.settles()
  expect(till.money(path.billingId).captures).toBe(0)
  await till.expectFair()
})

test.each(GATEWAYS)(
  '%s: an approval that captured unheard is paid, and given back by the cancellation',
  async (gateway) => {
    const { as, path, redirectUrl } = await paying(world, gateway)
    const back = await decide(redirectUrl, 'approve', 'approve drop-connection-after')
    await till.fails(path.billingId, 'order', 'drop-connection-before')
    ok(await world.api.billing.approvePayment(back))
    world.passes(30_000)
    expect(ok(await cancel(as, path))).toMatchObject({ status: 'CANCELLED', refundedAmount: 20_000 })
    expect(till.money(path.billingId)).toEqual({ captures: 1, captured: 20_000, cancelled: 20_000 })
    await till.expectFair()
  },
)
