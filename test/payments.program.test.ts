// A buyer pays in a browser: from the redirect of a billing, over the sandbox's page, to the result page.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'

import { start } from './infra/instance.ts'
import { browse, chromiumPath, WITHOUT } from './support/browser.ts'
import { ok } from './support/ok.ts'
import { clients, PASSWORD, registration } from './support/people.ts'

/** A new instance, a user with a billing, and a browser that records its requests. */
const opened = async (gateway: 'KAKAOPAY' | 'TOSS') => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-payments-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 }))
  const { url, sandbox } = await start(dataDir, '--memory')
  const { users } = clients(url, fetch)
  ok(await users.register({ body: registration('kim') }))
  const { accessToken } = ok(await users.createTokens({ body: { username: 'kim', password: PASSWORD } }))
  const api = clients(url, fetch, accessToken)
  const startsAt = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString()
  const terms = {
    title: '풋살 <금요일>',
    venue: 'Mapo',
    startsAt,
    durationMinutes: 120,
    maxPlayerCount: 10,
    fee: 11_000,
  }
  const { matchId } = ok(await api.matches.openMatch({ body: terms }))
  const { billingId } = ok(await api.billing.createBilling({ key: 'bill', body: { orders: [{ matchId }], gateway } }))
  const path = { billingId }

  const page = await (await browse()).newPage()
  const [asked, complaints]: [string[], string[]] = [[], []]
  page.on('request', (request) => asked.push(request.url()))
  page.on('console', (line) => {
    // The pages have no icon.
    const isIcon = line.location().url.endsWith('/favicon.ico')
    if (!isIcon && ['error', 'warning'].includes(line.type())) complaints.push(line.text())
  })
  page.on('pageerror', ({ message }) => complaints.push(message))
  /** Starts a payment and presses a button of its page. @returns the text of the last page */
  const pay = async (key: string, button: 'Approve' | 'Quit' | 'Fail'): Promise<string> => {
    await page.goto(ok(await api.billing.beginPayment({ path, key })).redirectUrl)
    expect(await page.locator('main').innerText()).toContain('11,000 won')
    await page.getByRole('button', { name: button }).click()
    await page.waitForURL(`${url}/payments/result?*`)
    return page.locator('main').innerText()
  }
  const billing = async () => ok(await api.billing.getBilling({ path }))
  return { url, sandbox: sandbox?.url ?? '', api, path, pay, billing, asked, complaints }
}

if (!chromiumPath) console.warn(`Payments are not tried in a browser: ${WITHOUT}.`)

describe.skipIf(!chromiumPath)('in a browser', () => {
  test.each(['KAKAOPAY', 'TOSS'] as const)(
    'a user quits once, and then pays through %s',
    async (gateway) => {
      const { url, sandbox, pay, billing, asked, complaints } = await opened(gateway)
      expect(await pay('first', 'Quit')).toContain('Not paid')
      expect((await billing()).status).toBe('READY')
      expect(await pay('second', 'Fail')).toContain('Not paid')
      expect((await billing()).status).toBe('READY')

      expect(await pay('third', 'Approve')).toContain('Your seats are confirmed.')
      expect(await billing()).toMatchObject({ status: 'SUCCESS', payAmount: 11_000, orders: [{ status: 'PAID' }] })
      const { payments } = (await (await fetch(`${sandbox}/sandbox/ledger`)).json()) as { payments: object[] }
      expect(payments).toMatchObject([
        { captures: 0 },
        { captures: 0 },
        { captures: 1, captured: 11_000, cancelled: 0 },
      ])

      const others = asked.filter((one) => ![url, sandbox].some((server) => one.startsWith(`${server}/`)))
      expect(others).toEqual([])
      expect(complaints).toEqual([])
    },
    120_000,
  )
})
