// The pay page and the controls for tests, over real HTTP.

import { expect, test } from 'vitest'
import { decide, useSandbox } from '#test/support/sandbox.ts'

const bench = useSandbox()
const gateway = () => bench.gateway('KAKAOPAY')
const shown = async (url: string) => {
  const response = await fetch(url)
  return { status: response.status, headers: response.headers, html: await response.text() }
}

test('it shows item and amount, escaped, and three buttons, without a script', async () => {
  const { redirectUrl } = await bench.started(gateway())
  const { status, headers, html } = await shown(redirectUrl)
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(html).toContain('풋살 &lt;매치&gt; &amp; 주차')
  expect(html).toContain('11,000 won')
  for (const action of ['approve', 'quit', 'fail']) expect(html).toContain(`name="action" value="${action}"`)
  expect(html).toContain('<label for="fault">')
  expect(html).not.toMatch(/<script|http-equiv/)
  expect(headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('what goes wrong can be chosen on the page, for this payment and once', async () => {
  const payment = await bench.started(gateway())
  const { location } = await decide(payment.redirectUrl, 'approve', 'approve capture-then-500')
  const token = gateway().token(payment, Object.fromEntries(new URL(location).searchParams)) ?? ''
  await bench.paid(gateway())
  expect(await gateway().approve(payment, token)).toEqual({ kind: 'unknown', reason: '500 without a code' })
  expect(await gateway().approve(payment, token)).toEqual({ kind: 'unknown', reason: '400 -702' })
})

test('asked again after approving, it sends the person back the same way', async () => {
  const { redirectUrl } = await bench.started(gateway())
  const first = await decide(redirectUrl, 'approve')
  expect(await decide(redirectUrl, 'approve')).toEqual(first)
})

test('a payment that is over, expired or unknown, and a form that says nothing', async () => {
  const { redirectUrl } = await bench.started(gateway())
  expect(await decide(redirectUrl, 'dance')).toEqual({ status: 400, location: '' })
  expect(await decide(redirectUrl, 'approve', 'approve nonsense')).toEqual({ status: 400, location: '' })
  await decide(redirectUrl, 'quit')
  expect(await decide(redirectUrl, 'approve')).toEqual({ status: 409, location: '' })
  const other = await bench.started(gateway())
  bench.nowMs += 15 * 60_000
  expect(await decide(other.redirectUrl, 'approve')).toEqual({ status: 410, location: '' })
  expect(await shown(`${bench.sandbox.url}/pay/T0`)).toMatchObject({ status: 404 })
})

test('faults that are cleared happen no more', async () => {
  await bench.control('faults', { partnerOrderId: '*', step: 'ready', mode: 'decline', times: 3 })
  expect(await gateway().start(bench.order())).toMatchObject({ kind: 'declined' })
  const cleared = await fetch(`${bench.sandbox.url}/sandbox/faults`, { method: 'DELETE' })
  expect(await cleared.json()).toEqual({ cleared: 2 })
  expect(await gateway().start(bench.order())).toMatchObject({ kind: 'ok' })
})

test('faults are chosen by order and step, so many times; the ledger tells what moved', async () => {
  expect((await bench.control('faults', { step: 'ready', mode: 'dance' })).status).toBe(400)
  expect(
    (await bench.control('faults', { partnerOrderId: '*', step: 'ready', mode: 'decline', times: 2 })).status,
  ).toBe(204)
  for (const kind of ['declined', 'declined', 'ok'])
    expect(await gateway().start(bench.order())).toMatchObject({ kind })
  const { orderId, tid } = await bench.paid(gateway())
  const response = await fetch(`${bench.sandbox.url}/sandbox/ledger`)
  const { payments } = (await response.json()) as { payments: unknown[] }
  expect(payments.at(-1)).toEqual({
    ...{ gateway: 'KAKAOPAY', orderId, tid, state: 'PAID', amount: 11_000 },
    ...{ captures: 1, captured: 11_000, cancelled: 0 },
  })
  expect(bench.sandbox.ledger()).toEqual(payments)
})

test('elsewhere it shows a browser a page in its language, and a program JSON', async () => {
  const { url } = bench.sandbox
  for (const [path, status, en, ko] of [
    ['/', 200, 'Payment sandbox', '결제 샌드박스'],
    ['/nope', 404, 'Page not found', '페이지를 찾을 수 없음'],
  ] as const) {
    for (const [language, title] of [
      ['en', en],
      ['ko', ko],
    ] as const) {
      const page = await fetch(`${url}${path}`, { headers: { accept: 'text/html', 'accept-language': language } })
      expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
      expect(await page.text()).toContain(`<h1>${title}</h1>`)
    }
  }
  const root = await fetch(url)
  const { addresses } = (await root.json()) as { addresses: Record<string, string> }
  expect(root.status).toBe(200)
  for (const address of Object.keys(addresses).filter((one) => /^\w+ \/sandbox/.test(one))) {
    const [method = '', path = ''] = address.split(' ')
    expect((await fetch(`${url}${path}`, { method })).status, address).not.toBe(404)
  }
  const reply = await fetch(`${url}/nope`)
  expect([reply.status, await reply.json()]).toEqual([
    404,
    { message: 'Nothing is at this address for this method. GET / lists the addresses of the sandbox.' },
  ])
})
