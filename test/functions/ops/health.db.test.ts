// The health of the service: a plain reply without reads, and a deep one that any caller may request safely.

import { beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { ops } from '#functions/ops/contract.ts'
import { type LocalBucket, startBucket } from '#infra/local/bucket.ts'
import { contextOf } from '#infra/local/context.ts'
import { load } from '#infra/local/load.ts'
import { READ_UNAVAILABLE } from '#kernel/data/problems.ts'
import { isScheduled } from '#kernel/http/contract.ts'
import { VERSION } from '#kernel/http/version.ts'
import { send } from '#test/support/call.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld(inject('endpoint'))
let bucket: LocalBucket
beforeAll(async () => {
  const before = { ...process.env }
  bucket = await startBucket({ jobs: [] })
  Object.assign(process.env, bucket.environment)
  return async () => {
    await bucket.close()
    for (const name of Object.keys(bucket.environment)) process.env[name] = before[name]
  }
})
/** Results of earlier tests are older than a second. */
beforeEach(() => world.passes(2000))

const ask = (query?: Record<string, string>) => send(ops.getHealth, query ? { query } : {})
const deep = () => ask({ deep: 'true' })

/** Every attempt of every command from now on. @param fate of each */
const commands = (fate?: 'unsent'): string[] => {
  const seen: string[] = []
  world.fails((command) => {
    seen.push(command)
    return fate
  })
  return seen
}

const SCHEDULED = { source: 'aws.events', 'detail-type': 'Scheduled Event' }
const runJobs = async (event: object): Promise<void> => {
  for (const { job, handler } of (await load()).jobs)
    if (isScheduled(job)) await handler(event, contextOf(job.operation))
}
const runs = async () =>
  (await world.table.items()).flatMap(({ pk, lastRunAt }) =>
    String(pk).startsWith('JOB#') ? [[String(pk), lastRunAt] as const] : [],
  )

test('a plain look asks nothing', async () => {
  const seen = commands()
  for (const query of [undefined, { deep: 'false' }])
    expect(await ask(query)).toMatchObject({ status: 200, text: JSON.stringify({ status: 'ok', version: VERSION }) })
  expect(seen).toEqual([])
  world.fails(undefined)
})

test('what is no answer to deep is refused', async () => expect((await ask({ deep: 'yes' })).status).toBe(400))

describe('a deep look', () => {
  test('finds table and bucket, and no run of a job where no schedule has run one', async () => {
    await runJobs({})
    expect(await runs()).toEqual([])
    const { status, body } = await deep()
    const checks = { table: 'ok', bucket: 'ok', oldestJobRunS: null }
    expect([status, body]).toEqual([200, { status: 'ok', version: VERSION, checks }])
  })

  test('tells how long the job that has waited longest has not run', async () => {
    await runJobs(SCHEDULED)
    const recorded = await runs()
    const scheduled = (await load()).jobs.filter(({ job }) => isScheduled(job))
    expect(recorded.map(([pk]) => pk).sort()).toEqual(scheduled.map(({ job }) => `JOB#${job.operation}`).sort())
    world.passes(90_000)
    const { body } = await deep()
    expect(body['checks']).toMatchObject({ table: 'ok', bucket: 'ok', oldestJobRunS: expect.any(Number) })
    const { oldestJobRunS } = body['checks'] as { oldestJobRunS: number }
    expect(oldestJobRunS).toBeGreaterThanOrEqual(90)
    expect(oldestJobRunS).toBeLessThan(120)
    // Local processes run jobs every second; the record need not be written each time.
    await runJobs(SCHEDULED)
    expect(await runs()).toEqual(recorded)
    expect((await world.table.audit()).violations).toEqual([])
  })

  test('is made once a second, however many ask', async () => {
    const seen = commands()
    const asked = vi.spyOn(globalThis, 'fetch')
    const answers = await Promise.all(Array.from({ length: 50 }, deep))
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect([seen, asked.mock.calls.length]).toEqual([['BatchGetItem'], 1])
    await deep()
    expect(seen).toHaveLength(1)
    world.passes(1000)
    await deep()
    expect([seen.length, asked.mock.calls.length]).toEqual([2, 2])
    asked.mockRestore()
    world.fails(undefined)
  })

  test('a clock that is set back keeps no answer alive', async () => {
    const seen = commands()
    await deep()
    world.passes(-3_600_000)
    await deep()
    world.passes(3_600_000)
    expect(seen).toHaveLength(2)
    world.fails(undefined)
  })

  test('says 503 while the table is away, with nothing of why, and 200 again after', async () => {
    commands('unsent')
    const { status, body, headers } = await deep()
    expect([status, headers.get('retry-after')]).toEqual([503, '1'])
    expect(Object.keys(body).sort()).toEqual(['checks', 'code', 'detail', 'instance', 'status', 'title', 'type'])
    expect(body).toMatchObject({
      ...{ code: 'unavailable', instance: '/health' },
      checks: { table: 'unavailable', bucket: 'ok', oldestJobRunS: null },
      detail: READ_UNAVAILABLE.en,
    })
    world.fails(undefined)
    world.passes(1000)
    expect((await deep()).status).toBe(200)
  })

  test('says 503 while the bucket is away, or is not there', async () => {
    const { BUCKET_URL } = process.env
    const answers = [
      () => Promise.reject(new TypeError('fetch failed')),
      async () => new Response('', { status: 503 }),
      async () => new Response('<Error><Code>NoSuchBucket</Code></Error>', { status: 404 }),
    ]
    for (const answer of answers) {
      world.passes(1000)
      const asked = vi.spyOn(globalThis, 'fetch').mockImplementation(answer)
      const { status, body, text } = await deep()
      expect([status, body['checks']]).toMatchObject([503, { table: 'ok', bucket: 'unavailable' }])
      expect(text).not.toContain(BUCKET_URL)
      asked.mockRestore()
    }
  })
})
