// Security headers: on every reply, problem and page, and on the local gateway's own replies.

import { createHash } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { contextOf } from '#infra/local/context.ts'
import { serve } from '#infra/local/gateway.ts'
import { load } from '#infra/local/load.ts'
import { policyOf, protection } from '#kernel/http/headers.ts'
import { type Answer, prepared } from '#kit/testing/call.ts'
import { cases, send } from '#test/support/call.ts'
import { fetchThrough } from '#test/support/in-process.ts'
import { decide, useSandbox } from '#test/support/sandbox.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const bench = useSandbox()

const expectProtected = ({ headers }: Pick<Answer, 'headers'>): void => {
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
}

/** As API Gateway in the cloud sets it. */
const overHttps = fetchThrough((event, { endpoint, handler }) =>
  handler({ ...event, headers: { ...event.headers, 'x-forwarded-proto': 'https' } }, contextOf(endpoint.operation)),
)

describe.each(cases)('$name', ({ endpoint, example }) => {
  test('protects the reader of its reply, and of a problem', async () => {
    const sent = prepared(await example(world))
    const reply = await send(endpoint, { key: 'k', ...sent })
    const problem = await send(endpoint, { key: 'k', ...sent, query: { unknown: '1', limit: '0' } })
    const isPage = reply.headers.get('content-type')?.startsWith('text/html') === true
    expect(reply.headers.has('content-security-policy')).toBe(isPage)
    for (const answer of [reply, problem]) {
      expectProtected(answer)
      expect(answer.headers.get('strict-transport-security'), 'over http').toBeNull()
    }
    const secure = await send(endpoint, { key: 'k', ...sent, token: 'nonsense' }, overHttps)
    expectProtected(secure)
    expect(secure.headers.get('strict-transport-security')).toBe('max-age=31536000')
  })
})

test.each([
  ['https', true],
  ['http, https', true],
  ['http,https', true],
  ['HTTPS', true],
  ['http', false],
  // The last hop appends its protocol.
  ['https,http', false],
  ['nothttps', false],
  ['', false],
  [undefined, false],
])('a reader who came by %j is told of https: %s', (protocol, told) => {
  expect('strict-transport-security' in protection(protocol)).toBe(told)
})

describe('a page', () => {
  const directivesOf = (policy: string | null): Record<string, string> =>
    Object.fromEntries((policy ?? '').split('; ').map((one) => [one.split(' ')[0], one.slice(one.indexOf(' ') + 1)]))
  const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

  /** The policy names every inline script and style by its hash, and the page needs nothing else. */
  const expectSealed = ({ text, headers }: Answer, loose: readonly string[] = []): Record<string, string> => {
    const directives = directivesOf(headers.get('content-security-policy'))
    expect(directives).toMatchObject({ 'default-src': "'none'", 'frame-ancestors': "'none'", 'base-uri': "'none'" })
    expect(text).not.toMatch(/\son\w+=|\sstyle=|javascript:|http-equiv/)
    for (const element of ['script', 'style']) {
      const sources = directives[`${element}-src`]?.split(' ') ?? []
      const inline = [...text.matchAll(new RegExp(`<${element}>([^]*?)</${element}>`, 'g'))].map(([, one = '']) => one)
      expect(sources.filter((source) => source.startsWith("'sha256-"))).toEqual(inline.map(hashOf))
      if (!loose.includes(element)) expect(sources.join()).not.toMatch(/unsafe|\*|nonce/)
    }
    return directives
  }

  const pages = cases.filter(({ endpoint }) => endpoint.file?.type?.startsWith('text/html'))
  test('of the API is one of these', () => {
    expect(pages.map(({ name }) => name)).toEqual([
      'users.showVerification',
      'users.showPasswordReset',
      'billing.getPaymentResult',
      'ops.getDocs',
      'ops.getConsole',
    ])
  })
  test.each(pages)('$name has a policy', async ({ endpoint, example }) => {
    const answer = await send(endpoint, prepared(await example(world)))
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const { 'script-src': script, 'form-action': form } = expectSealed(
      answer,
      endpoint.name === 'getDocs' ? ['style'] : [],
    )
    // The vendored viewer is served from the same origin; inline scripts are named by their hashes. The console's only
    // inline script loads the other one, by the hash of that.
    const inline = [...answer.text.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => hashOf(text))
    const own: Readonly<Record<string, readonly [source: string, scripts: number]>> = {
      getDocs: ["'self'", 2],
      getConsole: ["'strict-dynamic'", 1],
    }
    const [source = '', count = Number(/^show/.test(endpoint.name))] = own[endpoint.name] ?? []
    expect(inline).toHaveLength(count)
    expect([script, form]).toEqual([[source, ...inline].filter(Boolean).join(' ') || undefined, "'none'"])
  })

  test('of the sandbox has a policy, whatever it says', async () => {
    const { redirectUrl } = await bench.started(bench.gateway('TOSS'))
    for (const url of [redirectUrl, `${bench.sandbox.url}/pay/T0`]) {
      const response = await fetch(url)
      const answer = { status: response.status, headers: response.headers, text: await response.text(), body: {} }
      expectProtected(answer)
      expectSealed(answer)
    }
    // A browser follows a form only if the policy allows its target: the shop.
    expect((await decide(redirectUrl, 'approve')).location).not.toBe('')
    expect(directivesOf((await fetch(redirectUrl)).headers.get('content-security-policy'))['form-action']).toBe('*')
    expectProtected(await fetch(`${bench.sandbox.url}/nowhere`))
  })

  test('with inline scripts names each of them, and no data', () => {
    const html = `<script>a()</script><script src="/x.js"></script><script type="application/json">{}</script>
<style>b{}</style><script>c()</script>`
    expect(directivesOf(policyOf(html))).toMatchObject({
      'script-src': `${hashOf('a()')} ${hashOf('c()')}`,
      'style-src': hashOf('b{}'),
    })
  })
})

test('what the local gateway answers itself protects its reader too', async () => {
  const { entries } = await load()
  const throwing = {
    endpoint: { route: 'GET /broken' as const, operation: 'fake.broken' as const },
    handler: () => Promise.reject(),
  }
  const unrouted = await serve({ entries: [], port: 0 })
  const whole = await serve({ entries: [...entries, throwing], port: 0 })
  onTestFinished(async () => void (await Promise.all([unrouted.close(), whole.close()])))
  const body = 'x'.repeat(11 * 1024 * 1024)
  const answers = await Promise.all([
    fetch(`${unrouted.url}/anything`),
    fetch(`${whole.url}/users`, { method: 'POST', body }),
    fetch(`${whole.url}/broken`),
    fetch(`${whole.url}/nowhere`),
    fetch(`${whole.url}/health`, { method: 'OPTIONS' }),
  ])
  expect(answers.map(({ status }) => status)).toEqual([404, 413, 500, 404, 405])
  for (const answer of answers) {
    expectProtected(answer)
    expect(answer.headers.get('strict-transport-security')).toBeNull()
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('x-request-id')).toMatch(/./)
  }
})
