// The deployed bundles: every bundled function in a fresh process with a Runtime API, as in Lambda.

import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import * as z from 'zod/mini'
import { contracts } from '#functions/api.ts'
import { sandboxEnvironment } from '#infra/local/sandbox.ts'
import { type Endpoint, endpointsOf, type Job, jobsOf, knowsHmacKey } from '#kernel/http/contract.ts'
import { type Answer, prepared } from '#kit/testing/call.ts'
import { cases, send } from '#test/support/call.ts'
import { fetchThrough } from '#test/support/in-process.ts'
import { bucketEnvironment } from '#test/support/process.ts'
import { useWorld } from '#test/support/world.ts'
import { useBundles } from './bundle.ts'
import { type Started, startFunction } from './runtime-api.ts'

const world = useWorld(inject('endpoint'))
const bundles = useBundles()
/** A process starts in a tenth of a second of one core; more processes than cores gain nothing. */
const AT_ONCE = 2

const environmentOf = (entry: Endpoint | Job): Record<string, string> => ({
  ...{ TABLE_NAME: world.table.name, DYNAMODB_ENDPOINT: inject('endpoint') },
  TOKEN_PUBLIC_KEYS: String(process.env['TOKEN_PUBLIC_KEYS']),
  // A handler that uses payment keys without declaring it fails too.
  ...('pays' in entry ? { ...sandboxEnvironment(inject('sandbox')), PUBLIC_BASE_URL: 'http://api.test' } : {}),
  ...(entry.objects ? bucketEnvironment : {}),
  // A function that lists, signs or verifies without declaring it fails too.
  ...(knowsHmacKey(entry) ? { HMAC_KEY: String(process.env['HMAC_KEY']) } : {}),
  ...(entry.mails ? { MAIL: process.env['MAIL'] ?? 'off' } : {}),
  // A handler that signs without declaring it fails.
  ...('signs' in entry ? { TOKEN_PRIVATE_KEY: String(process.env['TOKEN_PRIVATE_KEY']) } : {}),
})

const start = (entry: Endpoint | Job, env = {}): Promise<Started> =>
  startFunction(bundles.folderOf(entry), { ...environmentOf(entry), ...env })

/** Calls go to the process instead of the loaded handler. */
const through = (started: Started): typeof fetch =>
  fetchThrough(async (event) => (await started.invoke(event)) as APIGatewayProxyStructuredResultV2)

interface Outcome {
  readonly answer: Answer
  readonly output: string
}

const outcomes = new Map<string, Outcome | Error>()

const outcomeOf = async ({ endpoint, example }: (typeof cases)[number]): Promise<Outcome> => {
  const sent = { key: 'once', ...prepared(await example(world)) }
  const started = await start(endpoint)
  try {
    const answer = await send(endpoint, sent, through(started))
    return { answer, output: started.output() }
  } finally {
    await started.stop()
  }
}

describe('a bundled function', () => {
  beforeAll(async () => {
    const left = [...cases]
    const worker = async (): Promise<void> => {
      for (let one = left.shift(); one; one = left.shift())
        outcomes.set(one.name, await outcomeOf(one).catch((error: Error) => error))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, worker))
  }, 120_000)

  test.each(cases)('$name answers as its contract says', ({ name, endpoint }) => {
    const outcome = outcomes.get(name)
    if (!outcome || outcome instanceof Error) throw outcome ?? new Error('it was not called')
    const { answer, output } = outcome
    const [status, schema] = endpoint.reply
    expect(answer.status, `${answer.text} ${output}`).toBe(status)
    if (schema) expect(z.parse(schema, answer.body)).toEqual(answer.body)
    const lines = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.filter(({ message }) => message === 'request')).toMatchObject([
      { level: 'INFO', operation: name, status },
    ])
  })
})

test('the function behind $default answers 404', async () => {
  const [entry] = endpointsOf(contracts).filter(({ route }) => route === '$default')
  if (!entry) throw new Error('no endpoint takes what is left')
  const started = await start(entry)
  const answer = await send({ ...entry, route: 'GET /nowhere' }, {}, through(started))
  await started.stop()
  expect([answer.status, answer.body.code]).toEqual([404, 'not-found'])
})

/** Preloaded: no name has an address, so what the examples subscribed to is not looked for by the resolver of the machine. */
const WITHOUT_NAMES = `data:text/javascript,${encodeURIComponent(`
import { promises } from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
promises.lookup = async () => []
syncBuiltinESMExports()`)}`

test.each(jobsOf(contracts).map((job) => [job.operation, job] as const))('the job %s runs', async (operation, job) => {
  const started = await start(job, { NODE_OPTIONS: `--import=${WITHOUT_NAMES}` })
  const done = await started.invoke({})
  await started.stop()
  expect(done, operation).toEqual(expect.any(Object))
  expect(started.output()).toContain(`"operation":"${operation}"`)
})

describe('bad configuration is one clear line', () => {
  const [example] = cases.filter(({ name }) => name === 'wallet.listAccounts')
  test.each([
    ['TABLE_NAME', 'TABLE_NAME is not set'],
    ['TOKEN_PUBLIC_KEYS', 'TOKEN_PUBLIC_KEYS is not set'],
  ])('without %s', async (name, says) => {
    if (!example) throw new Error('no such case')
    const sent = prepared(await example.example(world))
    const started = await start(example.endpoint, { [name]: '' })
    const answer = await send(example.endpoint, sent, through(started))
    await started.stop()
    expect([answer.status, answer.body.code]).toEqual([500, 'internal'])
    const lines = started
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const logged = lines.filter(({ level }) => level === 'ERROR')
    expect(logged).toHaveLength(1)
    expect(logged[0].failure.message).toContain(says)
  })
})
