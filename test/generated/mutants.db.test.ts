// Guard mutants, made from the rules themselves: with its condition each rule refuses its counterexample, without it the audit tells.

import { describe, expect, inject, test } from 'vitest'
import { rulebook } from '#functions/rulebook.ts'
import { commit } from '#kernel/commit/commit.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { Incomplete } from '#kernel/commit/verdict.ts'
import { Problem } from '#kernel/data/problem.ts'
import type { AnyRule } from '#kernel/data/rules.ts'
import { type Counterexample, without } from '#test/support/counterexample.ts'
import { freshTable } from '#test/support/table.ts'
import { counterexamples } from './counterexamples.ts'

const expected = ({ fails, expects }: AnyRule): string => fails?.code ?? (expects ? 'busy' : 'incomplete')

/** Commits the writes as a plan; a stale one is tried twice, because this world's time runs past the bound. */
const attempt = async (tableName: string, { writes }: Counterexample): Promise<string> => {
  let ticks = 0
  const world = { ...runtime(), tableName, elapsed: () => 1000 * ticks++, pause: async () => {} }
  const store = new Store(world.client, tableName)
  try {
    await commit({ store, world, precedence: [], plan: async () => ({ writes: writes(), reply: { status: 200 } }) })
    return 'committed'
  } catch (error) {
    if (error instanceof Problem) return error.kind.code
    if (error instanceof Incomplete) return 'incomplete'
    throw error
  }
}

const modules = (Object.keys(rulebook) as (keyof typeof rulebook)[]).filter(
  (module) => Object.keys(rulebook[module]).length > 0,
)
describe.each(modules)('%s', (module) => {
  const rules = Object.entries(rulebook[module]) as [string, AnyRule][]
  const examples = counterexamples[module] as Record<string, Counterexample>
  test.each(rules)('%s', async (name, rule) => {
    const table = await freshTable(inject('endpoint'))
    const example = examples[name] as Counterexample
    await table.store(example.given)
    expect((await table.audit()).violations, 'the world given is sound').toEqual([])

    expect(await attempt(table.name, example), 'the rule refuses its counterexample').toBe(expected(rule))
    expect(await table.items(), 'and nothing has changed').toEqual(await (await freshCopy(example)).items())

    expect(await without(rule, () => attempt(table.name, example)), 'without the rule it goes through').toBe(
      'committed',
    )
    const found = (await table.audit()).violations.map((violation) => `${violation.module}.${violation.rule}`)
    expect(found, 'and the audit reports that rule').toContain(`${module}.${name}`)
  })
})

const freshCopy = async ({ given }: Counterexample) => {
  const table = await freshTable(inject('endpoint'))
  await table.store(given)
  return table
}
