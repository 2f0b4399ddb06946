// The client against an API that answers what the test says: keys, tries, lists, who gives up.

import { describe, expect, test } from 'vitest'
import { users } from '../../../functions/users/contract.ts'
import { wallet } from '../../../functions/wallet/contract.ts'
import { InsufficientBalance } from '../../../shared/domain/wallet/problems.ts'
import { api, type ClientOptions, client, RefusedError } from '../../../shared/kernel/client.ts'
import { Problem } from '../../../shared/kernel/problem.ts'
import { Busy, Unavailable } from '../../../shared/kernel/problems.ts'

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
      const next = replies.shift() ?? new Error('nobody expected another request')
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

  test.each(['', '.', '..'])('is not sent to another path because an id is "%s"', async (accountId) => {
    const { wallet, seen } = played()
    const asked = wallet.listTransactions({ path: { accountId } })
    await expect(asked).rejects.toThrow(`wallet.listTransactions needs path.accountId, not "${accountId}"`)
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
    // Busy says that nothing was written.
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
})

describe('an answer', () => {
  test('without JSON is `unexpected`, and no crash', async () => {
    const { wallet } = played(new Response('<h1>429</h1>', { status: 429 }), json(403, { message: 'Forbidden' }))
    const answers = [await wallet.getAccount({ path }), await wallet.getAccount({ path })]
    expect(answers).toMatchObject([
      { ok: false, status: 429, code: 'unexpected', body: { detail: '<h1>429</h1>' } },
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
  test('asks for no page that nobody wants', async () => {
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
