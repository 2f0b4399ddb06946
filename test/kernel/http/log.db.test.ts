// The log lines of every endpoint, for good and bad calls: caller, operation, outcome and cost, and nothing that was sent.

import { describe, expect, test } from 'vitest'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { type Answer, prepared, type Sent } from '#kit/testing/call.ts'
import { cases, send } from '#test/support/call.ts'
import { ok } from '#test/support/ok.ts'
import { IN_LAMBDA, outputOf } from '#test/support/output.ts'
import { PASSWORD } from '#test/support/people.ts'
import { hosted } from '#test/support/prepared.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const KEY = 'key-of-the-caller'

/** Every string of at least three characters. */
const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return value.length > 2 ? [value] : []
  return value && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : []
}

const TOKENS = ['accessToken', 'refreshToken', 'email', 'username', 'firstName', 'accountNumber']
const privateTo = (sent: Sent, answers: readonly Answer[]): string[] => [
  ...[PASSWORD, '@example.com', 'Bearer', KEY],
  ...textsIn(sent.body),
  ...textsIn(sent.token),
  ...answers.flatMap(({ body }) => TOKENS.flatMap((name) => textsIn((body as Record<string, unknown>)[name]))),
]

const expectSilence = (text: string, secrets: readonly string[]): void =>
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([])

describe('a call that succeeds', () => {
  test.each(cases)('of $name is one line, without anything that was sent', async ({ name, endpoint, example }) => {
    const { as, ...rest } = await example(world)
    const sent = { key: KEY, ...prepared({ ...rest, ...(as ? { as } : {}) }) }
    const answers: Answer[] = []
    const { text, lines } = await outputOf(async () => answers.push(await send(endpoint, sent)), IN_LAMBDA)
    const [status] = endpoint.reply
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ level: 'INFO', message: 'request', service: 'holdfast', operation: name, status })
    expect(lines[0]?.['requestId']).toBe(answers[0]?.headers.get('x-request-id'))
    expect(lines[0]).toMatchObject({ trips: expect.any(Number), read: expect.any(Number), write: expect.any(Number) })
    expect(lines[0]).toHaveProperty('conflicts')
    // A sign-in says whom its password identified.
    if (name === 'users.createTokens') expect(lines[0]?.['userId']).toMatch(/^user_/)
    else expect(lines[0]?.['userId']).toBe(endpoint.auth === 'public' ? undefined : as?.userId)
    expectSilence(text, privateTo(sent, answers))
  })
})

describe('a call that fails', () => {
  /** Hostile and common values. */
  const spoilt: Record<string, (sent: Sent) => Sent> = {
    'without a token': ({ token: _, ...sent }) => ({ ...sent, headers: { authorization: 'Bearer stolen-token' } }),
    'with too many members': (sent) => ({ ...sent, body: { ...(sent.body as object), note: 'hidden-note' } }),
    'with what is no JSON': ({ body, ...sent }) => ({ ...sent, raw: `${JSON.stringify(body ?? {})} broken-text` }),
    'with a secret in the query': (sent) => ({ ...sent, query: { ...sent.query, password: 'query-password' } }),
    'with a secret in the path': (sent) => ({
      ...sent,
      path: Object.fromEntries(Object.keys(sent.path ?? {}).map((parameter) => [parameter, 'path-secret'])),
    }),
  }
  const planted = ['stolen-token', 'hidden-note', 'broken-text', 'query-password', 'path-secret']

  test.each(cases)('of $name has only the code', async ({ name, endpoint, example, refusal }) => {
    const sent = { key: KEY, ...prepared(await example(world)) }
    const calls = Object.values(spoilt)
      .map((spoil) => spoil(sent))
      // fetch() sends no body with these.
      .filter(({ body, raw }) => !endpoint.route.startsWith('GET ') || (body ?? raw) === undefined)
    if (refusal) calls.push({ key: KEY, ...prepared(await refusal(world)) })
    for (const call of calls) {
      const answers: Answer[] = []
      const { text, lines } = await outputOf(async () => answers.push(await send(endpoint, call)), IN_LAMBDA)
      const [answer] = answers
      expect(lines).toMatchObject([{ operation: name, status: answer?.status }])
      if (answer && answer.status >= 400) expect(lines[0]?.['code']).toBe(answer.body.code)
      expectSilence(text, [...planted, ...privateTo(call, answers)])
    }
  })

  /** Its example reads nothing, and a deep check answers its own 503. */
  const asksNothing = ['ops.getHealth']
  test.each(
    cases.filter(({ name, endpoint }) => Object.keys(endpoint.access).length > 0 && !asksNothing.includes(name)),
  )('of $name because something broke tells what, not on whom', async ({ name, endpoint, example }) => {
    const sent = { key: KEY, ...prepared(await example(world)) }
    const { client } = world.table
    // Errors of the SDK contain items and inputs.
    const send_ = async (command: { input: object }): Promise<never> => {
      const cause = new Error('caused by secret-cause')
      const carried = { input: command.input, Item: { email: 'kim@example.com' }, body: sent.body }
      throw Object.assign(new Error('the store broke', { cause }), carried)
    }
    const broken = new Proxy(client, {
      get: (target, member) => (member === 'send' ? send_ : Reflect.get(target, member)),
    })
    bindRuntime({ client: broken })
    const answers: Answer[] = []
    const { text, lines } = await outputOf(async () => answers.push(await send(endpoint, sent)), IN_LAMBDA)
    bindRuntime({ client })
    expect(answers[0]?.body.code).toBe('internal')
    expect(lines.map(({ level }) => level)).toEqual(['ERROR', 'WARN'])
    expect(lines[0]).toMatchObject({ message: name, failure: { message: 'the store broke' } })
    expectSilence(text, ['secret-cause', ...privateTo(sent, answers)])
  })
})

describe('a step of a job', () => {
  test.each([
    ['conflict', 'busy', 'INFO'],
    ['unsent', 'unavailable', 'WARN'],
  ] as const)('whose transactions meet "%s" is logged as %s, level %s', async (fault, code, level) => {
    const { path } = await hosted(world, 1000)
    ok(await (await world.stranger()).api.matches.applyToMatch({ path }))
    world.passes(11 * 60_000)
    const { elapsed, pause } = runtime()
    let nowMs = 0
    const passes = (ms: number): number => {
      nowMs += ms
      return nowMs
    }
    bindRuntime({ elapsed: () => passes(50), pause: async (ms) => void passes(ms) })
    world.fails((command) => (command === 'TransactWriteItems' ? fault : undefined))
    const { lines } = await outputOf(() => sweepSeats({}, { awsRequestId: 'run' }), IN_LAMBDA)
    world.fails(undefined)
    bindRuntime({ elapsed, pause })
    const steps = lines.filter(({ message }) => message === 'step')
    expect(steps.length).toBeGreaterThan(0)
    expect([...new Set(steps.map((line) => `${line['level']} ${line['code']}`))]).toEqual([`${level} ${code}`])
  })
})
