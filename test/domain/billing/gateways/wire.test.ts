// Answers that nobody promised, and what goes out: adapters against a server that says whatever the test likes.

import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Gateway, Payment } from '#domain/billing/gateways/gateway.ts'
import { gatewayNamed } from '#domain/billing/gateways/named.ts'
import { seedOfRun } from '#test/support/seed.ts'

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: Record<string, unknown>
}

let says: { status: number; text: string; headers?: Record<string, string> }
let seen: Seen
const server = createServer(async (request, response) => {
  const { method, url, headers } = request
  const text = Buffer.concat(await request.toArray()).toString()
  seen = { method, url, headers, body: text ? JSON.parse(text) : {} }
  response.writeHead(says.status, says.headers).end(says.text)
})
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
afterAll(() => server.close())

const gateway = (name: 'KAKAOPAY' | 'TOSS'): Gateway =>
  gatewayNamed(name, {
    ...{
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      secretKey: 'key-of-shop',
      cid: 'TC0ONETIME',
    },
  })
const payment: Payment = { orderId: 'billing_1-1', tid: 'T1', userId: 'user_kim', amount: 11_000 }
const order = {
  ...{ billingId: 'billing_1', attempt: '1', userId: 'user_kim', itemName: 'a seat', amount: 11_000 },
  ...{ approvalUrl: 'https://shop.example/a', cancelUrl: 'https://shop.example/c', failUrl: 'https://shop.example/f' },
}
const now = '2026-11-22T09:00:00.000Z'
const calls = {
  start: (to: Gateway) => to.start(order),
  approve: (to: Gateway) => to.approve(payment, 'token-of-redirect'),
  lookup: (to: Gateway) => to.lookup(payment, now),
  cancel: (to: Gateway) => to.cancel(payment, { amount: 4_000, remaining: 11_000, reason: 'rain', step: 'c1' }),
}
const names = ['KAKAOPAY', 'TOSS'] as const

describe.each(names)('%s', (name) => {
  test.each(Object.entries(calls))('%s: whatever comes back, it is an outcome, and never ok', async (_, call) => {
    const odd = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom('{"tid":"T1"}', '{"status":"DONE"}', '{"amount":{"total":1.5}}', '{"a":1,"a":1}', '<html>'),
    )
    const status = fc.constantFrom(200, 201, 204, 302, 401, 404, 409, 429, 500, 503)
    await fc.assert(
      fc.asyncProperty(status, odd, async (code, text) => {
        says = { status: code, text: code === 204 ? '' : text, headers: { location: '/elsewhere' } }
        const outcome = await call(gateway(name))
        expect(['declined', 'unknown']).toContain(outcome.kind)
        expect(JSON.stringify(outcome)).not.toMatch(/key-of-shop|token-of-redirect/)
      }),
      { seed: seedOfRun, numRuns: 60 },
    )
  })

  test.each(Object.entries(calls))('%s: who may not ask, or not now, is not declined', async (_, call) => {
    for (const status of [401, 403, 408, 409, 429, 500, 502, 503]) {
      says = { status, text: '{"error_code":-401,"code":"UNAUTHORIZED_KEY"}' }
      expect(await call(gateway(name))).toMatchObject({ kind: 'unknown' })
    }
  })

  test('what an error says is told only where it is a code', async () => {
    says = { status: 400, text: '{"error_code":-780,"extras":{"method_result_code":"4012 8888"},"code":"token x"}' }
    const outcome = await calls.approve(gateway(name))
    expect(outcome).toEqual({
      kind: 'unknown',
      reason: name === 'TOSS' ? '400 without a code' : '400 -780 without a code',
    })
  })

  test('each call has a connection of its own', async () => {
    says = { status: 200, text: '{}' }
    await calls.approve(gateway(name))
    expect(seen.headers.connection).toBe('close')
  })
})

test('KakaoPay is told which shop, which payment, and how much', async () => {
  says = { status: 200, text: '{}' }
  await calls.start(gateway('KAKAOPAY'))
  expect(seen.headers.authorization).toBe('SECRET_KEY key-of-shop')
  expect(seen.body).toEqual({
    ...{ cid: 'TC0ONETIME', partner_order_id: 'billing_1-1', partner_user_id: 'user_kim', item_name: 'a seat' },
    ...{ quantity: 1, total_amount: 11_000, tax_free_amount: 0 },
    ...{ approval_url: order.approvalUrl, cancel_url: order.cancelUrl, fail_url: order.failUrl },
  })
  await calls.approve(gateway('KAKAOPAY'))
  expect(seen.url).toBe('/online/v1/payment/approve')
  expect(seen.body).toEqual({
    ...{ cid: 'TC0ONETIME', tid: 'T1', partner_order_id: 'billing_1-1', partner_user_id: 'user_kim' },
    ...{ pg_token: 'token-of-redirect', total_amount: 11_000 },
  })
  await calls.cancel(gateway('KAKAOPAY'))
  expect(seen.body).toEqual({
    ...{ cid: 'TC0ONETIME', tid: 'T1', cancel_amount: 4_000, cancel_tax_free_amount: 0 },
    ...{ cancel_available_amount: 11_000, payload: 'rain' },
  })
})

test('KakaoPay: a state that nobody knows is for a person to look at', async () => {
  const told = (changes: object) => {
    const body = { tid: 'T1', partner_order_id: 'billing_1-1', amount: { total: 11_000 }, ...changes }
    says = { status: 200, text: JSON.stringify(body) }
    return calls.lookup(gateway('KAKAOPAY'))
  }
  const left = (canceled: number, available: number) => ({
    ...{ canceled_amount: { total: canceled }, cancel_available_amount: { total: available } },
  })
  const state = async (changes: object) => {
    const outcome = await told(changes)
    return outcome.kind === 'ok' && outcome.value.state
  }
  expect(await state({ status: 'SUCCESS_PAYMENT', ...left(0, 11_000) })).toBe('PAID')
  expect(await state({ status: 'PART_CANCEL_PAYMENT', ...left(1, 10_999) })).toBe('PARTLY_CANCELLED')
  expect(await state({ status: 'CANCEL_PAYMENT', ...left(11_000, 0) })).toBe('CANCELLED')
  for (const odd of [
    { status: 'WHATEVER', ...left(0, 11_000) },
    { status: 'SUCCESS_PAYMENT', ...left(1, 10_999) },
    { status: 'SUCCESS_PAYMENT', ...left(0, 10_999) },
    { status: 'PART_CANCEL_PAYMENT', ...left(0, 11_000) },
    { status: 'PART_CANCEL_PAYMENT', ...left(11_000, 0) },
    { status: 'CANCEL_PAYMENT', ...left(10_999, 1) },
    { status: 'CANCEL_PAYMENT', amount: undefined, ...left(0, 0) },
    { status: 'SUCCESS_PAYMENT' },
  ])
    expect(await state(odd), JSON.stringify(odd)).toBe('UNKNOWN')
})

test('KakaoPay: what is pending expires 15 minutes after its birth in Korea, and a minute of grace', async () => {
  const state = async (created_at?: string) => {
    says = { status: 200, text: JSON.stringify({ tid: 'T1', partner_order_id: 'o', status: 'READY', created_at }) }
    const outcome = await calls.lookup(gateway('KAKAOPAY'))
    return outcome.kind === 'ok' && outcome.value.state
  }
  expect(await state('2026-11-22T17:44:00')).toBe('PENDING')
  expect(await state('2026-11-22T17:43:59')).toBe('EXPIRED')
  for (const odd of [undefined, '', 'yesterday', '2026-13-45T17:00:00', '2026-11-22T01:00:00Z'])
    expect(await state(odd)).toBe('PENDING')
})

test('Toss gets the same key for the same step, and another for another token', async () => {
  says = { status: 200, text: '{}' }
  const toss = gateway('TOSS')
  const keys = []
  const tries = [
    ...[calls.start, calls.approve, calls.cancel, () => toss.approve(payment, 'other')],
    () => toss.cancel(payment, { amount: 1, remaining: 1, reason: '', step: 'c2' }),
  ]
  for (const call of tries) {
    await call(toss)
    keys.push(seen.headers['idempotency-key'])
  }
  expect(keys).toEqual([
    ...['start-billing_1-1', 'approve-billing_1-1-token-of-redirect', 'cancel-billing_1-1-c1'],
    ...['approve-billing_1-1-other', 'cancel-billing_1-1-c2'],
  ])
  expect(seen.headers.authorization).toBe(`Basic ${btoa('key-of-shop:')}`)
  expect(seen.url).toBe('/v1/payments/T1/cancel')
  await expect(toss.cancel(payment, { amount: 1, remaining: 1, reason: '', step: 'a b' })).rejects.toThrow(
    'is not a valid step name',
  )
})

test('Toss: a 200 that is not done, and a state that nobody knows', async () => {
  const told = (changes: object) => {
    const base = { paymentKey: 'k', orderId: 'billing_1-1', totalAmount: 11_000, balanceAmount: 11_000, cancels: null }
    says = { status: 200, text: JSON.stringify({ ...base, ...changes }) }
  }
  for (const status of ['READY', 'IN_PROGRESS', 'WAITING_FOR_DEPOSIT', 'ABORTED', 'CANCELED', 'x y']) {
    told({ status })
    expect(await calls.approve(gateway('TOSS'))).toMatchObject({ kind: 'unknown' })
  }
  for (const odd of [
    ...[{ status: 'WAITING_FOR_DEPOSIT' }, { status: 'WHATEVER' }, { status: 'DONE', balanceAmount: 1 }],
    ...[{ status: 'PARTIAL_CANCELED' }, { status: 'CANCELED' }, { status: 'DONE', totalAmount: 0, balanceAmount: 0 }],
  ]) {
    told(odd)
    expect(await calls.lookup(gateway('TOSS'))).toMatchObject({ kind: 'ok', value: { state: 'UNKNOWN' } })
  }
  told({ status: 'DONE' })
  expect(await calls.cancel(gateway('TOSS'))).toMatchObject({ kind: 'unknown' })
})

test('Toss: a redirect with another order or amount brings no token', () => {
  const { token } = gateway('TOSS')
  const query = { paymentKey: 'k', orderId: 'billing_1-1', amount: '11000' }
  expect(token(payment, query)).toBe('k')
  for (const odd of [{ amount: '11001' }, { amount: undefined }, { orderId: 'billing_1-2' }, { paymentKey: 'k k' }])
    expect(token(payment, { ...query, ...odd })).toBeUndefined()
  expect(gateway('KAKAOPAY').token(payment, {})).toBeUndefined()
})
