// The reasons for absences that no pair shows name keepers that exist, each once.

import { expect, test } from 'vitest'
import { rulebook } from '#functions/rulebook.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import { withoutEach } from './absences.ts'
import { page } from './page.ts'
import { unfound } from './unfound.ts'
import type { Explored, Task } from './worker.ts'

const keepers = Object.entries(rulebook).flatMap(([module, { keepers: all }]) =>
  Object.values<Keeper>(all).map(({ name }) => `${module}.${name}`),
)

test('each keeper that is named exists', () => {
  expect([...unfound.keys()].filter((one) => !keepers.includes(one))).toEqual([])
})

const explored = (asked: readonly string[], cut = 0): Explored => ({
  ...{
    scenario: 'friends',
    place: 0,
    name: 'friends / ann / bob',
    entries: ['friends.addFriend', 'friends.addFriend'],
  },
  ...{ histories: 3, repeated: 0, faults: 2, cut, found: [], accepted: [], keepers: asked },
})

test('what is known to show nothing is walked without faults; the page names the reasons, and what was cut off', async () => {
  const [known = ''] = unfound.keys()
  const found = keepers.find((one) => !unfound.has(one)) ?? ''
  const open = keepers.find((one) => !unfound.has(one) && one !== found) ?? ''
  const pairs = [explored([known, found, open], 1)]
  const tasks: Task[] = []
  const absences = await withoutEach(pairs, async (next, lineOf) => {
    const done = next.map((task) => {
      tasks.push(task)
      const shown = task.without === found ? ['friends / ann / bob: it is broken\n    ann: sends\n    in fact'] : []
      const one = {
        explored: [{ ...explored([]), found: shown }],
        broke: [],
        seen: { asked: 7, committed: 2, refused: 3, by: { [found]: 3 } },
        runs: 1,
        ms: 1,
      }
      lineOf(task, one)
      return one
    })
    return done
  })
  const faultsOf = (keeper: string) =>
    tasks.filter(({ without }) => without === keeper).map(({ bounds }) => bounds.faults)
  expect([faultsOf(known), faultsOf(found), faultsOf(open)]).toEqual([[false], [false], [false, true]])
  const text = page({ commit: 'abc', explored: pairs, absences, runs: 1, seconds: 60, jobs: 1 })
  expect(text).toContain('- friends / ann / bob: 1 of 3 walks')
  expect(text).toContain(`| ${found} | 1 | friends / ann / bob | it is broken: ann: sends |`)
  expect(text).toContain(unfound.get(known))
  const seen = `Refused as well 3 times by ${found} (3). Committed without harm 2 times`
  expect(text).toContain(`| ${known} | 1 | Asked 7 times, broken 5 times. ${seen}`)
  // It was walked twice: without faults, and with them.
  expect(text).toContain(`| ${open} | 1 | Asked 14 times, broken 10 times.`)
})
