// The API of KakaoPay in the sandbox: requests, replies and errors.

import { expect, test } from 'vitest'
import { CID, decide, useSandbox } from '#test/support/sandbox.ts'

const bench = useSandbox()
let count = 0

interface Said {
  readonly tid: string
  readonly next_redirect_pc_url: string
  readonly error_code?: number
  readonly payment_action_details: readonly { readonly payment_action_type: string }[]
}

const call = async (step: string, body: object, headers: Record<string, string> = {}, method = 'POST') => {
  const response = await fetch(`${bench.sandbox.url}/online/v1/payment/${step}`, {
    method,
    headers: { authorization: 'SECRET_KEY sandbox', ...headers },
    ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, body: (await response.json()) as Said }
}
const base = 'https://shop.example/kakaopay'
const asked = (changes: object = {}) => {
  count += 1
  return {
    ...{ cid: CID, partner_order_id: `order-${count}`, partner_user_id: 'kim', item_name: 'a seat', quantity: 1 },
    ...{ total_amount: 11_000, tax_free_amount: 0 },
    ...{ approval_url: `${base}/approve?state=s&x=%20`, cancel_url: `${base}/cancel`, fail_url: `${base}/fail` },
    ...changes,
  }
}
/** Ready and approved by the buyer. @returns the input of approve */
const authenticated = async () => {
  const order = asked()
  const { body } = await call('ready', order)
  const { location } = await decide(body.next_redirect_pc_url, 'approve')
  const { partner_order_id, partner_user_id } = order
  const pg_token = new URL(location).searchParams.get('pg_token')
  return { cid: CID, tid: body.tid, partner_order_id, partner_user_id, pg_token, total_amount: 11_000 }
}
const paid = async () => {
  const body = await authenticated()
  expect((await call('approve', body)).status).toBe(200)
  return { cid: CID, tid: body.tid }
}
const code = async (step: string, body: object) => (await call(step, body)).body.error_code

test('ready, pay page, approve, order, cancel', async () => {
  const order = asked()
  const ready = await call('ready', order)
  expect(ready.body).toMatchObject({ tid: expect.stringMatching(/^T[0-9a-f]{19}$/), created_at: '2026-11-22T18:00:00' })
  const { tid, next_redirect_pc_url: page } = ready.body
  expect((await call('order', { cid: CID, tid })).body).toMatchObject({ status: 'READY' })
  const { status, location } = await decide(page, 'approve')
  expect([status, location]).toEqual([
    303,
    expect.stringMatching(/^https:\/\/shop\.example\/kakaopay\/approve\?state=s&x=%20&pg_token=[0-9a-f]{20}$/),
  ])
  expect((await call('order', { cid: CID, tid })).body).toMatchObject({ status: 'AUTH_PASSWORD' })
  const pg_token = new URL(location).searchParams.get('pg_token')
  const { partner_order_id, partner_user_id } = order
  const approved = await call('approve', { cid: CID, tid, partner_order_id, partner_user_id, pg_token })
  expect(approved.body).toMatchObject({ tid, partner_order_id, amount: { total: 11_000, tax_free: 0, vat: 1_000 } })
  const some = { cid: CID, tid, cancel_amount: 1_000, cancel_tax_free_amount: 0, cancel_available_amount: 11_000 }
  expect((await call('cancel', some)).body).toMatchObject({
    ...{ status: 'PART_CANCEL_PAYMENT', approved_cancel_amount: { total: 1_000 } },
    ...{ canceled_amount: { total: 1_000 }, cancel_available_amount: { total: 10_000 } },
  })
  const { body } = await call('order', { cid: CID, tid })
  expect(body.payment_action_details.map((one) => one.payment_action_type)).toEqual(['PAYMENT', 'CANCEL'])
})

test.each([
  ...['cid', 'partner_order_id', 'partner_user_id', 'item_name', 'quantity', 'total_amount', 'tax_free_amount'],
  ...['approval_url', 'cancel_url', 'fail_url'],
])('ready needs %s', async (field) => {
  expect(await code('ready', asked({ [field]: undefined }))).toBe(-2)
})

test('lengths, amounts and URLs have bounds', async () => {
  for (const odd of [
    { partner_order_id: 'x'.repeat(101) },
    { item_name: '한'.repeat(101) },
    { approval_url: `https://shop.example/${'x'.repeat(235)}` },
    { approval_url: 'javascript:alert(1)' },
    { total_amount: 0 },
    { total_amount: 1.5 },
    { total_amount: '1000' },
    { install_month: 13 },
    { payment_method_type: 'GOLD' },
  ])
    expect(await code('ready', asked(odd)), JSON.stringify(odd)).toBe(-2)
  expect(await code('ready', asked({ item_name: '한'.repeat(100) }))).toBeUndefined()
  expect(await code('ready', asked({ approval_url: `https://shop.example/${'x'.repeat(234)}` }))).toBeUndefined()
  expect(await code('ready', asked({ cid: 'short' }))).toBe(-731)
})

test('who asks must have a key, by POST', async () => {
  for (const authorization of ['', 'SECRET_KEY ', 'Bearer x'])
    expect(await call('ready', asked(), { authorization })).toMatchObject({ status: 401 })
  expect(await call('ready', asked(), { authorization: 'DEV_SECRET_KEY x' })).toMatchObject({ status: 200 })
  expect((await call('order', {}, {}, 'GET')).status).toBe(405)
  expect((await call('toString', {})).status).toBe(404)
})

test('approve compares everything, and never captures twice', async () => {
  const body = await authenticated()
  expect(await code('approve', { ...body, tid: 'T0' })).toBe(-721)
  expect(await code('approve', { ...body, cid: 'TC0ANOTHER' })).toBe(-721)
  expect(await code('approve', { ...body, partner_order_id: 'other' })).toBe(-706)
  expect(await code('approve', { ...body, partner_user_id: 'lee' })).toBe(-707)
  expect(await code('approve', { ...body, pg_token: 'other' })).toBe(-708)
  expect(await code('approve', { ...body, total_amount: 11_001 })).toBe(-722)
  expect(await code('approve', body)).toBeUndefined()
  expect(await code('approve', body)).toBe(-702)
  expect(bench.money({ orderId: body.partner_order_id })).toEqual({ captures: 1, captured: 11_000, cancelled: 0 })
})

test('approve before the person did, after they quit, and too late', async () => {
  const order = asked()
  const { body } = await call('ready', order)
  const approve = { ...order, tid: body.tid, pg_token: 'x' }
  expect(await code('approve', approve)).toBe(-701)
  expect(await decide(body.next_redirect_pc_url, 'quit')).toEqual({ status: 303, location: `${base}/cancel` })
  expect(await code('approve', approve)).toBe(-783)
  expect((await call('order', { cid: CID, tid: body.tid })).body).toMatchObject({ status: 'QUIT_PAYMENT' })
  const late = await authenticated()
  bench.nowMs += 15 * 60_000
  expect(await code('approve', late)).toBe(-723)
})

test('an approval that is under way is a duplicate to the next', async () => {
  const body = await authenticated()
  await bench.fails({ orderId: body.partner_order_id }, 'approve', 'slow')
  // Either may have come first; the waiting one is released by the other's answer.
  const both = [code('approve', body), code('approve', body)]
  expect(await Promise.race(both)).toBe(-785)
  expect(await (await bench.control('release')).json()).toEqual({ released: 1 })
  expect((await Promise.all(both)).filter((one) => one === undefined)).toHaveLength(1)
})

test('cancel gives back what is there, and compares what is left', async () => {
  const at = await paid()
  const some = { ...at, cancel_amount: 4_000, cancel_tax_free_amount: 0 }
  expect(await code('cancel', { ...some, cancel_amount: 11_001 })).toBe(-710)
  expect(await code('cancel', { ...some, cancel_available_amount: 10_999 })).toBe(-724)
  expect(await code('cancel', { ...some, cancel_tax_free_amount: 1 })).toBe(-725)
  expect(await code('cancel', { ...some, cancel_available_amount: 11_000 })).toBeUndefined()
  expect(await code('cancel', { ...some, cancel_available_amount: 11_000 })).toBe(-724)
  expect(await code('cancel', { ...some, cancel_amount: 7_000 })).toBeUndefined()
  expect(await code('cancel', { ...some, cancel_amount: 1 })).toBe(-710)
  expect((await call('order', at)).body).toMatchObject({ status: 'CANCEL_PAYMENT' })
  const { tid } = await authenticated()
  expect(await code('cancel', { ...some, tid })).toBe(-784)
})
