// Guard mutants of every module: each keeper is load-bearing.

import { afterAll, describe, inject, test } from 'vitest'
import { rulebook } from '#functions/rulebook.ts'
import { bindRuntime, documentClient, runtime } from '#kernel/commit/runtime.ts'
import { runCases } from '#kit/testing/case.ts'
import { guardMutants } from '#kit/testing/guard-mutants.ts'
import { freshTable } from '#test/support/table.ts'
import { home } from '#test/support/world.ts'
import { counterexamples } from './counterexamples.ts'

const modules = Object.keys(rulebook) as (keyof typeof rulebook)[]

const { pause } = runtime()
const freshBoundTable = async () => {
  const table = await freshTable(home())
  // Before an audit tells what it found, it looks again a little later. Nothing else writes here.
  bindRuntime({ client: table.client, pause: async () => {} })
  return table
}
afterAll(() => bindRuntime({ client: documentClient(inject('endpoint')), pause }))

const cases = modules.flatMap((module) =>
  guardMutants(
    {
      module,
      keepers: rulebook[module].keepers,
      counterexamples: counterexamples[module],
      file: `test/domain/${module}/counterexamples.ts`,
    },
    freshBoundTable,
  ),
)

runCases(cases, { describe, test })
