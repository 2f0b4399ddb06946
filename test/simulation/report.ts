// What is said of a storm that failed.

import type { Summary } from './crew.ts'
import type { Shrunk } from './shrunk.ts'

/** The command that runs a storm again. */
export const replay = (seed: number, actions: number): string =>
  `npm run simulate -- --seed ${seed}${actions === 200 ? '' : ` --actions ${actions}`}`

/** The lines about a failed storm and its shortest part that fails alike. */
export const explained = (
  { seed, failures }: Pick<Summary, 'seed' | 'failures'>,
  actions: number,
  { plan, outcome, tries }: Shrunk,
): string[] => {
  const { only = [], strikes = [] } = plan
  return [
    `\nSeed ${seed} failed. Replay it with: ${replay(seed, actions)} --verbose`,
    ...failures.map((failure) => `  ${failure}`),
    `\nThe shortest history that fails alike, after ${tries} tries: ${only.length} actions, ${strikes.length} faults`,
    `  actions ${only.join()}; faults at ${strikes.join('; ') || 'no place'}`,
    ...[...outcome.history, ...outcome.failures].map((line) => `  ${line}`),
    '',
  ]
}
