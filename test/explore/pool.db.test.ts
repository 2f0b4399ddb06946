// A task that breaks is named, and the others go on; and what is taken away is taken from each run alike.

import { expect, test } from 'vitest'
import { Explorer } from './explore.ts'
import { inThreads } from './pool.ts'
import { nameOf } from './report.ts'
import { scenarios } from './scenarios.ts'
import { Stage } from './stage.ts'
import type { Done, Task } from './worker.ts'

const performed = async (tasks: readonly Task[]): Promise<Done[]> => {
  const all: Done[] = []
  await inThreads(tasks, 1, (_, done) => all.push(done))
  return all
}

/** The place of the pair of this name. */
const placeOf = async (scenario: string, name: string): Promise<number> => {
  const stage = await Stage.open()
  try {
    const described = scenarios.find((one) => one.name === scenario)
    if (!described) throw new Error(`there is no scenario ${scenario}`)
    const place = (await Explorer.of(stage, described)).pairs.findIndex((pair) => nameOf(scenario, pair) === name)
    if (place < 0) throw new Error(`there is no pair ${name}`)
    return place
  } finally {
    stage.close()
  }
}

const BOUNDS = { faults: false, most: 500, findings: 1 }

test('an error ends one task: it is named, and the next one is performed', async () => {
  const [broken, walked] = await performed([
    { scenario: 'an account', pairs: [100_000], bounds: BOUNDS },
    { scenario: 'an account', pairs: [0], bounds: BOUNDS },
  ])
  expect(broken?.broke).toEqual(['an account, pairs 100000: an account has no pair 100000'])
  expect(walked?.broke).toEqual([])
  expect(walked?.explored).toHaveLength(1)
})

test.each([
  // What the settlement of one run left out was left out of the attempts of the next one, whose steps were others then.
  ['events.withLane', 'a town', 'a town / the deliveries / an operator retries'],
  // A reason of a cancellation was taken for that of another item; and a job in the end of a run never gave up.
  ['matches.withTakes', 'a town', 'a town / the deliveries / ann orders'],
])('without %s, the walk ends and shows the harm', async (without, scenario, name) => {
  const place = await placeOf(scenario, name)
  const [done] = await performed([{ scenario, pairs: [place], bounds: BOUNDS, without }])
  expect(done?.broke).toEqual([])
  expect(done?.explored.flatMap(({ found }) => found)).toHaveLength(1)
})
