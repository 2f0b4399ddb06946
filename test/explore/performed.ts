// Performs tasks of the exploration for its tests.

import { Explorer } from './explore.ts'
import { inThreads } from './pool.ts'
import { nameOf } from './report.ts'
import { scenarios } from './scenarios.ts'
import { Stage } from './stage.ts'
import type { Done, Task } from './worker.ts'

/** Performs tasks one after the other. */
export const performed = async (tasks: readonly Task[]): Promise<Done[]> => {
  const all: Done[] = []
  await inThreads(tasks, 1, (_, done) => all.push(done))
  return all
}

/** The place of the pair of this name. */
export const placeOf = async (scenario: string, name: string): Promise<number> => {
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
