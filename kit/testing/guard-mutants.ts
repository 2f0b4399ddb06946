// Guard mutants: with its condition each keeper refuses its counterexample; without it the audit reports an invariant that it keeps.

import assert from 'node:assert/strict'
import { commit } from '#kernel/commit/commit.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { Incomplete } from '#kernel/commit/verdict.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import { Problem } from '#kernel/data/problem.ts'
import type { Case } from './case.ts'
import { type Counterexample, without } from './counterexample.ts'
import type { TestTable } from './table.ts'

export interface Guarded {
  readonly module: string
  readonly keepers: Readonly<Record<string, Keeper>>
  readonly counterexamples: Readonly<Record<string, Counterexample>>
  /** Where the counterexamples are, for the message of a failure. */
  readonly file: string
}

/** @param newTable makes an empty table, audited by the invariants that the keepers keep */
export const guardMutants = (guarded: Guarded, newTable: () => Promise<TestTable>): Case[] =>
  Object.entries(guarded.keepers).map(([name, keeper]) => ({
    group: guarded.module,
    name,
    run: () => prove(guarded, keeper, newTable),
  }))

const prove = async (
  { module, counterexamples, file }: Guarded,
  keeper: Keeper,
  newTable: () => Promise<TestTable>,
) => {
  const name = `${module}.${keeper.name}`
  const example = counterexamples[keeper.name]
  if (!example) throw new Error(`${file} has no counterexample of ${keeper.name}. Add one.`)
  const table = await newTable()
  await table.store(example.given)
  const before = await table.items()
  const unsound = (await table.audit()).violations
  assert.deepEqual(unsound, [], `the audit finds something in what the counterexample of ${name} is given: see ${file}`)

  const refused = await attempt(table, example)
  assert.equal(refused, expected(keeper), `${name} does not refuse its counterexample in ${file}`)
  assert.deepEqual(await table.items(), before, `${name} refuses its counterexample, but something was written`)

  const passed = await without(keeper, () => attempt(table, example))
  const alone = `without ${name} its counterexample is refused by something else: in ${file}, make it break ${keeper.name} alone`
  assert.equal(passed, 'committed', alone)
  await harmed(table, keeper, example, name)
}

/** What the counterexample did without the keeper is seen. */
const harmed = async (table: TestTable, { keeps }: Keeper, { harms }: Counterexample, name: string): Promise<void> => {
  // The harm is the caller that is let in, whatever the writes are.
  if (keeps === 'access') return
  if (keeps === 'order') {
    const seen = harms?.(await table.items())
    assert.equal(seen, true, `without ${name} no change is lost: its counterexample says in \`harms\` what to look for`)
    return
  }
  const found = (await table.audit()).violations.map((violation) => `${violation.module}.${violation.rule}`)
  const kept = keeps.map((invariant) => `${invariant.module}.${invariant.name}`)
  const reported = `without ${name} the audit reports ${found.join(', ') || 'nothing'}, and none of what it keeps: ${kept.join(', ')}`
  assert.ok(
    found.some((one) => kept.includes(one)),
    reported,
  )
}

const expected = ({ fails, kind }: Keeper): string => fails?.code ?? (kind === 'expectation' ? 'busy' : 'incomplete')

/** Commits the writes as a plan. One that expects in vain is tried twice, because this world's time runs past the bound. */
const attempt = async ({ client, name: tableName }: TestTable, { writes }: Counterexample): Promise<string> => {
  let ticks = 0
  const world = { ...runtime(), client, tableName, elapsed: () => 1000 * ticks++, pause: async () => {} }
  const store = new Store(client, tableName)
  try {
    await commit({ store, world, precedence: [], plan: async () => ({ writes: writes(), value: undefined }) })
    return 'committed'
  } catch (error) {
    if (error instanceof Problem) return error.kind.code
    if (error instanceof Incomplete) return 'incomplete'
    throw error
  }
}
