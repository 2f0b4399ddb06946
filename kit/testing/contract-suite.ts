// The contract suite: what every endpoint owes its contract, asked of each by its one example.

import assert from 'node:assert/strict'
import * as z from 'zod/mini'
import { everywhere } from '#kernel/data/problems.ts'
import { type Endpoint, routeOf, takesKey } from '#kernel/http/contract.ts'
import { encodeCursor } from '#kernel/http/cursor.ts'
import { type Answer, prepared, type Sent, send } from './call.ts'
import type { Case } from './case.ts'
import type { Exemplified } from './example.ts'
import { tokenFor, type World } from './world.ts'

/** What one test does with an endpoint in a world. */
interface Trial<W> extends Exemplified<W> {
  readonly world: W
  readonly send: (sent: Sent) => Promise<Answer>
  /** A call as the example prepares it. */
  readonly prepare: () => Promise<Sent>
}

type Wanted = (endpoint: Endpoint) => boolean
type Test<W> = (trial: Trial<W>) => Promise<void>

/** @param world may be the same for all cases */
export const contractSuite = <W extends World>(all: readonly Exemplified<W>[], world: () => W | Promise<W>): Case[] => {
  const cases = (group: string, says: string, wanted: Wanted, test: Test<W>): Case[] =>
    all
      .filter(({ endpoint }) => wanted(endpoint))
      .map((one) => ({
        group,
        name: `${one.endpoint.operation} ${says}`,
        run: async () => {
          const here = await world()
          return test({
            ...one,
            world: here,
            send: (sent) => sendTo(one.endpoint, sent, here),
            prepare: async () => prepared(await one.example(here)),
          })
        },
      }))
  return [
    ...cases('the reply', 'has the declared status and fields, and none besides', always, declaredReply),
    ...cases('authentication', 'asks who calls', asksWho, authentication),
    ...cases('authorization', 'refuses a stranger', ({ auth }) => auth === 'owner', refusesStranger),
    ...cases('authorization', 'refuses a user', isForRole, refusesUser),
    ...cases('authorization', 'declares the refusal', hasOwner, declaresForbidden),
    ...cases('idempotency', 'has one effect for ten calls at once under one key', takesKey, oneEffect),
    ...cases('idempotency', 'refuses a key with another body', hasBody, refusesOtherBody),
    ...cases('idempotency', 'refuses a key with another path', hasPath, refusesOtherPath),
    ...cases('idempotency', 'refuses a key with another secret', hasSecrets, refusesOtherSecret),
    ...cases('idempotency', 'stores its reply encrypted', hasReceipt, concealsReply),
    ...cases('idempotency', 'wants a key', ({ idempotency }) => idempotency === 'required', wantsKey),
    ...cases('idempotency', 'takes keys of 1 to 255 visible characters', takesKey, boundsKey),
    ...cases('parameters of the path', 'answer 404 for what names nothing', ({ path }) => Boolean(path), missingPath),
    ...cases('lists', 'keep their bounds', isList, listBounds),
    ...cases('problems', 'have one shape each, and kebab-case codes', always, problemShapes(all)),
    ...cases('problems', 'answer 405 for another method', always, otherMethod),
  ]
}

/** @throws Error with what broke in the handler: no test of a contract expects it */
const sendTo = async (endpoint: Endpoint, sent: Sent, world: World): Promise<Answer> => {
  const answer = await send(endpoint, sent, world.fetch)
  if (answer.status !== 500) return answer
  throw new Error(`${endpoint.operation} broke: ${world.lastFailure()}`, { cause: world.lastFailure() })
}

const always = (): boolean => true
const asksWho: Wanted = ({ auth, recognises }) => auth !== 'public' || recognises === true
const isForRole: Wanted = ({ auth }) => typeof auth === 'object'
const hasOwner: Wanted = (endpoint) => endpoint.auth === 'owner' || isForRole(endpoint)
/** A body with a field that is no secret. */
const hasBody: Wanted = (endpoint) =>
  takesKey(endpoint) &&
  Object.keys(endpoint.body?.shape ?? {}).some((field) => !(endpoint.secrets ?? []).includes(field))
const hasPath: Wanted = (endpoint) => takesKey(endpoint) && endpoint.path !== undefined
const hasSecrets: Wanted = (endpoint) => takesKey(endpoint) && endpoint.secrets !== undefined
const hasReceipt: Wanted = (endpoint) => takesKey(endpoint) && endpoint.conceals === true
export const isList: Wanted = ({ reply: [, schema] }) =>
  schema !== null && z.safeParse(schema, { items: [], nextCursor: null }).success

const declaredReply = async <W>({ endpoint, file, prepare, send }: Trial<W>): Promise<void> => {
  const answer = await send({ key: 'once', ...(await prepare()) })
  const [status, schema] = endpoint.reply
  const { operation } = endpoint
  assert.equal(answer.status, status, `the example of ${operation} in ${file} must succeed; the answer: ${answer.text}`)
  assert.ok(answer.headers.get('x-request-id'), `${operation} answers without x-request-id`)
  if (schema) assert.deepEqual(z.parse(schema, answer.body), answer.body)
  else assert.equal(answer.text, '')
}

const authentication = async <W extends World>({ endpoint, world, prepare, send }: Trial<W>): Promise<void> => {
  const sent = { key: 'once', ...(await prepare()) }
  const before = await world.table.items()
  // One that may call, if only the token were valid.
  const role = typeof endpoint.auth === 'object' ? endpoint.auth.name : 'USER'
  const forged = await tokenFor('user_x', role, { kid: 'another' })
  const expired = await tokenFor('user_x', role, { lifetimeS: -1 })
  const foreign = await tokenFor('user_x', role, { issuer: 'elsewhere' })
  const untyped = await tokenFor('user_x', role, { typ: 'JWT' })
  const none = endpoint.auth === 'public' ? [] : [undefined]
  for (const token of [...none, 'nonsense', forged, expired, foreign, untyped, `${sent.token}x`]) {
    const answer = await send({ ...sent, token })
    refusal(answer, 401, 'unauthenticated')
    assert.match(answer.headers.get('www-authenticate') ?? '', /Bearer/)
  }
  assert.deepEqual(await world.table.items(), before, 'a call without a valid token has written')
}

const refusesStranger = async <W extends World>({ world, prepare, send }: Trial<W>): Promise<void> => {
  const sent = { key: 'once', ...(await prepare()) }
  const before = await world.table.items()
  const { token } = await world.stranger()
  refusal(await send({ ...sent, token }), 403, 'forbidden')
  assert.deepEqual(await world.table.items(), before, 'the call of a stranger has written')
}

const refusesUser = async <W extends World>({ endpoint, world, prepare, send }: Trial<W>): Promise<void> => {
  const { token } = await world.stranger()
  const sent = { ...(await prepare()), token }
  refusal(await send(sent), 403, 'forbidden')
  // Of an id that cannot be, a user without the role is told nothing else.
  for (const name of Object.keys(endpoint.path ?? {}))
    refusal(await send({ ...sent, path: { ...sent.path, [name]: 'x' } }), 403, 'forbidden')
}

const declaresForbidden = async <W>({ endpoint }: Trial<W>): Promise<void> => {
  const { operation, auth, module, fails } = endpoint
  const declared = fails.some(({ code }) => code === 'forbidden')
  const whose = typeof auth === 'string' ? `its ${auth}` : auth.holders
  assert.ok(declared, `${operation} is for ${whose}: list Forbidden under fails in the contract of ${module}`)
}

const oneEffect = async <W extends World>({ endpoint, world, prepare, send }: Trial<W>): Promise<void> => {
  const sent = { key: 'ten', ...(await prepare()) }
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(sent)))
  const texts = new Set(answers.map(({ status, text }) => `${status} ${text}`))
  assert.equal(texts.size, 1, `ten calls under one key were answered differently: ${[...texts].join(' | ')}`)
  assert.equal(answers[0]?.status, endpoint.reply[0])
  assert.equal(answers.filter(isReplay).length, 9)
  const before = await world.table.items()
  const late = await send(sent)
  assert.deepEqual([late.status, late.text, isReplay(late)], [answers[0]?.status, answers[0]?.text, true])
  assert.deepEqual(await world.table.items(), before, 'a replay has written')
}

const refusesOtherBody = async <W extends World>(trial: Trial<W>): Promise<void> =>
  refusesOther(trial, async ({ body, ...first }) => [{ ...first, body: changed(trial, { ...(body as object) }) }])

const refusesOtherPath = async <W extends World>(trial: Trial<W>): Promise<void> =>
  refusesOther(trial, async (first) =>
    Object.entries(trial.endpoint.path ?? {}).map(([name, { schema }]) => {
      const other = elsewhere(first.path?.[name] ?? '')
      assert.ok(z.safeParse(schema, other).success, `${other} fits the parameter ${name}`)
      return { ...first, path: { ...first.path, [name]: other } }
    }),
  )

const refusesOtherSecret = async <W extends World>(trial: Trial<W>): Promise<void> => {
  const names = trial.endpoint.secrets ?? []
  await refusesOther(trial, async (first) =>
    // One by one, and all of them.
    [...names.map((name) => [name]), names].map((changes) => ({
      ...first,
      body: Object.assign({}, first.body, ...changes.map((name) => ({ [name]: 'another battery' }))),
    })),
  )
}

/** @param others calls under the same key that differ from the first */
const refusesOther = async <W extends World>(
  { endpoint, world, prepare, send }: Trial<W>,
  others: (first: Sent) => Promise<readonly Sent[]>,
): Promise<void> => {
  const first = { key: 'reused', ...(await prepare()) }
  assert.equal((await send(first)).status, endpoint.reply[0])
  const before = await world.table.items()
  for (const other of await others(first)) refusal(await send(other), 422, 'idempotency-key-reused')
  assert.deepEqual(await world.table.items(), before, 'a call under a used key has written')
}

const concealsReply = async <W extends World>({ endpoint, world, prepare, send }: Trial<W>): Promise<void> => {
  const key = 'concealed'
  const answer = await send({ ...(await prepare()), key })
  assert.equal(answer.status, endpoint.reply[0])
  const kept = (await world.table.items()).filter(({ pk, sk }) => sk === 'RECEIPT' && String(pk).endsWith(`#${key}`))
  assert.equal(kept.length, 1)
  // Its key names the caller, who may appear in the reply, too.
  const stored = JSON.stringify(kept.map(({ pk: _, listPk, listSk, ...fields }) => fields))
  for (const text of textsOf(answer.body)) assert.ok(!stored.includes(text), `the receipt shows ${text}`)
}

/** The texts in a value that are long enough to be told from others. */
const textsOf = (value: unknown): string[] => {
  if (typeof value === 'string') return value.length >= 8 ? [value] : []
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []
}

const wantsKey = async <W>({ prepare, send }: Trial<W>): Promise<void> =>
  refusal(await send(await prepare()), 400, 'idempotency-key-required')

const boundsKey = async <W>({ endpoint, prepare, send }: Trial<W>): Promise<void> => {
  const sent = await prepare()
  for (const key of ['a b', 'k'.repeat(256), 'é', ...(endpoint.idempotency === 'required' ? [] : [''])])
    refusal(await send({ ...sent, headers: { 'idempotency-key': key } }), 400, 'invalid-request')
  assert.equal((await send({ ...sent, key: 'k'.repeat(255) })).status, endpoint.reply[0])
}

const missingPath = async <W>({ endpoint, prepare, send }: Trial<W>): Promise<void> => {
  const sent = { key: 'once', ...(await prepare()) }
  for (const [name, { missing }] of Object.entries(endpoint.path ?? {})) {
    const right = sent.path?.[name] ?? ''
    const wrong = ['x', '0', '-1', 'user_', `${right}0`, right.toUpperCase(), '%00', '한글', '../..', "'"]
    const asks = (value: string) => send({ ...sent, path: { ...sent.path, [name]: value } })
    for (const value of wrong.filter((one) => one !== right)) refusal(await asks(value), 404, missing.code)
    // An endpoint that reads nothing cannot know, such as one that was only just begun.
    if (Object.keys(endpoint.access).length === 0) continue
    const unknown = await asks(elsewhere(right))
    assert.ok(unknown.status >= 400, `an id of which nothing is stored is answered ${unknown.text}`)
  }
}

/** Signed, as only this service can, but positions outside of the caller's own list. */
const FORGED = [
  5,
  null,
  [],
  {},
  { x: '1' },
  { pk: 'a', sk: 'b' },
  { pk: 1, sk: 2 },
  { pk: 'a', sk: 'b', listPk: 'c', listSk: 'd' },
  { pk: '\ud800', sk: 'b', listPk: 'c', listSk: '\udfff' },
]

const listBounds = async <W>({ endpoint, prepare, send }: Trial<W>): Promise<void> => {
  const sent = await prepare()
  const asks = (query: Record<string, string>) => send({ ...sent, query: { ...sent.query, ...query } })
  for (const limit of ['0', '101', '-1', '1.5', '1e1', '', 'ten', ' 5'])
    refusal(await asks({ limit }), 400, 'invalid-request')
  assert.equal((await asks({ limit: '100' })).status, 200)
  for (const cursor of ['', 'x', 'eyJ9.x', '%', '😀', 'a'.repeat(5000)])
    refusal(await asks({ cursor }), 400, 'invalid-cursor')
  const caller = sent.token && asksWho(endpoint) ? userOf(sent.token) : null
  const list = JSON.stringify([caller, endpoint.operation, sent.path ?? {}, sent.query ?? {}])
  for (const forged of FORGED) {
    const answer = await asks({ cursor: encodeCursor(forged as never, list) })
    // A list that is not read page by page has no use for a position.
    assert.match(`${answer.status} ${answer.body.code ?? 'ok'}`, /^(200 ok|400 invalid-cursor)$/)
  }
}

const problemShapes =
  <W>(all: readonly Exemplified<W>[]): Test<W> =>
  async ({ endpoint }) => {
    const kinds = [...everywhere, ...all.flatMap((one) => one.endpoint.fails)]
    for (const kind of endpoint.fails) {
      assert.match(kind.code, /^[a-z]+(-[a-z]+)*$/)
      assert.ok(
        kinds.every((other) => other.code !== kind.code || other === kind),
        `${kind.code} is declared twice`,
      )
    }
  }

const otherMethod = async <W extends World>({ endpoint, world }: Trial<W>): Promise<void> => {
  const { method = '', path = '' } = routeOf(endpoint) ?? {}
  const filled = path.replace(/\{\w+\}/g, 'x')
  const response = await world.fetch(`http://api.test${filled}`, { method: 'OPTIONS' })
  const { code } = (await response.json()) as { code?: string }
  assert.deepEqual([response.status, code], [405, 'method-not-allowed'], filled)
  assert.ok(response.headers.get('allow')?.includes(method))
}

const refusal = ({ status, body, text }: Answer, wantedStatus: number, code: string): void =>
  assert.deepEqual([status, body.code], [wantedStatus, code], text)

const isReplay = ({ headers }: Answer): boolean => headers.get('idempotency-replayed') === 'true'

/** The same body with one open field changed into another valid value. */
const changed = <W>(
  { endpoint: { operation, body: schema, scope, secrets = [] }, file }: Trial<W>,
  body: Readonly<Record<string, unknown>>,
): Record<string, unknown> => {
  const open = Object.entries(body).filter(([name]) => name !== scope && !secrets.includes(name))
  const found = open
    .flatMap(([name, value]) =>
      others(value, schema?.shape[name]?._zod.values).map((other) => ({ ...body, [name]: other })),
    )
    .find((one) => schema !== undefined && z.safeParse(schema, one).success)
  if (found) return found
  throw new Error(
    `no field of the body of ${operation} can be changed; add a number, a truth, a text or a list of them to it in ${file}`,
  )
}

/** Values beside one; not all of them are valid. @param choices of a field that has few values */
const others = (value: unknown, choices: Iterable<unknown> = []): unknown[] => {
  if (typeof value === 'number') return [value + 1, value - 1]
  if (typeof value === 'boolean') return [!value]
  if (Array.isArray(value)) return value.flatMap((one, at) => others(one).map((other) => value.with(at, other)))
  return typeof value === 'string' ? [...choices, `${value}1`].filter((other) => other !== value) : []
}

/** Another id of the same kind, of which nothing is stored. */
const elsewhere = (id: string): string => id.replace(/.$/, (end) => (end === '0' ? '1' : '0'))

const userOf = (token = ''): string => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sub
