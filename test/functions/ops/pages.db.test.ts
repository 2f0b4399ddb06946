// What a browser sees of the API: the way to the reference, the explanation of each problem, a page for a failed redirect.

import { describe, expect, test } from 'vitest'
import { contracts } from '#functions/api.ts'
import { problemsOf } from '#infra/docs/problems.ts'
import { endpointsOf } from '#kernel/http/contract.ts'
import { decide, paying } from '#test/examples/billing.ts'
import { inProcess } from '#test/support/in-process.ts'
import { ok } from '#test/support/ok.ts'
import { useTill } from '#test/support/till.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
useTill(world)

/** As Chromium sends it. */
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'
const KOREAN = 'ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7'
const get = (path: string, headers: Record<string, string> = {}) =>
  inProcess(`http://api.test${path}`, { headers, redirect: 'manual' })
const browse = (path: string, language = 'en-US,en;q=0.9') =>
  get(path, { accept: BROWSER, 'accept-language': language })

const kinds = [...new Set(endpointsOf(contracts).flatMap(problemsOf))]

test('GET / is an index for a browser, and tells a program where things are', async () => {
  const page = await browse('/', KOREAN)
  expect([page.status, page.headers.get('content-language')]).toEqual([200, 'ko'])
  const links = [...(await page.text()).matchAll(/href="(\/[^"]*)"/g)].map(([, path]) => path)
  expect(links).toEqual(['/console', '/docs', '/openapi.json', '/health?deep=true'])
  // No bucket runs beside a table in memory, so the deep health is not 200.
  for (const path of links) expect((await get(path ?? '')).status, path).toBe(path?.includes('deep') ? 503 : 200)
  const reply = await get('/', { accept: 'application/json' })
  const { docs, openapi, health } = (await reply.json()) as Record<string, string>
  for (const path of [docs, openapi, health]) expect((await get(path ?? '')).status, path).toBe(200)
})

describe('GET /problems/{code}', () => {
  test.each(kinds.map((kind) => [kind.code, kind] as const))(
    'explains %s as JSON and as a page',
    async (code, kind) => {
      const reply = await get(`/problems/${code}`)
      expect(reply.headers.get('content-type')).toBe('application/json')
      const { words, status } = kind
      const { title, detail } = words.en
      expect(await reply.json()).toMatchObject({ type: `/problems/${code}`, code, title, detail, status })
      const page = await browse(`/problems/${code}`)
      expect([page.status, page.headers.get('content-language')]).toEqual([200, 'en'])
      expect(await page.text()).toContain(`<h1>${title}</h1>`)
    },
  )

  test('names the endpoints that answer it, and its fields', async () => {
    const reply = await (await get('/problems/insufficient-balance')).json()
    const { answeredBy, fields } = reply as { answeredBy: { route: string }[]; fields: string[] }
    expect(answeredBy.map(({ route }) => route)).toEqual(
      expect.arrayContaining(['POST /transfers', 'POST /accounts/{accountId}/withdrawals', 'POST /billings']),
    )
    expect(fields).toEqual(['available'])
    const page = await (await browse('/problems/insufficient-balance')).text()
    expect(page).toContain('<code>POST /transfers</code>')
    expect(page).toContain('<code>available</code>')
  })

  test.each(kinds)('has Korean words for $code', async ({ code, words: { ko } }) => {
    const reply = await get(`/problems/${code}`, { accept: 'application/json', 'accept-language': KOREAN })
    expect(reply.headers.get('content-language')).toBe('ko')
    expect(await reply.json()).toMatchObject({ code, ...ko })
    const page = await browse(`/problems/${code}`, KOREAN)
    expect(page.headers.get('content-language')).toBe('ko')
    const text = await page.text()
    expect(text).toContain('<html lang="ko">')
    expect(text).toContain(`<h1>${ko.title}</h1>`)
  })

  test('of an unknown code is a problem, to a browser as a page', async () => {
    for (const path of ['/problems/no-such-thing', '/problems/%3Cscript%3E']) {
      const reply = await get(path, { accept: 'application/json' })
      expect([reply.status, await reply.json()]).toEqual([404, expect.objectContaining({ code: 'problem-not-found' })])
      const page = await browse(path, KOREAN)
      expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
      expect(await page.text()).toContain('<h1>문제 코드를 찾을 수 없음</h1>')
    }
  })

  test('is safe to cache and to show', async () => {
    const { headers } = await browse('/problems/busy')
    expect(headers.get('vary')).toBe('accept, accept-language')
    expect((await get('/problems/busy')).headers.get('vary')).toBe('accept, accept-language')
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*style-src 'sha256-/)
  })
})

/** Endpoints whose reply is a page. */
const shown = endpointsOf(contracts).filter(({ file }) => file?.type?.startsWith('text/html'))

test('the pages are those of the reference, the console, links in mails and payments', () =>
  expect(shown.map(({ route }) => route).toSorted()).toEqual([
    'GET /auth/reset',
    'GET /auth/verify',
    'GET /console',
    'GET /docs',
    'GET /payments/result',
  ]))

test.each(shown)('$route is in the language of the browser, and says which', async ({ route }) => {
  for (const [language, accepted] of [
    ['en', 'en-US,en;q=0.9'],
    ['ko', KOREAN],
  ]) {
    const page = await browse(route.slice('GET '.length), accepted)
    expect([page.status, page.headers.get('content-language')]).toEqual([200, language])
    // Some are cached.
    expect(page.headers.get('vary')).toBe('accept-language')
    const text = await page.text()
    expect(text).toContain(`<html lang="${language}">`)
    expect(/[가-힣]/.test(text.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, ''))).toBe(language === 'ko')
  }
})

test('an address at which nothing is shows a browser a page, and a program a problem', async () => {
  for (const path of ['/nope', '/problems', '/users/nope/nope']) {
    const page = await browse(path)
    expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    expect(page.headers.get('vary')).toBe('accept, accept-language')
    const text = await page.text()
    expect(text).toContain('<h1>Route not found</h1>')
    expect([...text.matchAll(/href="(\/[^"]*)"/g)].map(([, link]) => link)).toEqual(['/', '/docs'])
    for (const accept of ['application/json', '*/*']) {
      const reply = await get(path, { accept })
      expect([reply.status, await reply.json()]).toEqual([404, expect.objectContaining({ code: 'not-found' })])
    }
  }
})

test.each([
  ['/auth/verify', 'The link is expired or already used.'],
  ['/auth/reset', 'The link is expired or already used.'],
])('the page of a link, %s, has a form only while the link counts', async (path, broken) => {
  const unknown = await (await browse(`${path}?token=${'a'.repeat(47)}`)).text()
  expect(unknown).toContain(broken)
  const bare = await (await browse(path, KOREAN)).text()
  expect(bare).toContain('메일의 링크로 열어야 하는 페이지예요.')
  for (const text of [unknown, bare]) expect(text).not.toContain('<form')
})

describe('the way back from a gateway', () => {
  const way = async (state: string): Promise<string> => {
    const { item } = await paying(world)
    return `/payments/kakaopay/${item.billingId}/approve?state=${state}&pg_token=x`
  }
  const shown = async (path: string, status: number, language?: string): Promise<string> => {
    const reply = await browse(path, language)
    expect([reply.status, reply.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
    expect(reply.headers.get('vary')).toBe('accept, accept-language')
    return reply.text()
  }

  test('with a wrong state shows a browser a page that tells nothing, in its language', async () => {
    const path = await way('wrong')
    expect(await shown(path, 404)).toContain('This address does not contain the result of the payment.')
    expect(await shown(path, 404, KOREAN)).toContain('이 주소로는 결제 결과를 알 수 없어요.')
    expect(await shown(path.replace('approve', 'cancel'), 404)).toContain('This address does not contain')
  })
  test('with a wrong state is a problem for a program', async () => {
    for (const accept of ['application/json', '*/*']) {
      const reply = await get(await way('wrong'), { accept })
      expect([reply.status, reply.headers.get('content-type')]).toEqual([404, 'application/problem+json'])
    }
  })
  test.each(['approve', 'cancel', 'fail'])('%s of a cancelled billing is a page for a browser', async (end) => {
    const { as, path, redirectUrl } = await paying(world)
    const { query } = await decide(redirectUrl, 'approve')
    ok(await as.api.billing.cancelBilling({ path, key: 'cancel', body: { reason: 'rain' } }))
    const address = `/payments/kakaopay/${path.billingId}/${end}?${new URLSearchParams(query)}`
    expect(await shown(address, 409)).toContain('Look at your payments where you started this one.')
    expect((await get(address, { accept: 'application/json' })).status).toBe(409)
  })
})
