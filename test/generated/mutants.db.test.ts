// Guard mutants of every module: each keeper is load-bearing.

import { describe, inject, test } from 'vitest'
import { rulebook } from '#functions/rulebook.ts'
import { runCases } from '#kit/testing/case.ts'
import { guardMutants } from '#kit/testing/guard-mutants.ts'
import { freshTable } from '#test/support/table.ts'
import { counterexamples } from './counterexamples.ts'

const modules = Object.keys(rulebook) as (keyof typeof rulebook)[]

const cases = modules.flatMap((module) =>
  guardMutants(
    {
      module,
      keepers: rulebook[module].keepers,
      counterexamples: counterexamples[module],
      file: `test/domain/${module}/counterexamples.ts`,
    },
    () => freshTable(inject('endpoint')),
  ),
)

runCases(cases, { describe, test })
