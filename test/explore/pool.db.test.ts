// A task that breaks is named, and the others go on; and what is taken away is taken from each run alike.

import { expect, test } from 'vitest'
import { performed, placeOf } from './performed.ts'

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
