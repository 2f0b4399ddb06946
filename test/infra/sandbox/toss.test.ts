// The API of Toss in the sandbox: requests, replies and idempotency keys.

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { startSandbox } from '#infra/sandbox/server.ts'
import { decide, useSandbox } from '#test/support/sandbox.ts'

const bench = useSandbox()
let count = 0

interface Said {
  readonly code?: string
  readonly checkout: { readonly url: string }
  readonly paymentKey: string
  readonly orderId: string
  readonly balanceAmount: number
}

const basic = (key: string) => `Basic ${btoa(`${key}:`)}`
const call = async (path: string, body?: object, headers: Record<string, string> = {}) => {
  const response = await fetch(`${bench.sandbox.url}/v1/payments${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: basic('sandbox'), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, body: (await response.json()) as Said }
}
const keyed = (key: string, as = 'sandbox') => ({ 'idempotency-key': key, authorization: basic(as) })
const asked = (changes: object = {}) => {
  count += 1
  const urls = { successUrl: 'https://shop.example/ok?state=s', failUrl: 'https://shop.example/no?state=s' }
  return { method: 'CARD', amount: 11_000, orderId: `order-${count}`, orderName: 'a seat', ...urls, ...changes }
}
const authenticated = async () => {
  const { body } = await call('', asked())
  const { location } = await decide(body.checkout.url, 'approve')
  const { paymentKey, orderId, amount } = Object.fromEntries(new URL(location).searchParams)
  return { paymentKey: paymentKey ?? '', orderId: orderId ?? '', amount: Number(amount) }
}
const paid = async () => {
  const body = await authenticated()
  expect((await call('/confirm', body)).body).toMatchObject({ status: 'DONE', balanceAmount: 11_000 })
  return body
}
const code = async (...given: Parameters<typeof call>) => (await call(...given)).body.code

test('open, pay page, confirm, look up, cancel', async () => {
  const order = asked()
  const { body } = await call('', order)
  expect(body).toMatchObject({ status: 'READY', orderId: order.orderId, totalAmount: 11_000, cancels: null })
  const { status, location } = await decide(body.checkout.url, 'approve')
  const query = `state=s&paymentKey=${body.paymentKey}&orderId=${order.orderId}&amount=11000`
  expect([status, location]).toEqual([303, `https://shop.example/ok?${query}`])
  expect((await call(`/orders/${order.orderId}`)).body).toMatchObject({ status: 'IN_PROGRESS' })
  const { paymentKey } = body
  const confirmed = await call('/confirm', { paymentKey, orderId: order.orderId, amount: 11_000 })
  expect(confirmed.body).toMatchObject({ status: 'DONE', approvedAt: '2026-11-22T18:00:00+09:00' })
  expect((await call(`/${paymentKey}`)).body).toEqual(confirmed.body)
  const part = await call(`/${paymentKey}/cancel`, { cancelReason: 'rain', cancelAmount: 1_000 })
  expect(part.body).toMatchObject({ status: 'PARTIAL_CANCELED', cancels: [{ cancelAmount: 1_000 }] })
  const rest = await call(`/${paymentKey}/cancel`, { cancelReason: 'rain' })
  expect(rest.body).toMatchObject({ status: 'CANCELED', balanceAmount: 0 })
})

test('what a request must have', async () => {
  for (const field of ['method', 'amount', 'orderId', 'orderName', 'successUrl', 'failUrl'])
    expect(await code('', asked({ [field]: undefined })), field).toBe('INVALID_REQUEST')
  for (const odd of [{ orderId: 'short' }, { orderId: 'a b c d' }, { orderId: 'x'.repeat(65) }, { amount: 0.5 }])
    expect(await code('', asked(odd)), JSON.stringify(odd)).toBe('INVALID_REQUEST')
  const order = asked()
  expect(await code('', order)).toBeUndefined()
  expect(await code('', order)).toBe('DUPLICATED_ORDER_ID')
  for (const authorization of ['', 'Basic ', basic(''), 'Bearer x', 'Basic %%%'])
    expect(await call('', asked(), { authorization })).toMatchObject({ status: 401 })
  expect(await code('/nothing/else')).toBe('NOT_FOUND')
})

test('a payment is seen by its own shop alone', async () => {
  const { paymentKey, orderId } = await paid()
  const other = { authorization: basic('other') }
  expect(await code(`/${paymentKey}`, undefined, other)).toBe('NOT_FOUND_PAYMENT')
  expect(await code(`/orders/${orderId}`, undefined, other)).toBe('NOT_FOUND_PAYMENT')
  expect(await code(`/${paymentKey}/cancel`, { cancelReason: 'x' }, other)).toBe('NOT_FOUND_PAYMENT')
})

test('confirm compares everything, and never captures twice', async () => {
  const body = await authenticated()
  expect(await code('/confirm', { ...body, paymentKey: 'other' })).toBe('NOT_FOUND_PAYMENT_SESSION')
  expect(await code('/confirm', { ...body, orderId: 'order-other' })).toBe('INVALID_REQUEST')
  expect(await code('/confirm', { ...body, amount: 1 })).toBe('INVALID_REQUEST')
  expect(await code('/confirm', body)).toBeUndefined()
  expect(await code('/confirm', body)).toBe('ALREADY_PROCESSED_PAYMENT')
  expect(bench.money(body)).toEqual({ captures: 1, captured: 11_000, cancelled: 0 })
})

test('too late', async () => {
  const body = await authenticated()
  bench.nowMs += 15 * 60_000
  expect(await code('/confirm', body)).toBe('NOT_FOUND_PAYMENT_SESSION')
  expect((await call(`/orders/${body.orderId}`)).body).toMatchObject({ status: 'EXPIRED' })
})

test.each([
  ['quit', 'PAY_PROCESS_CANCELED'],
  ['fail', 'PAY_PROCESS_ABORTED'],
])('the person decides to %s', async (action, says) => {
  const { body } = await call('', asked())
  const { location } = await decide(body.checkout.url, action)
  const query = Object.fromEntries(new URL(location).searchParams)
  expect(query).toEqual({ state: 's', code: says, message: expect.any(String), orderId: body.orderId })
  expect((await call(`/${body.paymentKey}`)).body).toMatchObject({ status: 'ABORTED' })
})

test('a key repeats the first reply, whatever the body; its scope is key, shop and path', async () => {
  const { paymentKey } = await paid()
  const path = `/${paymentKey}/cancel`
  const first = await call(path, { cancelReason: 'rain', cancelAmount: 1_000 }, keyed('k1'))
  expect(await call(path, { cancelReason: 'rain', cancelAmount: 2_000 }, keyed('k1'))).toEqual(first)
  expect(await code(path, { cancelReason: 'rain', cancelAmount: 2_000 }, keyed('k1', 'other'))).toBe(
    'NOT_FOUND_PAYMENT',
  )
  const { paymentKey: another } = await paid()
  const elsewhere = await call(`/${another}/cancel`, { cancelReason: 'rain' }, keyed('k1'))
  expect(elsewhere.body).toMatchObject({ paymentKey: another, status: 'CANCELED' })
  const second = await call(path, { cancelReason: 'rain', cancelAmount: 2_000 }, keyed('k2'))
  expect(second.body).toMatchObject({ balanceAmount: 8_000 })
  // Refusals are repeated as well.
  const too = { cancelReason: 'rain', cancelAmount: 8_001 }
  expect(await code(path, too, keyed('k3'))).toBe('NOT_CANCELABLE_AMOUNT')
  expect(await code(path, { cancelReason: 'rain' }, keyed('k3'))).toBe('NOT_CANCELABLE_AMOUNT')
  expect(await code(path, too, keyed('x'.repeat(301)))).toBe('INVALID_IDEMPOTENCY_KEY')
  bench.nowMs += 15 * 24 * 3_600_000
  expect((await call(path, { cancelReason: 'rain', cancelAmount: 500 }, keyed('k1'))).body.balanceAmount).toBe(7_500)
})

test('a key that is under way is told to come again; without it the payment is', async () => {
  const body = await authenticated()
  await bench.fails(body, 'approve', 'slow')
  const both = [code('/confirm', body, keyed('c')), code('/confirm', body, keyed('c'))]
  expect(await Promise.race(both)).toBe('IDEMPOTENT_REQUEST_PROCESSING')
  expect(await code('/confirm', body, keyed('d'))).toBe('ALREADY_PROCESSING_REQUEST')
  await bench.control('release')
  await Promise.all(both)
  expect(await call('/confirm', body, keyed('c'))).toMatchObject({ status: 200, body: { status: 'DONE' } })
  expect(bench.money(body)).toEqual({ captures: 1, captured: 11_000, cancelled: 0 })
})

test('the webhook reports each change, and a missing receiver does no harm', async () => {
  const received: { eventType: string; data: { status: string } }[] = []
  const shop = createServer(async (request, response) => {
    received.push(JSON.parse(Buffer.concat(await request.toArray()).toString()))
    response.end()
    shop.emit('heard')
  })
  await once(shop.listen(0, '127.0.0.1'), 'listening')
  const { port } = shop.address() as AddressInfo
  const told = await startSandbox({ port: 0, webhookUrl: `http://127.0.0.1:${port}/hook` })
  const hearing = once(shop, 'heard')
  const headers = { authorization: basic('sandbox') }
  await fetch(`${told.url}/v1/payments`, { method: 'POST', headers, body: JSON.stringify(asked()) })
  await hearing
  expect(received).toMatchObject([{ eventType: 'PAYMENT_STATUS_CHANGED', data: { status: 'READY' } }])
  await told.stop()
  shop.closeAllConnections()
  shop.close()
})
