// The result page: it shows only a status signed by this service.

import { afterEach, expect, test } from 'vitest'
import { states } from '#domain/billing/schema.ts'
import { resultPage } from '#functions/billing/saga/callback.ts'
import { paid, paying } from '#test/examples/billing.ts'
import { inProcess } from '#test/support/in-process.ts'
import { useTill } from '#test/support/till.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
useTill(world)

const billingId = 'billing_01k00000000000000000000000'
const shown = async (address: string, languages = 'en') => {
  const headers = { 'accept-language': languages }
  const response = await inProcess(`http://api.test${address}`, { headers })
  return { status: response.status, cache: response.headers.get('cache-control'), html: await response.text() }
}
const NEUTRAL = 'This address does not contain the result of the payment.'

const ours = process.env['PAYMENT_RESULT_URL']
afterEach(() => {
  if (ours === undefined) delete process.env['PAYMENT_RESULT_URL']
})

test.each(states)('%s is shown if it is signed, as of the return of the browser', async (status) => {
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

test('nothing is shown without a signature for this billing and this status', async () => {
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

test('what was bought, the amount and the way back are shown, in both languages', async () => {
  const { path } = await paid(world)
  const address = resultPage({ ...path, status: 'SUCCESS' })
  const { html } = await shown(address)
  for (const text of ['Futsal', '20,000 won', 'KakaoPay', 'href="/"']) expect(html).toContain(text)
  const korean = (await shown(address, 'ko')).html
  for (const text of ['Futsal', '20,000원', '카카오페이', '서비스로 돌아가기']) expect(korean).toContain(text)
  process.env['APP_URL'] = 'https://shop.example/?a=1&b="2"'
  expect((await shown(address)).html).toContain('href="https://shop.example/?a=1&amp;b=&quot;2&quot;"')
  delete process.env['APP_URL']
})

test('a payment that is not complete leads back to the gateway while it can be completed', async () => {
  const { path, redirectUrl } = await paying(world)
  const address = resultPage({ ...path, status: 'PAYING' })
  expect((await shown(address)).html).toContain(redirectUrl)
  world.passes(20 * 60_000)
  expect((await shown(address)).html).not.toContain(redirectUrl)
})
