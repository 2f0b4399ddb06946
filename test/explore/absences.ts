// Takes each keeper away and looks for its harm, in the pairs in which the keeper is asked.

import { rulebook } from '#functions/rulebook.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import { type Seen, sumOf } from './absent.ts'
import { unfound } from './unfound.ts'
import type { Done, Explored, Task } from './worker.ts'

export interface Absence {
  readonly keeper: string
  readonly kind: Keeper['kind']
  /** The pairs that ask the keeper. */
  readonly pairs: number
  /** The report of its harm; undefined: none was found. */
  readonly shown: string | undefined
  /** What became of the transactions that ask it. */
  readonly seen: Seen
}

type Explore = (tasks: readonly Task[], lineOf: (task: Task, done: Done) => string) => Promise<Done[]>

export const withoutEach = async (explored: readonly Explored[], explore: Explore): Promise<Absence[]> => {
  const all = Object.entries(rulebook).flatMap(([module, { keepers }]) =>
    Object.values<Keeper>(keepers).map(({ name, kind }) => ({ keeper: `${module}.${name}`, kind })),
  )
  const asking = new Map(all.map(({ keeper }) => [keeper, askingFor(keeper, explored)]))
  const left = new Map([...asking].map(([keeper, pairs]) => [keeper, tasksOf(keeper, pairs)]))
  const shown = new Map<string, string>()
  const seen = new Map<string, Seen[]>(all.map(({ keeper }) => [keeper, []]))
  while (left.size > 0) {
    const next = [...left].flatMap(([keeper, tasks]) => {
      const task = tasks.shift()
      if (!task) left.delete(keeper)
      return task ? [task] : []
    })
    // A thread keeps the scenario of its last task open.
    next.sort((one, other) => (one.scenario < other.scenario ? -1 : 1))
    await explore(next, (task, { explored: [...pairs], seen: walked }) => {
      seen.get(task.without ?? '')?.push(walked)
      const found = pairs.at(-1)?.found[0]
      if (!found) return `without ${task.without}: nothing in ${task.scenario}`
      shown.set(task.without ?? '', found)
      left.delete(task.without ?? '')
      return `without ${task.without}: ${found.split('\n')[0]}`
    })
  }
  return all.map(({ keeper, kind }) => ({
    keeper,
    kind,
    pairs: asking.get(keeper)?.length ?? 0,
    shown: shown.get(keeper),
    seen: sumOf(seen.get(keeper) ?? []),
  }))
}

/** Acts that touch nothing in common ask each in other pairs, too. */
const askingFor = (keeper: string, explored: readonly Explored[]): readonly Explored[] => {
  const asking = explored.filter(({ keepers }) => keepers.includes(keeper))
  const meeting = asking.filter(({ isApart }) => !isApart)
  return meeting.length > 0 ? meeting : asking
}

/** Of what no run without a fault has shown, so many pairs of each scenario are walked with faults, the shortest ones. */
const PAIRS_WITH_FAULTS = 8
/** Of an absence that showed nothing in earlier explorations, so many pairs of each scenario are walked, the shortest ones, without faults. */
const PAIRS_OF_UNFOUND = 24

/** One scenario after the other, those with the fewest pairs first, and of each the shortest walks; then with faults. */
const tasksOf = (keeper: string, pairs: readonly Explored[]): Task[] => {
  const scenarios = [...Map.groupBy(pairs, ({ scenario }) => scenario)].map(([scenario, all]) => ({
    scenario,
    places: all
      .toSorted((one, other) => one.histories - other.histories || one.place - other.place)
      .map(({ place }) => place),
  }))
  scenarios.sort((one, other) => one.places.length - other.places.length)
  const bounds = { findings: 1, most: 500 }
  const walks = (faults: boolean, most?: number): Task[] =>
    scenarios.map(({ scenario, places }) => ({
      ...{ scenario, pairs: places.slice(0, most), bounds: { ...bounds, faults }, without: keeper },
    }))
  return unfound.has(keeper) ? walks(false, PAIRS_OF_UNFOUND) : [...walks(false), ...walks(true, PAIRS_WITH_FAULTS)]
}
