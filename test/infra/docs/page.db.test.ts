// The page at /docs: its contents, and, in a browser, that it shows every operation and loads nothing from elsewhere.

import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { describe, expect, onTestFinished, test } from 'vitest'
import { contracts } from '#functions/api.ts'
import { ops } from '#functions/ops/contract.ts'
import { users } from '#functions/users/contract.ts'
import { type Endpoint, endpointsOf, routeOf } from '#kernel/http/contract.ts'
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

/** The page of a new instance, with its requests and errors. */
const opened = async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'holdfast-docs-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 }))
  const { url } = await start(dataDir, '--memory')
  const page = await (await browse()).newPage()
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
const tryIt = async (page: Page, endpoint: Endpoint, text: string): Promise<void> => {
  const route = routeOf(endpoint)
  if (!route) throw new Error(`${endpoint.operation} has no page`)
  await page.evaluate(`location.hash = '#tag/${endpoint.module}/${route.method}${route.path}'`)
  await page.getByRole('button', { name: `(${lowerMethod(route)})` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: `Send ${route.method.toLowerCase()} request` }).click()
  await expect.poll(() => dialog.innerText(), { timeout: 30_000 }).toContain(text)
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
}

/** Registers and signs in. @returns an access token */
const signIn = async (url: string, username: string): Promise<string> => {
  const post = (path: string, body: object) =>
    fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  await post('/users', registration(username))
  const tokens = await post('/auth/tokens', { username, password: PASSWORD })
  return ((await tokens.json()) as { accessToken: string }).accessToken
}

if (!chromiumPath) console.warn(`The page of the docs is not tried in a browser: ${WITHOUT}.`)

describe.skipIf(!chromiumPath)('in a browser', () => {
  test('it shows every operation, sends requests with a token, and calls only the gateway', async () => {
    const { url, page, asked, complaints } = await opened()
    const shown = (await page.locator('nav, aside').first().innerText()).replace(/[\u200b\n]/g, '')
    const operations = endpointsOf(contracts).flatMap((endpoint) => routeOf(endpoint) ?? [])
    expect(operations.filter(({ path }) => !shown.includes(path))).toEqual([])
    expect(shown.match(/HTTP METHOD:/gi)).toHaveLength(operations.length)

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
})
