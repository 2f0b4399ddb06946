// The client against an API under the test's control: keys, retries, lists, aborts.

import { describe, expect, test } from 'vitest'
import { InsufficientBalance } from '#domain/wallet/problems.ts'
import { session } from '#functions/client.ts'
import { matches } from '#functions/matches/contract.ts'
import { users } from '#functions/users/contract.ts'
import { wallet } from '#functions/wallet/contract.ts'
import { RefusedError } from '#kernel/client/answer.ts'
import { api, type ClientOptions, client } from '#kernel/client/client.ts'
import { LostError, retryAfterMs } from '#kernel/client/tries.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Busy, Unavailable } from '#kernel/data/problems.ts'

interface Seen {
  readonly url: string
  readonly method: string | undefined
  readonly headers: Record<string, string>
  readonly body: unknown
}
type Reply = Response | Error

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  Response.json(body, { status, headers })
const problem = (one: Problem, headers = {}): Response =>
  json(one.kind.status, one.body('/here'), { 'content-type': 'application/problem+json', ...headers })
const proxied = (status: number, headers = {}) => new Response('<h1>Sorry</h1>', { status, headers })
const busy = (): Response => problem(new Problem(Busy), { 'retry-after': '2' })
const lost = (): Error => new TypeError('fetch failed')

/** @param replies one after the other */
const played = (...replies: (Reply | (() => Reply))[]) => {
  const seen: Seen[] = []
  const pauses: number[] = []
  const options: ClientOptions = {
    baseUrl: 'https://api.example/',
    token: 'secret',
    pause: async (ms) => {
      pauses.push(ms)
    },
    fetch: async (url, init = {}) => {
      const body = init.body === undefined ? undefined : JSON.parse(String(init.body))
      seen.push({ url: String(url), method: init.method, headers: init.headers as Record<string, string>, body })
      init.signal?.throwIfAborted()
      const next = replies.shift() ?? new Error('the test expects no further request')
      const reply = typeof next === 'function' ? next() : next
      if (reply instanceof Error) throw reply
      return reply
    },
  }
  const keys = () => seen.map(({ headers }) => headers['idempotency-key'])
  return { seen, pauses, keys, options, wallet: client(wallet, options), users: client(users, options) }
}

const collected = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

const path = { accountId: 'account_1' }
const body = { amount: 5, information: 'lunch' }
const transaction = { seq: 1 }

describe('a request', () => {
  test('fills the path, the query and the headers', async () => {
    const { wallet, seen } = played(json(200, { items: [], nextCursor: null }))
    await wallet.listTransactions({ path: { accountId: 'a/b' }, query: { limit: '5', from: undefined as never } })
    expect(seen).toEqual([
      {
        url: 'https://api.example/accounts/a%2Fb/transactions?limit=5',
        method: 'GET',
        headers: { accept: 'application/json', authorization: 'Bearer secret' },
        body: undefined,
      },
    ])
  })

  test('needs no argument where nothing is required, and takes numbers and the null of a last page', async () => {
    const { options, seen } = played(json(200, {}), json(200, {}), json(200, { items: [], nextCursor: null }))
    const { listMatches } = client(matches, options)
    await listMatches()
    await listMatches({ query: { limit: 5, cursor: null } })
    expect(await collected(listMatches.all())).toEqual([])
    expect(seen.map(({ url }) => url.slice('https://api.example'.length))).toEqual([
      '/matches',
      '/matches?limit=5',
      '/matches',
    ])
  })

  test.each(['', '.', '..'])('is not sent to another path because an id is "%s"', async (accountId) => {
    const { wallet, seen } = played()
    const asked = wallet.listTransactions({ path: { accountId } })
    await expect(asked).rejects.toThrow(`wallet.listTransactions requires path.accountId, but got "${accountId}".`)
    expect(seen).toEqual([])
  })

  test('asks for its token at every try', async () => {
    const { options, seen } = played(lost(), json(200, transaction))
    let asked = 0
    const token = async () => `token ${++asked}`
    await client(wallet, { ...options, token }).getAccount({ path })
    expect(seen.map(({ headers }) => headers['authorization'])).toEqual(['Bearer token 1', 'Bearer token 2'])
  })

  test('goes to several contracts by one client', async () => {
    const { options, seen } = played(json(200, {}), json(200, {}))
    const both = api({ wallet, users }, options)
    await both.wallet.getAccount({ path })
    await both.users.getMe({})
    expect(seen.map(({ url }) => url)).toEqual([
      'https://api.example/accounts/account_1',
      'https://api.example/users/me',
    ])
  })
})

describe('an Idempotency-Key', () => {
  test('is made for a write, kept through its tries, and new for the next call', async () => {
    const { wallet, keys } = played(lost(), busy(), json(201, transaction), json(201, transaction))
    await wallet.deposit({ path, body })
    await wallet.deposit({ path, body })
    const [first, second, third, fourth] = keys()
    expect(first).toMatch(/^[0-9a-f-]{36}$/)
    expect([second, third]).toEqual([first, first])
    expect(fourth).not.toBe(first)
  })
  test("is the caller's, where there is one", async () => {
    const { wallet, keys } = played(json(201, transaction))
    await wallet.deposit({ path, body, key: 'mine' })
    expect(keys()).toEqual(['mine'])
  })
  test('is not sent with a reading, nor where a contract takes none, nor where the client was told so', async () => {
    const { keys, options, ...asked } = played(json(200, {}), json(200, {}), json(201, {}))
    await asked.wallet.getAccount({ path })
    await asked.users.createTokens({ body: { username: 'kim', password: 'x' } })
    await client(wallet, { ...options, keys: false }).deposit({ path, body })
    expect(keys()).toEqual([undefined, undefined, undefined])
  })
})

describe('another try', () => {
  test('waits as long as the service asks, then by chance below a bound that doubles', async () => {
    const { wallet, pauses } = played(busy(), lost(), busy(), json(201, transaction))
    expect(await wallet.deposit({ path, body })).toMatchObject({ ok: true, status: 201 })
    const [first = 0, second = 0, third = 0] = pauses
    for (const [pause, from, width] of [
      [first, 2000, 100],
      [second, 0, 200],
      [third, 2000, 400],
    ] as const) {
      expect(pause).toBeGreaterThanOrEqual(from)
      expect(pause).toBeLessThanOrEqual(from + width)
    }
  })
  test('is one of four; then the last answer stands, or the last error', async () => {
    const { wallet, seen } = played(...Array.from({ length: 8 }, (_, at) => (at < 4 ? busy : lost)))
    expect(await wallet.deposit({ path, body })).toMatchObject({ ok: false, code: 'busy' })
    await expect(wallet.deposit({ path, body })).rejects.toThrow('fetch failed')
    expect(seen).toHaveLength(8)
  })
  test('is not made of a write without a key that may have happened', async () => {
    const unknown = () => problem(new Problem(Unavailable))
    const { users, seen } = played(lost(), unknown, busy(), json(200, {}))
    const tokens = () => users.createTokens({ body: { username: 'kim', password: 'x' } })
    await expect(tokens()).rejects.toThrow('fetch failed')
    expect(await tokens()).toMatchObject({ code: 'unavailable' })
    // Busy guarantees that nothing was written.
    expect(await tokens()).toMatchObject({ ok: true })
    expect(seen).toHaveLength(4)
  })
  test('is not made of any other problem', async () => {
    const { wallet, seen } = played(problem(new Problem(InsufficientBalance, { available: 3 })))
    const answer = await wallet.withdraw({ path, body })
    if (answer.code !== 'insufficient-balance') throw new Error(answer.code)
    // A number, says the type.
    expect(answer.body.available + 1).toBe(4)
    expect(seen).toHaveLength(1)
  })
  test('ends with the signal, in a request or between two', async () => {
    const gone = new AbortController()
    const { options, seen } = played(busy(), json(201, {}))
    const patient = client(wallet, { baseUrl: options.baseUrl, ...(options.fetch ? { fetch: options.fetch } : {}) })
    const answer = patient.deposit({ path, body, signal: gone.signal })
    setTimeout(() => gone.abort(new Error('enough')), 20)
    await expect(answer).rejects.toThrow('enough')
    await expect(patient.getAccount({ path, signal: gone.signal })).rejects.toThrow('enough')
    expect(seen).toHaveLength(2)
  })

  test.each([429, 502, 503, 504])('is made after %i, for a read and for a write under a key', async (status) => {
    const { wallet, keys } = played(proxied(status), json(200, {}), proxied(status), json(201, transaction))
    expect(await wallet.getAccount({ path })).toMatchObject({ ok: true })
    expect(await wallet.deposit({ path, body })).toMatchObject({ ok: true })
    const [, , first, second] = keys()
    expect(first).toBeDefined()
    expect(second).toBe(first)
  })
  test.each([429, 502, 503, 504])('is not made after %i of a write without a key', async (status) => {
    const { users, options, seen } = played(proxied(status), proxied(status))
    const tokens = await users.createTokens({ body: { username: 'kim', password: 'x' } })
    const deposit = await client(wallet, { ...options, keys: false }).deposit({ path, body })
    expect([tokens.status, deposit.status]).toEqual([status, status])
    expect(seen).toHaveLength(2)
  })
  test.each([500, 501, 409])('is not made after %i', async (status) => {
    const { wallet, seen } = played(proxied(status))
    expect(await wallet.getAccount({ path })).toMatchObject({ ok: false, status })
    expect(seen).toHaveLength(1)
  })
  test('waits for Retry-After in seconds, or until its date as the clock of the service has it', () => {
    const waits = (headers: Record<string, string>) => retryAfterMs(new Headers(headers))
    expect(waits({ 'retry-after': '7' })).toBe(7000)
    const date = 'Sun, 22 Nov 2026 09:00:00 GMT'
    expect(waits({ 'retry-after': 'Sun, 22 Nov 2026 09:00:12 GMT', date })).toBe(12_000)
    expect(waits({ 'retry-after': 'Sun, 22 Nov 2026 08:00:00 GMT', date })).toBe(0)
    const soon = waits({ 'retry-after': new Date(Date.now() + 60_000).toUTCString() })
    expect(soon).toBeGreaterThan(50_000)
    expect(soon).toBeLessThanOrEqual(60_000)
    expect([waits({}), waits({ 'retry-after': 'soon' })]).toEqual([0, 0])
  })
  test('is not made where Retry-After leads beyond the bound: the answer comes at once', async () => {
    const { wallet, pauses } = played(proxied(429, { 'retry-after': '3600' }))
    expect(await wallet.deposit({ path, body })).toMatchObject({ ok: false, status: 429 })
    expect(pauses).toEqual([])
  })
  test('is not made once the time is over', async () => {
    const { options, seen } = played(lost, lost, lost)
    let now = 0
    const slow: typeof fetch = (...asked) => {
      now += 600
      return options.fetch?.(...asked) as Promise<Response>
    }
    const asked = client(wallet, { ...options, fetch: slow, withinMs: 1000, now: () => now }).deposit({ path, body })
    await expect(asked).rejects.toThrow(LostError)
    expect(seen).toHaveLength(2)
  })
  test('ends a request that hangs, and makes another', async () => {
    const { options } = played()
    let sent = 0
    const hangs: typeof fetch = (_, init) =>
      new Promise((resolve, reject) => {
        sent += 1
        if (sent === 2) resolve(json(200, {}))
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason), { once: true })
      })
    const impatient = client(wallet, { ...options, fetch: hangs, tryMs: 5 })
    expect(await impatient.getAccount({ path })).toMatchObject({ ok: true })
    expect(sent).toBe(2)
  })
  test('is in the answer and in the error', async () => {
    const { wallet } = played(lost(), busy(), proxied(502), busy(), lost(), lost(), lost(), lost())
    const answer = await wallet.deposit({ path, body })
    if (answer.ok) throw new Error('it was refused')
    expect(answer.tried.map(({ status, code, message }) => [status, code, message])).toEqual([
      [undefined, 'lost', 'fetch failed'],
      [503, 'busy', undefined],
      [502, 'unexpected', undefined],
      [503, 'busy', undefined],
    ])
    const failure = await wallet.deposit({ path, body }).catch((error) => error)
    expect(failure).toBeInstanceOf(LostError)
    expect(failure.message).toBe(
      `wallet.deposit: no reply; tried 4 times: ${Array(4).fill('lost (fetch failed)').join(', ')}`,
    )
    expect(failure.tried).toHaveLength(4)
    expect(failure.cause).toMatchObject({ message: 'fetch failed' })
  })
})

describe('a session', () => {
  const expired = () => json(401, { code: 'unauthenticated', status: 401 })
  const first = { accessToken: 'old', refreshToken: 'r1' }
  const pair = { accessToken: 'new', refreshToken: 'r2', tokenType: 'Bearer', expiresIn: 900 }

  /** @param refreshes the replies of POST /auth/refresh in order; other calls require the token `new` */
  const signedIn = (...refreshes: (() => Reply)[]) => {
    const sent: string[] = []
    const kept: unknown[] = []
    const fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
      const { authorization } = init.headers as Record<string, string>
      const path = new URL(String(url)).pathname
      sent.push(`${init.method} ${path} ${authorization ?? ''}`.trim())
      if (path !== '/auth/refresh') return authorization === 'Bearer new' ? json(200, {}) : expired()
      const reply = refreshes.shift()?.() ?? new Error('another refresh was not expected')
      if (reply instanceof Error) throw reply
      return reply
    }
    const options = { baseUrl: 'https://api.example', fetch }
    const onTokens = (tokens: unknown): void => {
      kept.push(tokens)
    }
    let now = 0
    const later = (ms: number): void => {
      now += ms
    }
    const token = session({ ...options, tokens: first, onTokens, now: () => now })
    const { wallet: own, users: people } = api({ wallet, users }, { ...options, token })
    return {
      own,
      people,
      sent,
      kept,
      token,
      later,
      refreshed: () => sent.filter((one) => one.includes('refresh')).length,
    }
  }

  test('is renewed once for all the calls that find it expired, and hands on its new tokens', async () => {
    const { own, people, kept, sent, refreshed } = signedIn(() => json(200, pair))
    const answers = await Promise.all([people.getMe(), own.listAccounts(), own.getAccount({ path }), people.getMe()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(refreshed()).toBe(1)
    expect(kept).toEqual([{ accessToken: 'new', refreshToken: 'r2' }])
    // A call with the old token in progress meets the new one.
    await people.getMe()
    expect(refreshed()).toBe(1)
    expect(sent.at(-1)).toBe('GET /users/me Bearer new')
  })
  test('is renewed for a write too, which keeps its key', async () => {
    const { own, sent } = signedIn(() => json(200, pair))
    expect(await own.deposit({ path, body, key: 'k' })).toMatchObject({ ok: true })
    expect(sent.map((one) => one.split(' ')[0])).toEqual(['POST', 'POST', 'POST'])
  })
  test('ends where the refresh token is refused: the call is answered 401', async () => {
    const { people, kept, token } = signedIn(() => json(401, { code: 'invalid-refresh-token' }))
    expect(await people.getMe()).toMatchObject({ ok: false, code: 'unauthenticated' })
    expect(kept).toEqual([undefined])
    expect(token.get()).toBeUndefined()
    token.set({ accessToken: 'new', refreshToken: 'r9' })
    expect(await people.getMe()).toMatchObject({ ok: true })
  })
  test('stays where the refresh cannot be answered, and says so', async () => {
    const { people, kept, token } = signedIn(
      () => json(500, { code: 'internal' }),
      () => json(200, pair),
    )
    await expect(people.getMe()).rejects.toThrow('the renewal of tokens: 500 internal')
    expect([kept, token.get()]).toEqual([[], 'old'])
    expect(await people.getMe()).toMatchObject({ ok: true })
  })
  test('asks once more for tokens whose reply was lost, as the service allows', async () => {
    const { people, refreshed } = signedIn(lost, () => json(200, pair))
    expect(await people.getMe()).toMatchObject({ ok: true })
    expect(refreshed()).toBe(2)
  })
  test('does not spend its refresh token again once the service would end the session for it', async () => {
    const { people, refreshed, kept, later } = signedIn(() => {
      later(9000)
      return lost()
    })
    await expect(people.getMe()).rejects.toThrow('users.refreshTokens: no reply')
    expect([refreshed(), kept]).toEqual([1, []])
  })
})

describe('an answer', () => {
  test('without JSON is `unexpected`, and no crash', async () => {
    const { wallet } = played(new Response('<h1>418</h1>', { status: 418 }), json(403, { message: 'Forbidden' }))
    const answers = [await wallet.getAccount({ path }), await wallet.getAccount({ path })]
    expect(answers).toMatchObject([
      { ok: false, status: 418, code: 'unexpected', body: { detail: '<h1>418</h1>' } },
      { ok: false, status: 403, code: 'unexpected', body: { message: 'Forbidden' } },
    ])
  })
  test('may be nothing', async () => {
    const { users } = played(new Response(null, { status: 204 }))
    expect(await users.logout({ body: { refreshToken: 'x' } })).toMatchObject({ ok: true, body: undefined })
  })
})

describe('a list', () => {
  test('is followed to its end', async () => {
    const pages = [json(200, { items: [1, 2], nextCursor: 'c' }), json(200, { items: [], nextCursor: 'd' })]
    const { wallet, seen } = played(...pages, busy(), json(200, { items: [3], nextCursor: null }))
    const all = await collected(wallet.listTransactions.all({ path, query: { limit: '2' } }))
    expect(all).toEqual([1, 2, 3])
    const searches = seen.map(({ url }) => url.split('?')[1])
    expect(searches).toEqual(['limit=2', 'limit=2&cursor=c', 'limit=2&cursor=d', 'limit=2&cursor=d'])
  })
  test('requests no unneeded page', async () => {
    const { wallet, seen } = played(json(200, { items: [1, 2], nextCursor: 'c' }))
    for await (const one of wallet.listTransactions.all({ path })) if (one) break
    expect(seen).toHaveLength(1)
  })
  test('that is refused throws the answer', async () => {
    const { wallet } = played(json(403, { code: 'forbidden', status: 403 }))
    const followed = collected(wallet.listTransactions.all({ path }))
    await expect(followed).rejects.toThrow(RefusedError)
    await expect(followed).rejects.toMatchObject({ answer: { code: 'forbidden' } })
  })
})
