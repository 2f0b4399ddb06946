// Explores pairs in a thread of its own, and looks for the harm of a keeper's absence.

import { parentPort } from 'node:worker_threads'
import { rulebook } from '#functions/rulebook.ts'
import type { Condition } from '#kernel/data/condition.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import { setEnvironment } from '#test/support/process.ts'
import { absent, idOf, named, type Seen, unseen } from './absent.ts'
import { acceptedBy } from './accepted.ts'
import { type Bounds, Explorer, type Finding, type Pair, type Walk } from './explore.ts'
import { nameOf, report } from './report.ts'
import type { Act } from './stage.ts'

/** Pairs of a scenario, by their place among all pairs of it. */
export interface Task {
  readonly scenario: string
  readonly pairs: readonly number[]
  readonly bounds: Bounds
  /** Explores without this keeper until it finds something; `module.name`. */
  readonly without?: string
}

export interface Explored extends Omit<Walk, 'findings'> {
  readonly scenario: string
  /** The place among all pairs of the scenario. */
  readonly place: number
  readonly name: string
  readonly entries: readonly [string, string]
  /** The reports of unknown findings. */
  readonly found: readonly string[]
  /** The entries of `accepted` that its findings need, by their place. */
  readonly accepted: readonly number[]
  /** The keepers whose conditions were asked. */
  readonly keepers: readonly string[]
}

export interface Done {
  readonly explored: readonly Explored[]
  /** The pairs whose walks ended with an error, each with its error. */
  readonly broke: readonly string[]
  /** What the walks without a keeper have seen of it. */
  readonly seen: Seen
  readonly runs: number
  readonly ms: number
}

const keepers: readonly Keeper[] = Object.values(rulebook).flatMap(({ keepers: all }) => Object.values<Keeper>(all))
const asked = new Set<string>()

/** Notes each keeper that is asked. */
const watch = (keeper: Keeper): void => {
  const noted =
    <T>(ask: (...given: unknown[]) => T) =>
    (...given: unknown[]): T => {
      asked.add(idOf(keeper))
      return ask(...given)
    }
  const when = keeper.when as ((...given: unknown[]) => Condition) | undefined
  const companions = keeper.with as ((...given: unknown[]) => unknown) | undefined
  if (when) Object.assign(keeper, { when: noted((...given) => named(keeper, when(...given))) })
  if (companions) Object.assign(keeper, { with: noted(companions) })
}

/** The last scenario stays open: most tasks in a row are of one. */
let opened: Explorer | undefined
const open = async (name: string): Promise<Explorer> => {
  if (opened?.scenario.name === name) return opened
  opened?.stage.close()
  const { scenarios } = await import('./scenarios.ts')
  const { Stage } = await import('./stage.ts')
  const scenario = scenarios.find((one) => one.name === name)
  if (!scenario) throw new Error(`there is no scenario ${name}`)
  opened = await Explorer.of(await Stage.open(), scenario)
  return opened
}

const perform = async ({ scenario, pairs, bounds, without: missing }: Task): Promise<Done> => {
  const began = performance.now()
  const explorer = await open(scenario)
  const before = explorer.runs
  const keeper = keepers.find((one) => idOf(one) === missing)
  const explored: Explored[] = []
  const broke: string[] = []
  const seen = unseen()
  for (const place of pairs) {
    const pair = explorer.pairs[place]
    if (!pair) throw new Error(`${scenario} has no pair ${place}`)
    asked.clear()
    const faults = bounds.faults && (keeper !== undefined || explorer.meetsFaults(pair))
    const around = keeper && (<T>(run: () => Promise<T>) => absent(keeper, { stage: explorer.stage, seen }, run))
    try {
      const walked = await explorer.walk(pair, { ...bounds, faults }, around)
      explored.push({ place, ...exploredOf(pair, explorer, walked) })
    } catch (error) {
      // The other pairs are walked, because each run begins anew.
      broke.push(`${nameOf(scenario, pair)}${missing ? ` without ${missing}` : ''}: ${(error as Error).message}`)
    }
    if (keeper && explored.at(-1)?.found.length) break
  }
  return { explored, broke, seen, runs: explorer.runs - before, ms: performance.now() - began }
}

const exploredOf = (pair: Pair, explorer: Explorer, { findings, ...walk }: Walk): Omit<Explored, 'place'> => {
  const known = findings.map((one): [Finding, number | undefined] => [one, acceptedBy(one)])
  const entry = (name: string): Act['entry'] => explorer.act(name).entry
  return {
    ...walk,
    scenario: explorer.scenario.name,
    name: nameOf(explorer.scenario.name, pair),
    entries: [entry(pair.first), entry(pair.second)],
    found: known.flatMap(([finding, at]) => (at === undefined ? [report([finding])] : [])),
    accepted: [...new Set(known.flatMap(([, at]) => at ?? []))],
    keepers: [...asked],
  }
}

// Many runs throw many errors, and no stack is read.
Error.stackTraceLimit = 0
setEnvironment('http://127.0.0.1:1', 'http://127.0.0.1:1')
for (const keeper of keepers) watch(keeper)
parentPort?.on('message', async (task: Task) => {
  parentPort?.postMessage(await perform(task))
})
