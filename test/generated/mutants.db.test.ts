// Guard mutants: with its condition each keeper refuses its counterexample; without it the audit reports an invariant that it keeps.

import { describe, expect, inject, test } from 'vitest'
import { rulebook } from '#functions/rulebook.ts'
import { commit } from '#kernel/commit/commit.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { Incomplete } from '#kernel/commit/verdict.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import { Problem } from '#kernel/data/problem.ts'
import { type Counterexample, without } from '#test/support/counterexample.ts'
import { freshTable } from '#test/support/table.ts'
import { counterexamples } from './counterexamples.ts'

const expected = ({ fails, kind }: Keeper): string => fails?.code ?? (kind === 'expectation' ? 'busy' : 'incomplete')

/** Commits the writes as a plan; a stale one is tried twice, because this world's time runs past the bound. */
const attempt = async (tableName: string, { writes }: Counterexample): Promise<string> => {
  let ticks = 0
  const world = { ...runtime(), tableName, elapsed: () => 1000 * ticks++, pause: async () => {} }
  const store = new Store(world.client, tableName)
  try {
    await commit({ store, world, precedence: [], plan: async () => ({ writes: writes(), value: undefined }) })
    return 'committed'
  } catch (error) {
    if (error instanceof Problem) return error.kind.code
    if (error instanceof Incomplete) return 'incomplete'
    throw error
  }
}

const modules = (Object.keys(rulebook) as (keyof typeof rulebook)[]).filter(
  (module) => Object.keys(rulebook[module].keepers).length > 0,
)
describe.each(modules)('%s', (module) => {
  const keepers = Object.entries<Keeper>(rulebook[module].keepers)
  const examples: Readonly<Record<string, Counterexample>> = counterexamples[module]
  test.each(keepers)('%s', async (name, keeper) => {
    const table = await freshTable(inject('endpoint'))
    const example = examples[name]
    if (!example) throw new Error(`test/domain/${module}/counterexamples.ts has no counterexample of ${name}`)
    await table.store(example.given)
    expect(
      (await table.audit()).violations,
      `the audit finds nothing in what the counterexample of ${module}.${name} is given`,
    ).toEqual([])

    expect(
      await attempt(table.name, example),
      `${module}.${name} does not refuse its counterexample in test/domain/${module}/counterexamples.ts`,
    ).toBe(expected(keeper))
    expect(await table.items(), 'and nothing has changed').toEqual(await (await freshCopy(example)).items())

    expect(
      await without(keeper, () => attempt(table.name, example)),
      `without ${module}.${name} its counterexample goes through, and nothing else refuses it: make it break that one alone`,
    ).toBe('committed')
    const { keeps } = keeper
    // Those who are let in by mistake are the harm, whatever they write.
    if (keeps === 'access') return
    if (keeps === 'order')
      return expect(example.harms?.(await table.items()), `${module}.${name} is harmless without it: see harms`).toBe(
        true,
      )
    const found = (await table.audit()).violations.map((violation) => `${violation.module}.${violation.rule}`)
    const kept = keeps.map((invariant) => `${invariant.module}.${invariant.name}`)
    expect(
      found.some((one) => kept.includes(one)),
      `the audit reports ${found.join(', ') || 'nothing'}, none of what ${module}.${name} keeps: ${kept.join(', ')}`,
    ).toBe(true)
  })
})

const freshCopy = async ({ given }: Counterexample) => {
  const table = await freshTable(inject('endpoint'))
  await table.store(given)
  return table
}
