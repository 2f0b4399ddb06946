// The result page: it shows only a status signed by this service.

import { afterEach, expect, test } from 'vitest'
import { states } from '#domain/billing/schema.ts'
import { resultPage } from '#functions/billing/saga/callback.ts'
import { inProcess } from '#test/support/in-process.ts'

const billingId = 'billing_01k00000000000000000000000'
const shown = async (address: string) => {
  const response = await inProcess(`http://api.test${address}`)
  return { status: response.status, cache: response.headers.get('cache-control'), html: await response.text() }
}
const NEUTRAL = 'This address does not contain the result of the payment.'

const ours = process.env['PAYMENT_RESULT_URL']
afterEach(() => {
  if (ours === undefined) delete process.env['PAYMENT_RESULT_URL']
})

test.each(states)('%s is said where it is signed, as of when the browser came back', async (status) => {
  const { html, ...rest } = await shown(resultPage({ billingId, status }))
  expect(rest).toEqual({ status: 200, cache: 'no-store' })
  expect(html).not.toContain(NEUTRAL)
  expect(html).toContain('when you returned')
  expect(html).not.toMatch(/<script/)
})

test('only SUCCESS says that it is paid', async () => {
  const paid = []
  for (const status of states)
    if (/<h1>Paid</.test((await shown(resultPage({ billingId, status }))).html)) paid.push(status)
  expect(paid).toEqual(['SUCCESS'])
})

test('nothing is said that is not signed for this billing and this status', async () => {
  const signed = new URLSearchParams(resultPage({ billingId, status: 'READY' }).split('?')[1])
  const query = Object.fromEntries(signed)
  const { signature: _, ...bare } = query
  const other = 'billing_01k00000000000000000000001'
  const forged: Record<string, string>[] = [
    {},
    { status: 'SUCCESS' },
    { ...bare, status: 'SUCCESS' },
    { ...query, status: 'SUCCESS' },
    { ...query, billingId: other },
    { ...query, signature: '' },
    { ...query, signature: `${query['signature']}x` },
    { ...query, signature: '한'.repeat(22) },
    { ...query, status: '<script>alert(1)</script>' },
    { ...query, billingId: '', status: `${billingId}READY` },
  ]
  for (const one of forged) {
    const { status, html } = await shown(`/payments/result?${new URLSearchParams(one)}`)
    expect([status, html.includes(NEUTRAL)], JSON.stringify(one)).toEqual([200, true])
    expect(html).not.toMatch(/Paid|alert/)
  }
})

test('the page of a product gets no signature, which only ours reads', () => {
  process.env['PAYMENT_RESULT_URL'] = 'https://shop.example/paid?lang=ko'
  expect(resultPage({ billingId, status: 'SUCCESS' })).toBe(
    `https://shop.example/paid?lang=ko&billingId=${billingId}&status=SUCCESS`,
  )
})
