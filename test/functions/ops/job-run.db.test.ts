// The record of a job's run: a lost reply to it is settled like every other, within what the function may do.

import { afterAll, expect, test } from 'vitest'
import { contextOf } from '#infra/local/context.ts'
import { load } from '#infra/local/load.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const { forgetsTokens } = runtime()
afterAll(() => bindRuntime({ forgetsTokens }))

const SCHEDULED = { source: 'aws.events', 'detail-type': 'Scheduled Event' }

test.each([false, true])(
  'a job goes on whose record was written and not answered (tokens forgotten: %s)',
  async (forgets) => {
    bindRuntime({ forgetsTokens: forgets })
    let lost = 0
    world.fails((command, _, input) => {
      const isRecord = command === 'TransactWriteItems' && JSON.stringify(input).includes('JOB#friends.sweepGroups')
      if (!isRecord || lost > 0) return undefined
      lost += 1
      return 'lost'
    })
    const { jobs } = await load()
    const { handler } = jobs.find(({ job }) => job.operation === 'friends.sweepGroups') ?? expect.unreachable()
    expect(await handler(SCHEDULED, contextOf('friends.sweepGroups'))).toEqual({ deleted: 0 })
    expect(lost).toBe(1)
    world.fails(undefined)
  },
)
