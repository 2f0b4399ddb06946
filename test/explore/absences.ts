// Takes each keeper away and looks for its harm, in the pairs in which the keeper is asked.

import { rulebook } from '#functions/rulebook.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import type { Done, Explored, Task } from './worker.ts'

export interface Absence {
  readonly keeper: string
  readonly kind: Keeper['kind']
  /** The pairs that ask the keeper. */
  readonly pairs: number
  /** The report of its harm; undefined: none was found. */
  readonly shown: string | undefined
}

type Explore = (tasks: readonly Task[], lineOf: (task: Task, done: Done) => string) => Promise<Done[]>

export const withoutEach = async (explored: readonly Explored[], explore: Explore): Promise<Absence[]> => {
  const all = Object.entries(rulebook).flatMap(([module, { keepers }]) =>
    Object.values<Keeper>(keepers).map(({ name, kind }) => ({ keeper: `${module}.${name}`, kind })),
  )
  const asking = new Map(all.map(({ keeper }) => [keeper, explored.filter(({ keepers }) => keepers.includes(keeper))]))
  const left = new Map([...asking].map(([keeper, pairs]) => [keeper, tasksOf(keeper, pairs)]))
  const shown = new Map<string, string>()
  while (left.size > 0) {
    const next = [...left].flatMap(([keeper, tasks]) => {
      const task = tasks.shift()
      if (!task) left.delete(keeper)
      return task ? [task] : []
    })
    await explore(next, (task, { explored: [...pairs] }) => {
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
  }))
}

/** One scenario after the other, those with the shortest walks first; then with faults. */
const tasksOf = (keeper: string, pairs: readonly Explored[]): Task[] => {
  const scenarios = [...Map.groupBy(pairs, ({ scenario }) => scenario)].map(([scenario, all]) => ({
    scenario,
    pairs: all.toSorted((one, other) => one.histories - other.histories).map(({ place }) => place),
  }))
  return [false, true].flatMap((faults) =>
    scenarios.map(
      ({ scenario, pairs: places }): Task => ({
        scenario,
        pairs: places,
        bounds: { faults, most: faults ? 2000 : 500, findings: 1 },
        without: keeper,
      }),
    ),
  )
}
