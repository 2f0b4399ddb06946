// Payments at a gateway: redirects that come, come twice, come late or are forged, and the answers to them.

import { expect, test } from 'vitest'
import { billed, decide, paid, paying } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const till = useTill(world)
const FEE = 20_000
const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
type Back = Awaited<ReturnType<typeof decide>>
const approve = (back: Back) => world.api.billing.approvePayment(back)
const answerOf = async (answer: Promise<{ status: number; code?: string | undefined; body: unknown }>) => {
  const { status, code, body } = await answer
  return `${status} ${code ?? (body as { status: string }).status}`
}
const stored = async (billingId: string) => (await till.billing(billingId)).status

test.each(GATEWAYS)('%s: an approval is settled once, however often it comes back', async (gateway) => {
  const { as, path, redirectUrl } = await paying(world, gateway)
  const back = await decide(redirectUrl, 'approve')
  expect(await answerOf(approve(back))).toBe('200 SUCCESS')
  const before = await world.table.items()
  expect(await answerOf(approve(back))).toBe('200 SUCCESS')
  expect(await world.table.items()).toEqual(before)
  expect(till.money(path.billingId)).toEqual({ captures: 1, captured: FEE, cancelled: 0 })
  expect(await answerOf(world.api.billing.abandonPayment(back))).toBe('409 billing-state')
  expect((await as.api.billing.beginPayment({ path, key: 'again' })).code).toBe('billing-state')
  await till.settles()
  await till.expectFair()
})

test.each(GATEWAYS)('%s: a browser is sent on, with the state that it has come to', async (gateway) => {
  const { path, redirectUrl } = await paying(world, gateway)
  const { query } = await decide(redirectUrl, 'fail')
  const { inProcess } = await import('#test/support/in-process.ts')
  const url = `http://api.test/payments/${gateway.toLowerCase()}/${path.billingId}/fail?${new URLSearchParams(query)}`
  const answer = await inProcess(url, { headers: { accept: 'text/html,*/*;q=0.8' } })
  expect(answer.status).toBe(303)
  const location = answer.headers.get('location')
  expect(location).toMatch(
    new RegExp(`^/payments/result\\?billingId=${path.billingId}&status=READY&signature=[\\w-]{22}$`),
  )
  expect(await (await inProcess(`http://api.test${location}`)).text()).toContain('<h1>Not paid</h1>')
})

test.each(GATEWAYS)('%s: a callback without the state of the last attempt is refused', async (gateway) => {
  const { as, path, redirectUrl } = await paying(world, gateway)
  const first = await decide(redirectUrl, 'approve')
  const second = ok(await as.api.billing.beginPayment({ path, key: 'again' }))
  const back = await decide(second.redirectUrl, 'approve')
  const other = gateway === 'TOSS' ? 'kakaopay' : 'toss'
  const before = await world.table.items()
  const wrong: Back[] = [
    first,
    { ...back, query: { ...back.query, state: 'x' } },
    { ...back, query: { ...back.query, state: first.query['state'] ?? '' } },
    { ...back, query: Object.fromEntries(Object.entries(back.query).filter(([name]) => name !== 'state')) },
    { ...back, path: { ...back.path, gateway: other } },
    { ...back, path: { ...back.path, billingId: 'billing_00000000000000000000000000' } },
    { ...back, query: { state: back.query['state'] ?? '' } },
  ]
  for (const one of wrong.slice(0, 6))
    for (const call of ['approvePayment', 'abandonPayment', 'failPayment'] as const)
      expect(await answerOf(world.api.billing[call](one)), `${call} ${JSON.stringify(one)}`).toBe(
        '404 billing-not-found',
      )
  // Without the gateway's proof, the state alone approves nothing.
  for (const one of wrong.slice(6)) expect(await answerOf(approve(one))).toBe('404 billing-not-found')
  expect(await world.table.items()).toEqual(before)
  expect(till.money(path.billingId).captures).toBe(0)
  expect(await answerOf(approve(back))).toBe('200 SUCCESS')
  await till.expectFair()
})

test('TOSS: an amount, an order or a key that was changed on the way approves nothing', async () => {
  const { path, redirectUrl } = await paying(world, 'TOSS')
  const back = await decide(redirectUrl, 'approve')
  for (const change of [{ amount: '1' }, { orderId: `${path.billingId}-2` }, { paymentKey: '' }])
    expect(await answerOf(approve({ ...back, query: { ...back.query, ...change } }))).toBe('404 billing-not-found')
  expect(till.money(path.billingId).captures).toBe(0)
})

test.each(GATEWAYS)('%s: declined is 402, and the billing can be paid anew', async (gateway) => {
  const { as, path, redirectUrl } = await paying(world, gateway)
  expect(await answerOf(approve(await decide(redirectUrl, 'approve', 'approve decline')))).toBe('402 payment-declined')
  expect(ok(await as.api.billing.getBilling({ path })).status).toBe('READY')
  const again = ok(await as.api.billing.beginPayment({ path, key: 'again' }))
  expect(await answerOf(approve(await decide(again.redirectUrl, 'approve')))).toBe('200 SUCCESS')
  expect(till.money(path.billingId)).toEqual({ captures: 1, captured: FEE, cancelled: 0 })
  await till.expectFair()
})

test.each(GATEWAYS)(
  '%s: who quits or fails finds the billing READY; who comes twice is told so twice',
  async (gateway) => {
    for (const [action, call] of [
      ['quit', 'abandonPayment'],
      ['fail', 'failPayment'],
    ] as const) {
      const { path, redirectUrl } = await paying(world, gateway)
      const back = await decide(redirectUrl, action)
      expect(await answerOf(world.api.billing[call](back))).toBe('200 READY')
      expect(await answerOf(world.api.billing[call](back))).toBe('200 READY')
      expect(await stored(path.billingId)).toBe('READY')
      world.passes(15 * MINUTE_MS)
      await till.reconcile()
      expect(await stored(path.billingId)).toBe('EXPIRED')
    }
    await till.settles()
    await till.expectFair()
  },
)

test.each(GATEWAYS)('%s: the record of the gateway counts, not its answer to the approval', async (gateway) => {
  const captures = {
    'capture-then-500': 1,
    'drop-connection-after': 1,
    'capture-then-user-locked': 1,
    'user-locked': 0,
  }
  for (const [mode, count] of Object.entries(captures)) {
    const { path, redirectUrl } = await paying(world, gateway)
    const said = await answerOf(approve(await decide(redirectUrl, 'approve', `approve ${mode}`)))
    expect([mode, said]).toEqual([mode, count ? '200 SUCCESS' : '402 payment-declined'])
    expect(till.money(path.billingId).captures).toBe(count)
  }
  await till.expectFair()
})

test.each(GATEWAYS)(
  '%s: an approval that got lost is APPROVING, and asked for once more after the lease',
  async (gateway) => {
    const { as, path, redirectUrl } = await paying(world, gateway)
    const back = await decide(redirectUrl, 'approve')
    // Looked up at once, and once more if there is time.
    await till.fails(path.billingId, 'approve', 'drop-connection-before', 1, { times: 2 })
    expect(await answerOf(approve(back))).toBe('200 APPROVING')
    expect(await answerOf(approve(back))).toBe('200 APPROVING')
    expect(till.money(path.billingId).captures).toBe(0)
    for (const call of [
      as.api.billing.beginPayment({ path, key: 'b' }),
      as.api.billing.cancelBilling({ path, key: 'c', body: { reason: 'r' } }),
    ])
      expect((await call).code).toBe('billing-state')
    world.passes(31_000)
    expect(await answerOf(approve(back))).toBe('200 SUCCESS')
    expect(till.money(path.billingId)).toEqual({ captures: 1, captured: FEE, cancelled: 0 })
    await till.expectFair()
  },
)

test.each(GATEWAYS)('%s: who has looked and waited for an approval in vain does not look again', async (gateway) => {
  const { path, redirectUrl } = await paying(world, gateway)
  const back = await decide(redirectUrl, 'approve')
  await till.fails(path.billingId, 'approve', 'drop-connection-before', 1, { times: 3 })
  expect(await answerOf(approve(back))).toBe('200 APPROVING')
  world.passes(31_000)
  const again = async () => expect(await answerOf(approve(back))).toBe('200 APPROVING')
  const calls = await till.overhears(again, (what) => world.passes(what === 'ask' ? 15_000 : 7000))
  expect(calls).toEqual(['look', 'ask'])
})

test.each(GATEWAYS)('%s: what was captured before the lease ended is not asked for again', async (gateway) => {
  const { path, redirectUrl } = await paying(world, gateway)
  const back = await decide(redirectUrl, 'approve', 'approve drop-connection-after')
  await till.fails(path.billingId, 'order', 'drop-connection-before')
  expect(await answerOf(approve(back))).toBe('200 APPROVING')
  world.passes(31_000)
  const again = async () => expect(await answerOf(approve(back))).toBe('200 SUCCESS')
  expect(await till.overhears(again)).toEqual(['look'])
  await till.expectFair()
})

test.each(GATEWAYS)(
  '%s: that the gateway knows no payment which it was asked to capture is for a person to look at',
  async (gateway) => {
    const { path, redirectUrl } = await paying(world, gateway)
    await till.fails(path.billingId, 'order', 'decline')
    expect(await answerOf(approve(await decide(redirectUrl, 'approve', 'approve drop-connection-after')))).toBe(
      '200 REVIEW',
    )
    expect(till.money(path.billingId).captures).toBe(1)
  },
)

test.each(GATEWAYS)('%s: an approval that comes after the end captures nothing', async (gateway) => {
  const { path, redirectUrl } = await paying(world, gateway)
  const back = await decide(redirectUrl, 'approve')
  world.passes(15 * MINUTE_MS)
  expect(await answerOf(approve(back))).toBe('409 billing-state')
  await till.reconcile()
  expect(await stored(path.billingId)).toBe('EXPIRED')
  expect(await answerOf(approve(back))).toBe('409 billing-state')
  expect(till.money(path.billingId).captures).toBe(0)
  await till.settles()
  await till.expectFair()
})

test('a payment that cannot be begun is 503, the billing stands, and the same key begins it', async () => {
  const { as, path } = await billed(world)
  await till.fails(path.billingId, 'ready', 'capture-then-500')
  expect((await as.api.billing.beginPayment({ path, key: 'pay' })).status).toBe(503)
  expect(await stored(path.billingId)).toBe('READY')
  const begun = ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
  expect(await answerOf(approve(await decide(begun.redirectUrl, 'approve')))).toBe('200 SUCCESS')
  expect(Date.parse(begun.expiresAt)).toBeGreaterThan(Date.parse(world.now(14 * MINUTE_MS)))
  await till.expectFair()
})

test('a webhook of Toss: only the id is used, and the payment is looked up', async () => {
  const sendWebhook = (data: object) => answerOf(world.api.billing.takeTossWebhook({ body: { data } as never }))
  const { path, redirectUrl } = await paying(world, 'TOSS')
  const orderId = `${path.billingId}-1`
  expect(await sendWebhook({ orderId, status: 'DONE', totalAmount: FEE })).toBe('200 undefined')
  expect(await stored(path.billingId)).toBe('PAYING')
  const back = await decide(redirectUrl, 'approve', 'approve drop-connection-after')
  await till.fails(path.billingId, 'order', 'drop-connection-before')
  expect(await answerOf(approve(back))).toBe('200 APPROVING')
  const before = await world.table.items()
  for (const orderId of [
    '',
    'x',
    'billing_00000000000000000000000000-1',
    `${path.billingId}-2`,
    `${path.billingId}-01`,
  ])
    expect(await sendWebhook({ orderId })).toBe('200 undefined')
  expect(await sendWebhook({})).toBe('200 undefined')
  expect(await world.table.items()).toEqual(before)
  // The previous look-up was a moment ago.
  world.passes(10_000)
  expect(await sendWebhook({ orderId, status: 'ABORTED' })).toBe('200 undefined')
  expect(await stored(path.billingId)).toBe('SUCCESS')
  world.passes(10_000)
  const { heardAt: _, ...settled } = await till.billing(path.billingId)
  expect(await sendWebhook({ orderId, status: 'CANCELED' })).toBe('200 undefined')
  expect(await till.billing(path.billingId)).toMatchObject(settled)
  await till.expectFair()
})

test('a seat that is paid for is not withdrawn', async () => {
  const { as, item } = await paid(world)
  const path = { matchId: item.orders[0]?.matchId ?? '' }
  expect((await as.api.matches.withdrawFromMatch({ path })).code).toBe('application-paid')
})
