// Invalid bodies for every endpoint: a 4xx problem that says what to change, nothing written, never a 5xx.

import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import { routeOf, takesKey } from '#kernel/http/contract.ts'
import { prepared } from '#kit/testing/call.ts'
import { cases, send } from '#test/support/call.ts'
import { inProcess } from '#test/support/in-process.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
/** Gateways may add fields; only known fields are read. */
const isLoose = ({ endpoint: { body, query } }: (typeof cases)[number]): boolean =>
  [body, query].some((schema) => schema && z.safeParse(schema, { unknown: '1' }).success)
const withBody = cases.filter((one) => one.endpoint.body && !isLoose(one))
const writing = cases.filter(({ endpoint }) => takesKey(endpoint))

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const bytes = (...values: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(values)

const unreadable: [name: string, raw: string | Uint8Array<ArrayBuffer>, status: number, code: string][] = [
  ['half an object', '{"amount":', 400, 'invalid-json'],
  ['a comma too many', '{"a":1,}', 400, 'invalid-json'],
  ['a comment', '{} // really', 400, 'invalid-json'],
  ['NaN', '{"amount":NaN}', 400, 'invalid-json'],
  ['white space alone', '   ', 400, 'invalid-json'],
  ['a byte order mark alone', bytes(0xef, 0xbb, 0xbf), 400, 'invalid-json'],
  ['a repeated member', '{"amount":1,"amount":2}', 400, 'invalid-json'],
  ['a repeated member, escaped', '{"a":1,"\\u0061":2}', 400, 'invalid-json'],
  ['__proto__', '{"__proto__":{"admin":true}}', 400, 'invalid-json'],
  ['endless nesting', nested(30_000), 400, 'invalid-json'],
  ['nesting in a member', `{"a":${nested(200)}}`, 400, 'invalid-json'],
  ['Latin-1', bytes(0x7b, 0x22, 0xe9, 0x22, 0x3a, 0x31, 0x7d), 400, 'invalid-json'],
  ['UTF-16', new Uint8Array(Buffer.from('{"a":1}', 'utf16le')), 400, 'invalid-json'],
  ['a surrogate in UTF-8', bytes(0x22, 0xed, 0xa0, 0x80, 0x22), 400, 'invalid-json'],
  ['a NUL byte', '{"a":"\u0000"}', 400, 'invalid-json'],
  // Sixty thousand zeros inside a number once took seconds.
  ['a long fraction of nothing', `{"a":0.${'0'.repeat(60_000)}1}`, 400, 'invalid-request'],
  ['null', 'null', 400, 'invalid-request'],
  ['a list', '[]', 400, 'invalid-request'],
  ['a text', '"amount"', 400, 'invalid-request'],
  ['a number', '1', 400, 'invalid-request'],
  ['an unknown field', '{"unknown":1}', 400, 'invalid-request'],
  ['constructor', '{"constructor":{"prototype":{}}}', 400, 'invalid-request'],
  ['65537 bytes', `{"a":"${'x'.repeat(65_529)}"}`, 413, 'body-too-large'],
]

/** Values that no field accepts. */
const wrong: unknown[] = [
  null,
  true,
  {},
  [],
  [1],
  -1,
  1.5,
  1e20,
  '\u0000',
  'a\u0007b',
  '\ud800',
  '\udfff\ud800',
  'x'.repeat(5000),
]

/** The position of each string in a body, at any depth. */
const textsIn = (value: unknown, path: readonly string[] = []): (readonly string[])[] => {
  if (typeof value === 'string') return [path]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, [...path, name]))
}

const replaced = (body: unknown, [name = '', ...rest]: readonly string[], text: string): unknown => {
  const copy = structuredClone(body) as Record<string, unknown>
  copy[name] = rest.length > 0 ? replaced(copy[name], rest, text) : text
  return copy
}

/** Strings that are not read by people, or may be empty. */
const unseen = ['code', 'password', 'currentPassword', 'refreshToken', 'information']

/** The stored items, except the counters of failed sign-ins. */
const lasting = async () => (await world.table.items()).filter(({ pk }) => !String(pk).startsWith('ATTEMPT#'))

describe.each(withBody)('$name', ({ endpoint, example }) => {
  test('refuses what cannot be read', async () => {
    const sent = { key: 'k', ...prepared(await example(world)) }
    const before = await world.table.items()
    for (const [name, raw, status, code] of unreadable) {
      const answer = await send(endpoint, { ...sent, raw })
      expect([answer.status, answer.body.code], name).toEqual([status, code])
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
    }
    expect(await world.table.items()).toEqual(before)
  })

  test('refuses each field with a value that is none, and points at it', async () => {
    const sent = { key: 'k', ...prepared(await example(world)) }
    const body = sent.body as Record<string, unknown>
    const before = await lasting()
    for (const field of Object.keys(body)) {
      // Of these values only `true` is valid, for a boolean field.
      for (const value of wrong.filter((one) => one !== true || typeof body[field] !== 'boolean')) {
        const answer = await send(endpoint, { ...sent, body: { ...body, [field]: value } })
        // Any string may be a wrong credential or an unknown id.
        // Signing out an unknown session succeeds.
        expect([400, 401, 404, 204], `${field} = ${JSON.stringify(value)?.slice(0, 40)}: ${answer.text}`).toContain(
          answer.status,
        )
        if (answer.status === 400) {
          const [first] = answer.body['errors'] as { pointer: string; detail: string }[]
          expect(first?.pointer.startsWith(`/${field}`)).toBe(true)
          expect(first?.detail).toBeTruthy()
        }
      }
    }
    expect(await lasting()).toEqual(before)
  })

  test('refuses a text that shows nothing, however deep it is, and points at it', async () => {
    const sent = { key: 'k', ...prepared(await example(world)) }
    const before = await lasting()
    for (const path of textsIn(sent.body).filter(([field = '']) => !unseen.includes(field)))
      for (const text of [' ', '\t\n', '\u3164', '\u200b', '\u2800', ' \u3164\ufeff'.repeat(3)]) {
        const answer = await send(endpoint, { ...sent, body: replaced(sent.body, path, text) })
        const said = `${path.join('/')} = ${JSON.stringify(text)}: ${answer.text}`
        // Any id may be unknown, and so may a username at sign-in.
        expect([400, 401, 404], said).toContain(answer.status)
        if (answer.status === 400)
          expect(answer.body, said).toMatchObject({ errors: [{ pointer: `/${path.join('/')}` }] })
      }
    expect(await lasting()).toEqual(before)
  })

  test('breaks by no text that is none, however deep it is', async () => {
    const sent = { key: 'k', ...prepared(await example(world)) }
    for (const path of textsIn(sent.body))
      for (const text of [
        '\ud800',
        'a\udfff',
        '\u0000',
        '\uffff',
        '__proto__',
        '2026-02-30T00:00:00Z',
        'x'.repeat(60_000),
      ]) {
        const answer = await send(endpoint, { ...sent, body: replaced(sent.body, path, text) })
        expect(answer.status, `${path.join('/')} = ${JSON.stringify(text).slice(0, 40)}: ${answer.text}`).toBeLessThan(
          500,
        )
      }
  })

  test('names a field that is missing, and one that is too many', async () => {
    const sent = { key: 'k', ...prepared(await example(world)) }
    const body = sent.body as Record<string, unknown>
    for (const field of Object.keys(body)) {
      const { [field]: _, ...rest } = body
      const answer = await send(endpoint, { ...sent, body: rest })
      expect(answer.status, answer.text).toBeLessThan(500)
      if (answer.status === 400) expect(answer.text).toContain(`/${field}`)
    }
    const misspelt = await send(endpoint, { ...sent, body: { ...body, 'amo/unt~': 1 } })
    expect([misspelt.status, misspelt.body['errors']]).toEqual([
      400,
      [{ pointer: '/amo~1unt~0', detail: 'is not a known field' }],
    ])
  })
})

describe.each(cases.filter(isLoose))('$name, which takes unknown fields,', ({ endpoint, example }) => {
  test('breaks by none of them', async () => {
    const sent = prepared(await example(world))
    for (const value of wrong)
      for (const field of Object.keys(sent.body ?? {})) {
        const body = { ...(sent.body as object), [field]: value }
        expect((await send(endpoint, { ...sent, body })).status, `${field} = ${value}`).toBeLessThan(500)
      }
    for (const [name, raw] of endpoint.body ? unreadable : [])
      expect((await send(endpoint, { ...sent, raw })).status, name).toBeLessThan(500)
    for (const name of Object.keys(sent.query ?? {})) {
      const query = { ...sent.query, [name]: '\u0000'.repeat(300), unknown: '1' }
      expect((await send(endpoint, { ...sent, query })).status, name).toBeLessThan(500)
    }
  })
})

describe.each(writing)('$name', ({ endpoint, example }) => {
  test('wants JSON said to be JSON', async () => {
    const sent = { key: 'k', ...prepared(await example(world)) }
    const raw = JSON.stringify(sent.body ?? {})
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', '']) {
      const answer = await send(endpoint, { ...sent, raw, headers: { 'content-type': type } })
      expect([answer.status, answer.body.code], type).toEqual([415, 'unsupported-media-type'])
    }
    const answer = await send(endpoint, {
      ...sent,
      raw,
      headers: { 'content-type': 'Application/JSON; charset=UTF-8' },
    })
    expect(answer.status, answer.text).toBe(endpoint.reply[0])
  })
})

describe('a query', () => {
  const odd = [
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\u3164',
    '한글',
    '-1',
    '1e3',
    '0x10',
    '9'.repeat(400),
    "' OR 1=1 --",
    '[]',
    '{}',
  ]
  test.each(cases.filter(({ endpoint }) => endpoint.query))(
    'of $name breaks by no value, however it is written',
    async ({ endpoint, example }) => {
      const sent = { key: 'k', ...prepared(await example(world)) }
      const { path = '' } = routeOf(endpoint) ?? {}
      const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => sent.path?.[name] ?? '')
      const get = (query: string) =>
        inProcess(`http://api.test${filled}?${query}`, {
          headers: {
            accept: 'application/json',
            ...(sent.token ? { authorization: `Bearer ${sent.token}` } : {}),
          },
        })
      for (const name of Object.keys(endpoint.query?.shape ?? {})) {
        for (const value of odd) {
          const { status, text } = await send(endpoint, { ...sent, query: { ...sent.query, [name]: value } })
          expect(status, `${name} = ${JSON.stringify(value)}: ${text}`).toBeLessThan(500)
        }
        // Invalid encodings, half a surrogate as UTF-8, the same parameter twice in two spellings.
        for (const query of [
          `${name}=%`,
          `${name}=%zz`,
          `${name}=%ed%a0%80`,
          `${name}=%ff%fe`,
          `${name}[]=1`,
          `${name}`,
        ])
          expect((await get(query)).status, query).toBeLessThan(500)
        for (const query of [
          `${name}=1&${name}=1`,
          `${name}=1&%${name.charCodeAt(0).toString(16)}${name.slice(1)}=2`,
        ]) {
          const answer = await get(query)
          const { errors } = (await answer.json()) as { errors: { pointer: string; detail: string }[] }
          expect([answer.status, errors], query).toEqual([
            400,
            expect.arrayContaining([{ pointer: `/${name}`, detail: 'must not appear more than once' }]),
          ])
        }
        expect((await get(Array.from({ length: 5000 }, (_, at) => `${name}=${at}`).join('&'))).status).toBe(400)
      }
    },
  )

  test.each(cases.filter((one) => !isLoose(one)))(
    'of $name knows its parameters, each once',
    async ({ endpoint, example }) => {
      const sent = { key: 'k', ...prepared(await example(world)) }
      for (const query of [{ unknown: '1' }, { __proto__x: '1' }]) {
        const answer = await send(endpoint, { ...sent, query: { ...sent.query, ...query } as Record<string, string> })
        expect([answer.status, answer.body.code], answer.text).toEqual([400, 'invalid-request'])
      }
    },
  )
})
