// The browser requests that the servers of an instance accept.

import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startBucket } from '#infra/local/bucket.ts'
import { serve } from '#infra/local/gateway.ts'
import { isLoopback, rejectionOf } from '#infra/local/origin.ts'
import type { Entry } from '#infra/local/router.ts'
import { startSandbox } from '#infra/sandbox/server.ts'
import { browse, chromiumPath, WITHOUT } from '#test/support/browser.ts'

const asked = (headers: Record<string, string>, method = 'POST') => ({ method, headers })
const statusOf = (headers: Record<string, string>, method?: string, host = '127.0.0.1') =>
  rejectionOf(asked({ host: '127.0.0.1:3000', ...headers }, method), host)?.status

describe('taken', () => {
  test.each<[string, Record<string, string>, string?]>([
    ['a program', {}],
    ['a page of the instance', { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' }],
    ['a form of a page that sends no referrer', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
    ['a page of this machine', { origin: 'http://localhost:5173', 'sec-fetch-site': 'cross-site' }],
    ['an address that was typed', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 'GET'],
    [
      'a way back from a payment gateway',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
      'GET',
    ],
    ['another name of this machine', { host: 'shop.localhost:3000' }],
    ['its address of version 6', { host: '[::1]:3000' }],
  ])('%s', (_, headers, method) => expect(statusOf(headers, method)).toBeUndefined())

  test('the site that PUBLIC_BASE_URL names, as host and as origin', () => {
    vi.stubEnv('PUBLIC_BASE_URL', 'https://shop.test')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(statusOf({ host: 'shop.test' })).toBeUndefined()
    expect(statusOf({ origin: 'https://shop.test' })).toBeUndefined()
  })

  test('any name of a server that other machines reach, and the pages of that name', () => {
    expect(statusOf({ host: 'mac.local:3000', origin: 'http://mac.local:5173' }, 'POST', '0.0.0.0')).toBeUndefined()
    expect(statusOf({ host: 'mac.local:3000', origin: 'http://page.test' }, 'POST', '0.0.0.0')).toBe(403)
  })
})

describe('rejected', () => {
  test.each<[string, Record<string, string>, string?]>([
    ['a page of another site', { origin: 'http://page.test', 'sec-fetch-site': 'cross-site' }],
    ['the same in an old browser', { origin: 'http://page.test' }],
    ['an image or a script in it', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 'GET'],
    ['a form in it', { origin: 'http://page.test', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    [
      'a frame in it',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      'GET',
    ],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['the same in an old browser', { origin: 'null' }],
    ['a page whose name only begins as ours', { origin: 'http://127.0.0.1.page.test' }],
  ])('%s: 403', (_, headers, method) => expect(statusOf(headers, method)).toBe(403))

  test.each(['page.test', 'page.test:3000', '127.0.0.1.page.test', 'localhost.page.test', '10.0.0.1', 'x y'])(
    'a name that was made to lead here, %s: 421',
    (host) => expect(statusOf({ host })).toBe(421),
  )
})

test.each([
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.0.2', false],
  ['127.evil.test', false],
])('%s is loopback: %s', (host, expected) => expect(isLoopback(host)).toBe(expected))

describe('each server', () => {
  const urls: Record<string, string> = {}
  const reached = vi.fn()
  beforeAll(async () => {
    const handler = async () => {
      reached()
      return { statusCode: 200, body: '{}' }
    }
    const gateway = await serve({ entries: [{ endpoint: { route: '$default', operation: 'a.b' }, handler }], port: 0 })
    const sandbox = await startSandbox({ port: 0 })
    const bucket = await startBucket({ jobs: [] })
    Object.assign(urls, { gateway: gateway.url, sandbox: sandbox.url, bucket: bucket.environment.BUCKET_URL })
    afterAll(async () => {
      await Promise.all([gateway.close(), sandbox.stop(), bucket.close()])
    })
  })
  const send = async (url: string, path: string, headers: Record<string, string>): Promise<[number, string]> => {
    const sent = request(url + path, { method: 'POST', headers }).end('{"step": "approve", "mode": "decline"}')
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    expect(response.headers['access-control-allow-origin']).toBeUndefined()
    return [response.statusCode ?? 0, await text(response)]
  }

  test.each(['gateway', 'sandbox', 'bucket'])('%s', async (name) => {
    const url = urls[name] ?? ''
    const foreign = await send(url, '/sandbox/faults', { origin: 'http://page.test', 'content-type': 'text/plain' })
    expect(foreign).toEqual([403, expect.stringContaining('The request comes from a page of another site.')])
    const rebound = await send(url, '/sandbox/faults', { host: 'page.test' })
    expect(rebound).toEqual([421, expect.stringContaining('The Host header names another machine.')])
    expect(reached).not.toHaveBeenCalled()
  })
})

describe.skipIf(!chromiumPath)(`in a browser${chromiumPath ? '' : `: ${WITHOUT}`}`, () => {
  test('a page of another site reaches neither gateway nor sandbox, and a page of this machine does', async () => {
    const messages: string[] = []
    const handler: Entry['handler'] = async ({ headers, rawPath }) => {
      // The browser asks for the icon of a page at a time of its own.
      if (rawPath !== '/favicon.ico') messages.push(headers['sec-fetch-site'] ?? 'none')
      return { statusCode: 200, headers: { 'content-type': 'text/html' }, body: '<title>ours</title>' }
    }
    const gateway = await serve({ entries: [{ endpoint: { route: '$default', operation: 'a.b' }, handler }], port: 0 })
    const sandbox = await startSandbox({ port: 0 })
    onTestFinished(async () => {
      await Promise.all([gateway.close(), sandbox.stop()])
    })
    const browser = await browse()
    await browser.route('http://page.test/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<form method="post"></form>' }),
    )
    const page = await browser.newPage()
    const statuses: string[] = []
    page.on('response', (response) => statuses.push(`${response.request().method()} ${response.status()}`))
    const post = (url: string) =>
      page.evaluate(
        (target) => fetch(target, { method: 'POST', mode: 'no-cors', body: '{}' }).then(String, () => 'blocked'),
        url,
      )
    await page.goto('http://page.test/')
    await post(`${gateway.url}/auth/logout`)
    await post(`${sandbox.url}/sandbox/faults`)
    await page.evaluate(`document.forms[0].action = '${gateway.url}/form'; document.forms[0].submit()`)
    await page.waitForURL(`${gateway.url}/form`)
    expect(messages).toEqual([])
    expect(statuses.filter((one) => one.startsWith('POST'))).toContain('POST 403')
    expect(statuses.filter((one) => one.startsWith('POST') && !one.endsWith('403'))).toEqual([])

    await page.goto(`${gateway.url}/docs`)
    expect(await page.title()).toBe('ours')
    await post(`${gateway.url}/auth/logout`)
    expect(messages).toEqual(['none', 'same-origin'])
  })
})
