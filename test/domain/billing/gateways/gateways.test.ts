// Both gateways through the sandbox: what each answer is worth, and that the look-up tells the truth afterwards.

import { describe, expect, test } from 'vitest'
import { agrees, agreesOn } from '#domain/billing/gateways/gateway.ts'
import { gatewayNamed } from '#domain/billing/gateways/named.ts'
import type { Mode } from '#infra/sandbox/faults.ts'
import { CID, decide, useSandbox } from '#test/support/sandbox.ts'

const bench = useSandbox()
/** How long a test waits for an answer that never comes: as short as a busy machine allows. */
const IMPATIENT_MS = 1000
const names = ['KAKAOPAY', 'TOSS'] as const

describe.each(names)('%s', (name) => {
  const gateway = (timeoutMs?: number) => bench.gateway(name, timeoutMs)
  const standing = async (payment: Parameters<ReturnType<typeof gateway>['lookup']>[0]) => {
    const outcome = await gateway().lookup(payment, bench.now)
    return outcome.kind === 'ok' ? outcome.value : outcome
  }

  test('started, approved by the person, captured, looked up', async () => {
    const { payment, token } = await bench.ready(gateway())
    expect(await standing(payment)).toMatchObject({ state: 'PENDING', captured: 0, cancelled: 0 })
    const outcome = await gateway().approve(payment, token)
    expect(outcome).toMatchObject({ kind: 'ok', value: { orderId: payment.orderId, captured: 11_000 } })
    if (outcome.kind !== 'ok') return
    expect(agrees(payment, outcome.value)).toBe(true)
    const status = name === 'TOSS' ? 'DONE' : 'SUCCESS_PAYMENT'
    const found = {
      state: 'PAID',
      status,
      orderId: payment.orderId,
      tid: outcome.value.tid,
      captured: 11_000,
      cancelled: 0,
    }
    expect(await standing(payment)).toEqual(found)
    expect(bench.money(payment)).toEqual({ captures: 1, captured: 11_000, cancelled: 0 })
  })

  test('approved a second time, nothing more is captured', async () => {
    const { payment, token } = await bench.ready(gateway())
    const answers = await Promise.all([1, 2, 3].map(() => gateway().approve(payment, token)))
    expect(answers.some(({ kind }) => kind === 'ok')).toBe(true)
    expect(answers.some(({ kind }) => kind === 'declined')).toBe(false)
    expect(bench.money(payment)).toEqual({ captures: 1, captured: 11_000, cancelled: 0 })
  })

  test('approved before the person did, or with a made-up token: unknown, and still pending', async () => {
    const payment = await bench.started(gateway())
    expect(await gateway().approve(payment, 'made-up')).toMatchObject({ kind: 'unknown' })
    expect(await standing(payment)).toMatchObject({ state: 'PENDING' })
    for (const token of ['', 'with space', 'line\r\nend', '한', 'x'.repeat(201)])
      expect(await gateway().approve(payment, token)).toEqual({ kind: 'declined', reason: 'no usable token' })
    expect(bench.money(payment)).toEqual({ captures: 0, captured: 0, cancelled: 0 })
  })

  test.each(['quit', 'fail'])('the person decides to %s', async (action) => {
    const payment = await bench.started(gateway())
    await decide(payment.redirectUrl, action)
    expect(await standing(payment)).toMatchObject({ state: 'FAILED', captured: 0 })
  })

  test('a payment lives 15 minutes; the look-up then says so, and it cannot be captured any more', async () => {
    const { payment, token } = await bench.ready(gateway())
    bench.nowMs += 17 * 60_000
    expect(await gateway().approve(payment, token)).toMatchObject({ kind: 'unknown' })
    expect(await standing(payment)).toMatchObject({ state: 'EXPIRED', captured: 0 })
  })

  test('another amount than what was started is not captured', async () => {
    const { payment, token } = await bench.ready(gateway())
    expect(await gateway().approve({ ...payment, amount: 12_000 }, token)).toMatchObject({ kind: 'unknown' })
    expect(await standing(payment)).toMatchObject({ state: 'PENDING' })
  })

  type Row = [Mode, 'ok' | 'declined' | 'unknown', 'PAID' | 'FAILED' | 'PENDING']
  const refused = name === 'TOSS' ? 'declined' : 'unknown'
  test.concurrent.each<Row>([
    ['decline', refused, 'FAILED'],
    ['capture-then-hang', 'unknown', 'PAID'],
    ['capture-then-500', 'unknown', 'PAID'],
    ['drop-connection-before', 'unknown', 'PENDING'],
    ['drop-connection-after', 'unknown', 'PAID'],
    ['user-locked', 'unknown', 'FAILED'],
    ['capture-then-user-locked', 'unknown', 'PAID'],
    ['wrong-amount', 'ok', 'PAID'],
  ])('approve: %s is %s, and the look-up says %s', async (mode, kind, state) => {
    const { payment, token } = await bench.ready(gateway())
    await bench.fails(payment, 'approve', mode)
    const outcome = await gateway(mode === 'capture-then-hang' ? IMPATIENT_MS : undefined).approve(payment, token)
    expect(outcome.kind).toBe(kind)
    if (outcome.kind === 'ok') expect(agrees(payment, outcome.value)).toBe(false)
    else expect(outcome.reason).not.toContain(token)
    const found = await standing(payment)
    expect(found).toMatchObject({ state })
    if (state === 'PAID') expect(agrees(payment, found as Parameters<typeof agrees>[1])).toBe(true)
    expect(bench.money(payment)?.captured).toBe(state === 'PAID' ? 11_000 : 0)
  })

  test.concurrent('captured late: pending while the gateway is undecided, then paid, once', async () => {
    const { payment, token } = await bench.ready(gateway())
    await bench.fails(payment, 'approve', 'slow')
    expect(await gateway(IMPATIENT_MS).approve(payment, token)).toMatchObject({ kind: 'unknown' })
    expect(await standing(payment)).toMatchObject({ state: 'PENDING' })
    // The first one is still under way.
    expect(await gateway().approve(payment, token)).toMatchObject({ kind: 'unknown' })
    await bench.control('release')
    expect(await standing(payment)).toMatchObject({ state: 'PAID' })
    expect(bench.money(payment)).toEqual({ captures: 1, captured: 11_000, cancelled: 0 })
  })

  test('cancelled in part, then the rest', async () => {
    const payment = await bench.paid(gateway())
    const some = { amount: 4_000, remaining: 11_000, reason: 'one order', step: 'c1' }
    const first = await gateway().cancel(payment, some)
    expect(first).toEqual({
      kind: 'ok',
      value: { orderId: payment.orderId, tid: payment.tid, cancelled: 4_000, remaining: 7_000 },
    })
    expect(first.kind === 'ok' && agreesOn(payment, some, first.value)).toBe(true)
    expect(await standing(payment)).toMatchObject({ state: 'PARTLY_CANCELLED', captured: 11_000, cancelled: 4_000 })
    const rest = { amount: 7_000, remaining: 7_000, reason: 'the other', step: 'c2' }
    expect(await gateway().cancel(payment, rest)).toMatchObject({ kind: 'ok', value: { remaining: 0 } })
    expect(await standing(payment)).toMatchObject({ state: 'CANCELLED', captured: 11_000, cancelled: 11_000 })
    expect(bench.money(payment)).toEqual({ captures: 1, captured: 11_000, cancelled: 11_000 })
  })

  test.concurrent.each<[Mode, 'ok' | 'declined' | 'unknown', number]>([
    ['decline', refused, 0],
    ['capture-then-hang', 'unknown', 4_000],
    ['capture-then-500', 'unknown', 4_000],
    ['drop-connection-before', 'unknown', 0],
    ['drop-connection-after', 'unknown', 4_000],
    ['user-locked', 'unknown', 0],
    ['capture-then-user-locked', 'unknown', 4_000],
    ['wrong-amount', 'ok', 4_000],
  ])('cancel: %s is %s, %i went back, and a repeat gives nothing more back', async (mode, kind, cancelled) => {
    const payment = await bench.paid(gateway())
    await bench.fails(payment, 'cancel', mode)
    const some = { amount: 4_000, remaining: 11_000, reason: 'one order', step: 'c1' }
    const outcome = await gateway(mode === 'capture-then-hang' ? IMPATIENT_MS : undefined).cancel(payment, some)
    expect(outcome.kind).toBe(kind)
    if (outcome.kind === 'ok') expect(agreesOn(payment, some, outcome.value)).toBe(false)
    expect(await standing(payment)).toMatchObject({ cancelled, state: cancelled ? 'PARTLY_CANCELLED' : 'PAID' })
    await gateway().cancel(payment, some)
    expect(bench.money(payment)?.cancelled).toBeLessThanOrEqual(4_000)
  })

  test('more than what is left cannot be cancelled', async () => {
    const payment = await bench.paid(gateway())
    const too = { amount: 11_001, remaining: 11_000, reason: 'greed', step: 'c1' }
    expect(await gateway().cancel(payment, too)).toMatchObject({ kind: refused })
    expect(bench.money(payment)?.cancelled).toBe(0)
  })

  test.concurrent.each<[Mode, 'ok' | 'declined' | 'unknown']>([
    ['decline', 'declined'],
    ['capture-then-hang', 'unknown'],
    ['capture-then-500', 'unknown'],
    ['drop-connection-before', 'unknown'],
    ['wrong-amount', 'ok'],
  ])('look-up: %s is %s', async (mode, kind) => {
    const payment = await bench.paid(gateway())
    await bench.fails(payment, 'order', mode)
    const outcome = await gateway(mode === 'capture-then-hang' ? IMPATIENT_MS : undefined).lookup(payment, bench.now)
    expect(outcome.kind).toBe(kind)
    // Amounts that do not add up require an operator.
    if (outcome.kind === 'ok') expect(outcome.value.state).toBe('UNKNOWN')
  })

  test.concurrent.each<[Mode, 'declined' | 'unknown']>([
    ['decline', 'declined'],
    ['capture-then-hang', 'unknown'],
    ['capture-then-500', 'unknown'],
    ['drop-connection-after', 'unknown'],
  ])('start: %s is %s, and the next attempt starts', async (mode, kind) => {
    const order = bench.order()
    await bench.fails({ orderId: `${order.billingId}-1` }, 'ready', mode)
    const impatient = gateway(mode === 'capture-then-hang' ? IMPATIENT_MS : undefined)
    expect(await impatient.start(order)).toMatchObject({ kind })
    expect(await gateway().start({ ...order, attempt: '2' })).toMatchObject({ kind: 'ok' })
  })

  test('the look-up declines an unknown payment', async () => {
    const payment = { orderId: 'billing_none-1', tid: 'billing_none-1', userId: 'user_kim', amount: 1 }
    expect(await gateway().lookup(payment, bench.now)).toMatchObject({ kind: 'declined' })
  })

  test('a long name is cut between characters', async () => {
    const payment = await bench.started(gateway(), bench.order({ itemName: `${'⚽'.repeat(99)}🅿️🅿️` }))
    expect(await (await fetch(payment.redirectUrl)).text()).toContain(`${'⚽'.repeat(99)}🅿<`)
  })

  test('without a gateway at all, everything is unknown and nothing is thrown', async () => {
    const { payment, token } = await bench.ready(gateway())
    const nowhere = gatewayNamed(name, { baseUrl: 'http://127.0.0.1:1', secretKey: 'sandbox', cid: CID })
    const some = { amount: 1, remaining: 1, reason: '', step: 'c1' }
    const outcomes = [
      await nowhere.start(bench.order()),
      await nowhere.approve(payment, token),
      await nowhere.lookup(payment, bench.now),
      await nowhere.cancel(payment, some),
    ]
    for (const outcome of outcomes) expect(outcome).toEqual({ kind: 'unknown', reason: 'no connection, or it broke' })
  })
})
