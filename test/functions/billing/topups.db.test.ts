// Top-ups: credited exactly once or not at all, whatever the gateway does; cancelled twice, once.

import { describe, expect, test } from 'vitest'
import type { Mode, Step } from '#infra/sandbox/faults.ts'
import { decide, toppedUp, toppingUp } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import { accountHolder } from '#test/support/prepared.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const till = useTill(world, 300)
const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
const sound = async () => expect((await world.table.audit()).violations).toEqual([])

type Begun = Awaited<ReturnType<typeof toppingUp>>
/** With a new token, because time flies. */
const speak = async ({ as, account, path }: Begun) => {
  const { api } = await world.speaks(as.userId)
  return {
    balance: async () => ok(await api.wallet.getAccount({ path: account })),
    topup: async () => ok(await api.billing.getTopup({ path })),
    cancel: (key: string) => api.billing.cancelTopup({ path, key }),
    entries: async () =>
      ok(await api.wallet.listTransactions({ path: account, query: {} })).items.map(({ type, amount }) => [
        type,
        amount,
      ]),
  }
}
const settle = async (): Promise<void> => {
  for (let round = 0; round < 8; round += 1) {
    await till.reconcile()
    world.passes(2 * MINUTE_MS)
  }
}

test.each(GATEWAYS)('is credited once it is paid, through %s', async (gateway) => {
  const begun = await toppedUp(world, gateway)
  const { balance, topup, entries } = await speak(begun)
  expect(await topup()).toMatchObject({ status: 'SUCCESS', amount: 5000, refundedAmount: 0, gateway })
  expect(await balance()).toMatchObject({ balance: 5000, held: 0, available: 5000 })
  expect(await entries()).toEqual([['TOPUP', 5000]])
  expect(till.money(begun.path.topupId)).toEqual({ captures: 1, captured: 5000, cancelled: 0 })
  await sound()
})

test.each(GATEWAYS)('has its name in the language of the account on the page of %s', async (gateway) => {
  const as = await world.register()
  const body = { bank: 'Hana', accountNumber: gateway === 'TOSS' ? '7770001' : '7770002' }
  const path = { accountId: ok(await as.api.wallet.openAccount({ body })).accountId }
  const pageOf = async (key: string) => {
    const { redirectUrl } = ok(await as.api.billing.beginTopup({ path, key, body: { amount: 12_000, gateway } }))
    return (await fetch(redirectUrl)).text()
  }
  expect(await pageOf('before')).toContain('Top-up 12,000 won')
  ok(await as.api.users.updateMe({ body: { language: 'ko' } }))
  expect(await pageOf('after')).toContain('계좌 충전 12,000원')
})

test('is not credited if it is not paid, and ends by itself', async () => {
  const begun = await toppingUp(world)
  await decide(begun.redirectUrl, 'quit')
  world.passes(16 * MINUTE_MS)
  await settle()
  const { balance, topup } = await speak(begun)
  expect([(await topup()).status, (await balance()).balance]).toEqual(['EXPIRED', 0])
  await sound()
})

test('that is paid no longer counts as unpaid', async () => {
  const { as, account } = await toppedUp(world)
  for (const key of ['second', 'third', 'fourth']) {
    const body = { amount: 1000, gateway: 'TOSS' } as const
    const { redirectUrl } = ok(await as.api.billing.beginTopup({ path: account, key, body }))
    ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
  }
  expect(ok(await as.api.wallet.getAccount({ path: account })).balance).toBe(8000)
  const waiting = { amount: 1000, gateway: 'TOSS' } as const
  for (const key of ['a', 'b', 'c']) ok(await as.api.billing.beginTopup({ path: account, key, body: waiting }))
  expect(await as.api.billing.beginTopup({ path: account, key: 'd', body: waiting })).toMatchObject({
    ...{ status: 409, code: 'too-many-holds' },
    body: { limit: 3 },
  })
  await sound()
})

test('that the gateway refuses ends at once, and the next ones are not too many', async () => {
  const { as, path } = await accountHolder(world, 0)
  for (const key of ['one', 'two', 'three', 'four']) {
    // Of any order: the id is not known yet.
    await fetch(`${till.sandbox.url}/sandbox/faults`, {
      ...{ method: 'POST', body: JSON.stringify({ step: 'ready', mode: 'decline' }) },
    })
    const body = { amount: 5000, gateway: 'TOSS' } as const
    expect(await as.api.billing.beginTopup({ path, key, body })).toMatchObject({ status: 402, code: 'payment-refused' })
  }
  const { items } = ok(await as.api.billing.listTopups({}))
  expect(items.map(({ status }) => status)).toEqual(Array(4).fill('CANCELLED'))
  await sound()
})

const modes: readonly Mode[] = [
  'decline',
  'capture-then-hang',
  'capture-then-500',
  'drop-connection-before',
  'drop-connection-after',
  'user-locked',
  'capture-then-user-locked',
]

describe.each(GATEWAYS)('with faults of %s', (gateway) => {
  test.each(modes)('at the capture: %s', async (mode) => {
    const begun = await toppingUp(world, gateway)
    await till.fails(begun.path.topupId, 'approve', mode)
    await till.fails(begun.path.topupId, 'order', 'drop-connection-before')
    await world.api.billing.approvePayment(await decide(begun.redirectUrl, 'approve'))
    await sound()
    await settle()
    await settle()
    const { balance } = await speak(begun)
    const { captured, cancelled, captures } = till.money(begun.path.topupId)
    expect(captures).toBeLessThanOrEqual(1)
    expect((await balance()).balance).toBe(captured - cancelled)
    await sound()
  })

  test.each(modes)('at the refund: %s', async (mode) => {
    const begun = await toppedUp(world, gateway)
    await till.fails(begun.path.topupId, 'cancel', mode)
    await till.fails(begun.path.topupId, 'order', 'drop-connection-before')
    const first = await speak(begun)
    await first.cancel('one')
    await sound()
    await settle()
    const { balance, topup } = await speak(begun)
    const { captured, cancelled } = till.money(begun.path.topupId)
    const account = await balance()
    const { status } = await topup()
    // Until the gateway has refunded it, the amount is held.
    expect([status, account.balance, account.held]).toEqual(
      cancelled > 0 ? ['CANCELLED', 0, 0] : [expect.stringMatching(/CANCELLING|REVIEW/), captured, captured],
    )
    await sound()
  })
})

test('cancelled twice is cancelled once', async () => {
  const begun = await toppedUp(world)
  const { cancel, balance, entries } = await speak(begun)
  const all = await Promise.all([cancel('one'), cancel('two'), cancel('one')])
  expect(all.some(({ status }) => status === 200)).toBe(true)
  expect(await cancel('three')).toMatchObject({ status: 409, code: 'billing-state' })
  expect(await balance()).toMatchObject({ balance: 0, held: 0, available: 0 })
  expect((await entries()).sort()).toEqual([
    ['TOPUP', 5000],
    ['TOPUP_CANCEL', 5000],
  ])
  expect(till.money(begun.path.topupId)).toEqual({ captures: 1, captured: 5000, cancelled: 5000 })
  await sound()
})

test('what is spent is not refunded', async () => {
  const begun = await toppedUp(world)
  const { as, account } = begun
  const { cancel, balance, topup } = await speak(begun)
  const to = await accountHolder(world, 0)
  const pay = (amount: number, key: string) =>
    as.api.wallet.transfer({
      key,
      body: { fromAccountId: account.accountId, toAccountId: to.path.accountId, amount, information: '' },
    })
  ok(await pay(3000, 'some'))
  expect(ok(await cancel('rest'))).toMatchObject({ status: 'PARTIALLY_CANCELLED', refundedAmount: 2000 })
  expect(await balance()).toMatchObject({ balance: 0, held: 0 })
  expect(await cancel('more')).toMatchObject({ status: 409, code: 'insufficient-balance' })
  expect((await topup()).refundedAmount).toBe(2000)
  await sound()
})

test('spending and cancelling at once never overdraw', async () => {
  const begun = await toppedUp(world)
  const { as, account } = begun
  const { cancel, balance } = await speak(begun)
  const to = await accountHolder(world, 0)
  const body = { fromAccountId: account.accountId, toAccountId: to.path.accountId, amount: 3000, information: '' }
  await Promise.all([cancel('all'), as.api.wallet.transfer({ key: 't', body })])
  await settle()
  expect((await balance()).balance).toBeGreaterThanOrEqual(0)
  await sound()
})

test('money that comes after the end is credited', async () => {
  const begun = await toppingUp(world)
  const steps: readonly [Step, Mode][] = [
    ['approve', 'capture-then-hang'],
    ['order', 'drop-connection-before'],
  ]
  for (const [step, mode] of steps) await till.fails(begun.path.topupId, step, mode, 1, { times: 3 })
  await world.api.billing.approvePayment(await decide(begun.redirectUrl, 'approve'))
  world.passes(30 * MINUTE_MS)
  await settle()
  await settle()
  const { balance } = await speak(begun)
  const { captured, cancelled } = till.money(begun.path.topupId)
  expect((await balance()).balance).toBe(captured - cancelled)
  await sound()
})

test('a stranger sees and cancels nothing, and an account takes no more than it can hold', async () => {
  const begun = await toppedUp(world)
  const { api } = await world.stranger()
  expect(await api.billing.getTopup({ path: begun.path })).toMatchObject({ status: 403 })
  expect(await api.billing.cancelTopup({ path: begun.path, key: 'x' })).toMatchObject({ status: 403 })
  const body = { amount: 5000, gateway: 'TOSS' as const }
  expect(await api.billing.beginTopup({ path: begun.account, key: 'x', body })).toMatchObject({ status: 403 })
})
