// Runs a scenario by its name, with parameters and assumptions changed by flags.

import type { Setting } from '#infra/simulation/aws/assumptions.ts'
import type { Result } from '#infra/simulation/aws/result.ts'
import { resultOf } from './result.ts'
import type { Parameters, Scenario } from './scenario.ts'
import { Stage, type StageOptions } from './stage.ts'

export interface Asked extends Pick<StageOptions, 'onProgress'> {
  readonly scenario: Scenario<Parameters>
  /** The command line, for the result. */
  readonly command: string
  readonly seed?: number
  readonly tries?: number
  readonly given?: Readonly<Record<string, number>>
  readonly setting?: Partial<Setting>
  /** Requests a second on the route of the scenario, in place of the deployed rate. */
  readonly routeRate?: number | undefined
  /** Reserved concurrency of the function of the scenario. */
  readonly reserve?: number | undefined
}

export const TRIES = 4

export const run = async (asked: Asked): Promise<Result> => {
  const { scenario, command, seed = 1, tries = TRIES, given = {}, setting = {}, routeRate, reserve, onProgress } = asked
  const of = (value: number | undefined) => (value === undefined ? {} : { [scenario.hot]: value })
  const stage = await Stage.open({
    ...{ seed, tries, setting, rates: of(routeRate), reserved: of(reserve) },
    ...(onProgress ? { onProgress } : {}),
  })
  try {
    const values = Object.entries(scenario.parameters).map(([name, { value }]) => [name, given[name] ?? value])
    const told = await scenario.run(stage, Object.fromEntries(values))
    if (stage.broken.length > 0) console.error(stage.broken[0])
    return resultOf(stage, { scenario: scenario.name, command, ...told })
  } finally {
    stage.close()
  }
}
