// The page at /docs: its contents, and, in a browser, that it shows every operation and loads nothing from elsewhere.

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { viewerWords } from '#domain/ops/viewer-words.ts'
import { matches } from '#functions/matches/contract.ts'
import { ops } from '#functions/ops/contract.ts'
import { users } from '#functions/users/contract.ts'
import { wallet } from '#functions/wallet/contract.ts'
import { type Endpoint, routeOf } from '#kernel/http/contract.ts'
import { start } from '#test/infra/instance.ts'
import { browse, chromiumPath, WITHOUT } from '#test/support/browser.ts'
import { inProcess } from '#test/support/in-process.ts'
import { PASSWORD, registration } from '#test/support/people.ts'
import { textOf } from '#test/support/sources.ts'

const vendored = JSON.parse(textOf('shared/vendor/scalar/api-reference.json'))
const get = (path: string) => inProcess(`http://api.test${path}`)

describe('the page', () => {
  test('is HTML that loads the vendored script, and keeps everything else out', async () => {
    const response = await get('/docs')
    const page = await response.text()
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('public, max-age=300')
    expect(page.match(/<script[^>]* src="([^"]*)"/g)).toHaveLength(1)
    expect(page).toContain(`src="/docs/script.js?version=${vendored.version}"`)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page).not.toMatch(/https?:/)
  })

  test('has Korean words for texts that the viewer has, with what they are filled with', () => {
    const script = gunzipSync(Buffer.from(vendored.gzip, 'base64')).toString('utf8')
    const slots = (text: string) => (text.match(/\{\w+\}/g) ?? []).toSorted().join()
    const wordsOf = (words: object): [string, string][] =>
      Object.entries(words).flatMap(([key, word]) => (typeof word === 'string' ? [[key, word]] : wordsOf(word)))
    for (const [key, word] of wordsOf(viewerWords)) {
      const known = [...script.matchAll(new RegExp(`\\b${key}:\`([^\`]*)\``, 'g'))].map(([, text = '']) => slots(text))
      expect(known, key).toContain(slots(word))
    }
  })

  test('has a script that is what its makers published, with their licence, small enough for the gateway', async () => {
    const script = gunzipSync(Buffer.from(vendored.gzip, 'base64')).toString('utf8')
    const [notice] = /^\/\*![\s\S]*?\*\/\n/.exec(script) as RegExpExecArray
    expect(notice).toContain(textOf('shared/vendor/scalar/LICENSE'))
    expect(createHash('sha256').update(script.slice(notice.length)).digest('hex')).toBe(vendored.sha256)
    expect(vendored.gzip.length).toBeLessThan(2 * 1024 * 1024)
    const response = await get(`/docs/script.js?version=${vendored.version}`)
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000')
    expect((await response.text()) === script).toBe(true)
  })

  test('reads the committed document', async () => {
    const response = await get('/openapi.json')
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(response.headers.get('cache-control')).toBe('public, max-age=300')
    expect(await response.json()).toEqual(JSON.parse(textOf('openapi.json')))
  })

  test('is not cached if it is a problem', async () => {
    const response = await get('/docs/script.js')
    expect([response.status, response.headers.get('cache-control')]).toEqual([400, 'no-store'])
  })
})

/** The page of a new instance, with its requests and errors. @param flags of Chromium */
const opened = async (...flags: string[]) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-docs-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 }))
  const { url } = await start(dataDir, '--memory')
  const page = await (await browse(...flags)).newPage()
  const [asked, complaints]: [string[], string[]] = [[], []]
  page.on('request', (request) => asked.push(request.url()))
  page.on('requestfailed', (request) => complaints.push(`${request.url()} ${request.failure()?.errorText}`))
  page.on('console', (line) => ['error', 'warning'].includes(line.type()) && complaints.push(line.text()))
  page.on('pageerror', ({ message }) => complaints.push(message))
  await page.goto(`${url}/docs`, { waitUntil: 'networkidle' })
  await page.getByRole('heading', { name: 'Holdfast' }).first().waitFor()
  return { url, page, asked, complaints }
}

const lowerMethod = ({ method, path }: { method: string; path: string }) => `${method.toLowerCase()} ${path}`

/** Sends an operation from its form and waits for a text of the reply; an earlier reply may still be shown. */
const tryIt = async (
  page: Page,
  endpoint: Endpoint,
  text: string,
  { send, shows } = { send: 'request', shows: 'Response' },
): Promise<void> => {
  const route = routeOf(endpoint)
  if (!route) throw new Error(`${endpoint.operation} has no page`)
  await page.evaluate(`location.hash = '#tag/${endpoint.module}/${route.method}${route.path}'`)
  await page.getByRole('button', { name: `(${lowerMethod(route)})` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: `${route.method.toLowerCase()} ${send}` }).click()
  await expect.poll(() => dialog.innerText(), { timeout: 30_000 }).toContain(text)
  expect(await dialog.innerText()).toContain(shows)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
}

const post = async (url: string, path: string, body: object, headers: Record<string, string> = {}) => {
  const json = { 'content-type': 'application/json' }
  const reply = await fetch(url + path, {
    method: 'POST',
    headers: { ...json, ...headers },
    body: JSON.stringify(body),
  })
  return (await reply.json()) as Record<string, string>
}

/** Registers and signs in. @returns an access token */
const signIn = async (url: string, username: string): Promise<string> => {
  await post(url, '/users', registration(username))
  const { accessToken = '' } = await post(url, '/auth/tokens', { username, password: PASSWORD })
  return accessToken
}

if (!chromiumPath) console.warn(`The page of the docs is not tried in a browser: ${WITHOUT}.`)

describe.skipIf(!chromiumPath)('in a browser', () => {
  test('it shows every operation, sends requests with a token, and calls only the gateway', async () => {
    const { url, page, asked, complaints } = await opened()
    const shown = (await page.locator('nav, aside').first().innerText()).replace(/[\u200b\n]/g, '')
    const document = JSON.parse(textOf('openapi.json'))
    const operations: { summary: string }[] = Object.values(document.paths).flatMap((path) =>
      Object.values(path as object),
    )
    expect(operations.filter(({ summary }) => !shown.includes(summary))).toEqual([])
    expect(shown.match(/HTTP METHOD:/gi)).toHaveLength(operations.length)
    // What a call does, not where it is.
    expect(shown).toMatch(/Users and sessions.*Register.*Wallet.*Open account.*Deposit/)
    expect(shown).not.toMatch(/\/accounts/)

    await tryIt(page, ops.getHealth, '200 OK')
    await tryIt(page, users.getMe, '401 Unauthorized')
    await page
      .getByPlaceholder('Token')
      .first()
      .fill(await signIn(url, 'reader'))
    await tryIt(page, users.getMe, '"reader"')

    expect(asked.filter((one) => !one.startsWith(`${url}/`) && !/^(data|blob):/.test(one))).toEqual([])
    expect(asked.map((one) => one.slice(url.length))).toContain('/openapi.json')
    expect(complaints.filter((one) => !one.includes('401'))).toEqual([])
  }, 120_000)

  test('it is Korean in a Korean browser, as far as it is not of the document', async () => {
    const { page, complaints } = await opened('--accept-lang=ko-KR')
    expect(await page.evaluate('document.documentElement.lang')).toBe('ko')
    await page.getByText('예약, 결제, 친구를 위한 API입니다.').first().waitFor()
    await tryIt(page, users.getMe, '401 Unauthorized', { send: '요청 보내기', shows: '응답' })
    expect(complaints.filter((one) => !one.includes('401'))).toEqual([])
  }, 120_000)

  test('the document is fetched while the viewer loads, and the page fits a phone', async () => {
    const { page } = await opened()
    const [script, document] = await page.evaluate(() =>
      ['/docs/script.js', '/openapi.json'].map((path) => {
        const [entry] = performance.getEntriesByType('resource').filter(({ name }) => name.includes(path))
        return entry?.toJSON()
      }),
    )
    expect(document.startTime).toBeLessThan(script.responseEnd)
    await page.setViewportSize({ width: 390, height: 844 })
    await page.evaluate(`location.hash = '#tag/wallet/POST/accounts/{accountId}/deposits'`)
    await page.getByRole('heading', { name: 'Deposit' }).first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  }, 120_000)

  test('signing in fills in the token, which lasts as long as the tab, until the user signs out', async () => {
    const { url, page } = await opened()
    // As in the example of the form.
    await post(url, '/users', { ...registration('kim'), password: 'correct horse' })
    const token = () => page.getByPlaceholder('Token').first().inputValue()
    await tryIt(page, users.getMe, '401 Unauthorized')
    // An empty token is none, so a call that needs none is answered.
    await tryIt(page, matches.listMatches, '200 OK')
    await tryIt(page, users.createTokens, '200 OK')
    await expect.poll(token, { timeout: 30_000 }).toMatch(/^ey/)
    await tryIt(page, users.getMe, '"kim"')
    await expect.poll(() => page.evaluate('JSON.stringify({ ...sessionStorage })'), { timeout: 30_000 }).toContain('ey')
    await page.reload()
    await page.getByRole('heading', { name: 'Holdfast' }).first().waitFor()
    await expect.poll(token, { timeout: 30_000 }).toMatch(/^ey/)
    await tryIt(page, users.getMe, '"kim"')
    await tryIt(page, users.logout, '204 No Content')
    await expect.poll(token, { timeout: 30_000 }).toBe('')
    await tryIt(page, users.getMe, '401 Unauthorized')
    await expect
      .poll(() => page.evaluate('JSON.stringify({ ...sessionStorage })'), { timeout: 30_000 })
      .not.toContain('ey')
  }, 180_000)

  test('each send has an Idempotency-Key of its own, a new one each time', async () => {
    const { url, page } = await opened()
    const keys: string[] = []
    page.on('request', (request) => keys.push(request.headers()['idempotency-key'] ?? ''))
    await page
      .getByPlaceholder('Token')
      .first()
      .fill(await signIn(url, 'saver'))
    // Each is refused, because no such account exists.
    for (const _ of Array(5)) await tryIt(page, wallet.deposit, '404 Not Found')
    const sent = keys.filter((key) => key !== '')
    expect([sent.length, new Set(sent).size]).toEqual([5, 5])
    expect(sent.filter((key) => !/^[0-9a-f]{32}$/.test(key))).toEqual([])
  }, 300_000)
})
