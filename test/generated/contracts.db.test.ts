// What every endpoint owes its contract, asked of each from the list of contracts: a new endpoint cannot be forgotten.

import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { everywhere } from '#kernel/data/problems.ts'
import { type Endpoint, routeOf, takesKey } from '#kernel/http/contract.ts'
import { encodeCursor } from '#kernel/http/cursor.ts'
import { idSchema } from '#kernel/http/schema.ts'
import { cases, prepared, send } from '#test/support/call.ts'
import { tokenFor } from '#test/support/people.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const only = (wanted: (one: (typeof cases)[number]) => boolean) => cases.filter(wanted)
const writes = only(({ endpoint }) => takesKey(endpoint))

describe('the reply', () => {
  test.each(cases)('of $name has the declared status and fields, and none besides', async ({ endpoint, example }) => {
    const answer = await send(endpoint, { key: 'once', ...prepared(await example(world)) })
    const [status, schema] = endpoint.reply
    const { operation, module } = endpoint
    const where = `${operation}: its example in test/examples/${module}.ts must succeed; it was answered ${answer.text}`
    expect(answer.status, where).toBe(status)
    expect(answer.headers.get('x-request-id')).toBeTruthy()
    if (schema) expect(z.parse(schema, answer.body)).toEqual(answer.body)
    else expect(answer.text).toBe('')
  })
})

describe('authentication', () => {
  test.each(only(({ endpoint }) => endpoint.auth !== 'public' || endpoint.recognises === true))(
    '$name asks who calls',
    async ({ endpoint, example }) => {
      const sent = { key: 'once', ...prepared(await example(world)) }
      const before = await world.table.items()
      const forged = await tokenFor('user_x', 'OPERATOR', { kid: 'another' })
      const expired = await tokenFor('user_x', 'OPERATOR', { lifetimeS: -1 })
      const foreign = await tokenFor('user_x', 'OPERATOR', { issuer: 'elsewhere' })
      const none = endpoint.auth === 'public' ? [] : [undefined]
      for (const token of [...none, 'nonsense', forged, expired, foreign, `${sent.token}x`]) {
        const answer = await send(endpoint, { ...sent, token })
        expect(answer.status).toBe(401)
        expect(answer.body.code).toBe('unauthenticated')
        expect(answer.headers.get('www-authenticate')).toContain('Bearer')
      }
      expect(await world.table.items()).toEqual(before)
    },
  )
})

describe('authorization', () => {
  test.each(only(({ endpoint }) => endpoint.auth === 'owner'))(
    '$name refuses a stranger',
    async ({ endpoint, example }) => {
      const sent = { key: 'once', ...prepared(await example(world)) }
      const before = await world.table.items()
      const { token } = await world.stranger()
      const answer = await send(endpoint, { ...sent, token })
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
      expect(await world.table.items()).toEqual(before)
    },
  )
  test.each(only(({ endpoint }) => endpoint.auth === 'operator'))('$name refuses who is no operator', async (one) => {
    const { token } = await world.stranger()
    const answer = await send(one.endpoint, { ...prepared(await one.example(world)), token })
    expect([answer.status, answer.body.code]).toEqual([403, 'forbidden'])
  })
  test('whoever has an owner says so', () => {
    for (const { endpoint } of cases) {
      const { auth, operation, module } = endpoint
      const refuses = endpoint.fails.some(({ code }) => code === 'forbidden')
      const where = `${operation} is for its ${auth}: list Forbidden under fails in functions/${module}/contract.ts`
      if (auth === 'owner' || auth === 'operator') expect(refuses, where).toBe(true)
    }
  })
})

describe('idempotency', () => {
  test.each(writes)('$name: the same key ten times at once has one effect', async ({ endpoint, example }) => {
    const sent = { key: 'ten', ...prepared(await example(world)) }
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(endpoint, sent)))
    expect(
      new Set(answers.map(({ status, text }) => `${status} ${text}`)).size,
      answers.map(({ text }) => text).join(),
    ).toBe(1)
    expect(answers[0]?.status).toBe(endpoint.reply[0])
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(9)
    const before = await world.table.items()
    const late = await send(endpoint, sent)
    expect([late.status, late.text, late.headers.get('idempotency-replayed')]).toEqual([
      answers[0]?.status,
      answers[0]?.text,
      'true',
    ])
    expect(await world.table.items()).toEqual(before)
  })

  test.each(writes.filter(({ endpoint }) => endpoint.body))(
    '$name: a key with another body is refused',
    async (one) => {
      const first = { key: 'reused', ...prepared(await one.example(world)) }
      const secrets = new Set(one.endpoint.secrets)
      const other = { ...first, body: changed(one.endpoint, first.body as Record<string, unknown>, secrets) }
      expect((await send(one.endpoint, first)).status).toBe(one.endpoint.reply[0])
      const before = await world.table.items()
      const answer = await send(one.endpoint, other)
      expect([answer.status, answer.body.code], answer.text).toEqual([422, 'idempotency-key-reused'])
      expect(await world.table.items()).toEqual(before)
    },
  )

  test.each(writes.filter(({ endpoint }) => endpoint.path))(
    '$name: a key with another path is refused',
    async ({ endpoint, example }) => {
      const first = { key: 'reused', ...prepared(await example(world)) }
      expect((await send(endpoint, first)).status).toBe(endpoint.reply[0])
      const before = await world.table.items()
      for (const [name, { schema }] of Object.entries(endpoint.path ?? {})) {
        const other = elsewhere(first.path?.[name] ?? '')
        expect(z.safeParse(schema, other).success, other).toBe(true)
        const answer = await send(endpoint, { ...first, path: { ...first.path, [name]: other } })
        expect([answer.status, answer.body.code], answer.text).toEqual([422, 'idempotency-key-reused'])
      }
      expect(await world.table.items()).toEqual(before)
    },
  )

  test.each(writes.filter(({ endpoint }) => endpoint.secrets))(
    '$name: a key with another secret is refused',
    async ({ endpoint, example }) => {
      const first = { key: 'reused', ...prepared(await example(world)) }
      expect((await send(endpoint, first)).status).toBe(endpoint.reply[0])
      const before = await world.table.items()
      const names = endpoint.secrets ?? []
      // One by one, and all of them.
      for (const changes of [...names.map((name) => [name]), names]) {
        const body = Object.assign({}, first.body, ...changes.map((name) => ({ [name]: 'another battery' })))
        const answer = await send(endpoint, { ...first, body })
        expect([answer.status, answer.body.code], answer.text).toEqual([422, 'idempotency-key-reused'])
      }
      expect(await world.table.items()).toEqual(before)
    },
  )

  test('is kept by every write but those of /auth, whose tokens are never stored, and the webhook', () => {
    const without = only(({ endpoint }) => !endpoint.route.startsWith('GET ') && !takesKey(endpoint))
    expect(without.map(({ name }) => name)).toEqual([
      ...['users.createTokens', 'users.refreshTokens', 'users.logout', 'billing.takeTossWebhook'],
    ])
  })

  test.each(writes.filter(({ endpoint }) => endpoint.idempotency === 'required'))('$name wants a key', async (one) => {
    const answer = await send(one.endpoint, prepared(await one.example(world)))
    expect([answer.status, answer.body.code]).toEqual([400, 'idempotency-key-required'])
  })

  test.each(writes)('$name: a key holds 1 to 255 visible characters', async ({ endpoint, example }) => {
    const sent = prepared(await example(world))
    for (const key of ['a b', 'k'.repeat(256), 'é', ...(endpoint.idempotency === 'required' ? [] : [''])]) {
      const answer = await send(endpoint, { ...sent, headers: { 'idempotency-key': key } })
      expect([answer.status, answer.body.code], key).toEqual([400, 'invalid-request'])
    }
    expect((await send(endpoint, { ...sent, key: 'k'.repeat(255) })).status).toBe(endpoint.reply[0])
  })
})

describe('parameters of the path', () => {
  const named = only(({ endpoint }) => endpoint.path !== undefined)
  test.each(named)('$name answers 404 for what names nothing', async ({ endpoint, example }) => {
    const sent = { key: 'once', ...prepared(await example(world)) }
    for (const [name, { missing }] of Object.entries(endpoint.path ?? {})) {
      const wrong = [
        'x',
        '0',
        '-1',
        'user_',
        `${sent.path?.[name]}0`,
        sent.path?.[name]?.toUpperCase(),
        '%00',
        '한글',
        '../..',
        "'",
      ]
      for (const value of wrong.filter((one) => one !== sent.path?.[name])) {
        const answer = await send(endpoint, { ...sent, path: { ...sent.path, [name]: String(value) } })
        expect([answer.status, answer.body.code], String(value)).toEqual([404, missing.code])
      }
    }
  })
})

describe('lists', () => {
  const lists = only(({ endpoint }) => {
    const [, schema] = endpoint.reply
    return schema !== null && z.safeParse(schema, { items: [], nextCursor: null }).success
  })
  test('are those with items', () => expect(lists.length).toBeGreaterThan(4))
  test.each(lists)('$name keeps its bounds', async ({ endpoint, example }) => {
    const sent = prepared(await example(world))
    for (const limit of ['0', '101', '-1', '1.5', '1e1', '', 'ten', ' 5']) {
      const answer = await send(endpoint, { ...sent, query: { ...sent.query, limit } })
      expect([answer.status, answer.body.code], limit).toEqual([400, 'invalid-request'])
    }
    expect((await send(endpoint, { ...sent, query: { ...sent.query, limit: '100' } })).status).toBe(200)
    for (const cursor of ['', 'x', 'eyJ9.x', '%', '😀', `${'a'.repeat(5000)}`]) {
      const answer = await send(endpoint, { ...sent, query: { ...sent.query, cursor } })
      expect([answer.status, answer.body.code], cursor.slice(0, 20)).toEqual([400, 'invalid-cursor'])
    }
    // Whoever knows how can make a digest, but no position outside of the caller's own list.
    const list = JSON.stringify([
      sent.token && (endpoint.auth !== 'public' || endpoint.recognises) ? userOf(sent.token) : null,
      endpoint.operation,
      sent.path ?? {},
      {},
    ])
    for (const forged of [
      5,
      null,
      [],
      {},
      { x: '1' },
      { pk: 'a', sk: 'b' },
      { pk: 1, sk: 2 },
      { pk: 'a', sk: 'b', listPk: 'c', listSk: 'd' },
      { pk: '\ud800', sk: 'b', listPk: 'c', listSk: '\udfff' },
    ]) {
      const answer = await send(endpoint, { ...sent, query: { cursor: encodeCursor(forged as never, list) } })
      // A list that is not read page by page has no use for a position.
      expect([200, 400], JSON.stringify(forged)).toContain(answer.status)
      expect(answer.body.code ?? 'ok', JSON.stringify(forged)).toMatch(/^(ok|invalid-cursor)$/)
    }
  })
})

describe('problems', () => {
  test('have one shape each, and kebab-case codes', () => {
    const kinds = new Map<string, object>()
    for (const kind of [...everywhere, ...cases.flatMap(({ endpoint }) => endpoint.fails)]) {
      expect(kind.code).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(kinds.get(kind.code) ?? kind, `${kind.code} is declared once`).toBe(kind)
      kinds.set(kind.code, kind)
    }
  })
  test('an unknown path is 404, a known one with another method 405', async () => {
    const { api } = world
    expect(api).toBeDefined()
    const unknown = await send({ ...cases[0], route: 'GET /nowhere/at/all' } as never, {})
    expect([unknown.status, unknown.body.code, unknown.headers.get('content-type')]).toEqual([
      ...[404, 'not-found', 'application/problem+json'],
    ])
    for (const { endpoint } of cases) {
      const { path = '' } = routeOf(endpoint) ?? {}
      const filled = path.replace(/\{\w+\}/g, 'x')
      const answer = await send({ route: `OPTIONS ${filled}` } as never, {})
      expect([answer.status, answer.body.code], filled).toEqual([405, 'method-not-allowed'])
      expect(answer.headers.get('allow')).toContain(routeOf(endpoint)?.method)
    }
  })
})

/** The same body with one open field changed into another valid value. */
const changed = (
  { operation, module }: Endpoint,
  body: Record<string, unknown>,
  secrets: ReadonlySet<string>,
): Record<string, unknown> => {
  const name = Object.keys(body).find((field) => !secrets.has(field) && differs(field, body[field]) !== undefined)
  if (!name)
    throw new Error(
      `no field of the body of ${operation} can be changed; add one to the example in test/examples/${module}.ts that is a number, a truth or a text`,
    )
  return { ...body, [name]: differs(name, body[name]) }
}

const differs = (field: string, value: unknown): unknown => {
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  if (field === 'username' || field === 'email') return undefined
  if (field === 'contentType') return value === 'image/png' ? 'image/webp' : 'image/png'
  if (typeof value !== 'string' || z.safeParse(idSchema(value.split('_')[0] ?? ''), value).success) return undefined
  return Number.isNaN(Date.parse(value)) ? `${value}1` : undefined
}

/** Another id of the same kind, of which nothing is stored. */
const elsewhere = (id: string): string => id.replace(/.$/, (end) => (end === '0' ? '1' : '0'))

const userOf = (token = ''): string => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub
