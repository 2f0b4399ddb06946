// The smallest part of a storm that still fails in the same way.

import type { Handlers } from '#infra/local/launch.ts'
import { shrink } from '#infra/simulation/shrink.ts'
import { type Outcome, type Plan, storm } from './storm.ts'

/** Failures of one kind differ in ids, names and numbers only. */
const kindOf = (failure: string): string =>
  (failure.split('\n')[0] ?? '')
    .replace(/_[0-9a-hjkmnp-tv-z]{26}/g, '')
    .replace(/^(\d+|end \d*) (ann|bob|cho|dan|eve) [a-z ]+( \(\d\))?: /, '')
    .replace(/\{.*\}/g, '')
    .replace(/\d+/g, '')

export interface Shrunk {
  readonly plan: Plan
  readonly outcome: Outcome
  /** The number of storms that it took. */
  readonly tries: number
}

/** @param tried is told of each try, with its number */
export const shrunk = async (
  plan: Plan,
  handlers: Handlers,
  tried: (tries: number) => void = () => {},
): Promise<Shrunk> => {
  const first = await storm(plan, handlers)
  const kind = kindOf(first.failures[0] ?? '')
  let tries = 0
  let best: Omit<Shrunk, 'tries'> = {
    plan: { ...plan, only: first.actions, strikes: first.strikes.map(({ at }) => at) },
    outcome: first,
  }
  const fails = async (changes: Pick<Plan, 'only'> | Pick<Plan, 'strikes'>): Promise<boolean> => {
    const smaller = { ...best.plan, ...changes }
    const outcome = await storm(smaller, handlers)
    tries += 1
    tried(tries)
    if (!outcome.failures.some((one) => kindOf(one) === kind)) return false
    best = { plan: smaller, outcome }
    return true
  }
  await shrink(best.plan.only ?? [], (only) => fails({ only }))
  // What struck in what is left.
  await fails({ strikes: best.outcome.strikes.map(({ at }) => at) })
  await shrink(best.plan.strikes ?? [], (strikes) => fails({ strikes }))
  await shrink(best.plan.only ?? [], (only) => fails({ only }))
  return { ...best, tries }
}
