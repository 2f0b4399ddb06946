// The catalogue of invariants and keepers is readable.

import { expect, test } from 'vitest'
import { contracts } from '#functions/api.ts'
import { invariants, keepers } from '#functions/rulebook.ts'
import { problemsOf } from '#infra/docs/problems.ts'
import { explain } from '#kernel/data/guards.ts'
import { endpointsOf } from '#kernel/http/contract.ts'

const nameOf = ({ module, name }: { readonly module: string; readonly name: string }) => `${module}.${name}`

test.each(invariants.map((one) => [nameOf(one), one.says]))('%s is said in words', (_, says) => {
  expect(says).toMatch(/^[A-Z].*\.$|^[a-z]+[A-Z.].*\.$/)
  expect(says).not.toMatch(/\[object|undefined|NaN|\$\{|\n/)
})

test.each(keepers.map((keeper) => [nameOf(keeper), explain(keeper)] as const))(
  '%s prints its condition',
  (_, { condition, problem }) => {
    expect(`${condition} ${problem ?? ''}`).not.toMatch(/\[object|undefined|NaN|=>|#n\d|:v\d|\$\{|\n/)
    expect(condition.length).toBeGreaterThan(5)
  },
)

test('no two invariants say the same', () => {
  const says = invariants.map((one) => one.says)
  expect(says.filter((one, at) => says.indexOf(one) !== at)).toEqual([])
})

test('every invariant is kept by a guard, an expectation or companions', () => {
  const kept = new Set(keepers.flatMap((keeper) => explain(keeper).keeps))
  const message = 'no keeper in shared/domain/<module>/guards.ts names them under keeps'
  expect(
    invariants.map(nameOf).filter((name) => !kept.has(name)),
    message,
  ).toEqual([])
})

test('every invariant that a keeper keeps is in the catalogue', () => {
  const known = new Set(invariants.map(nameOf))
  expect(keepers.flatMap((keeper) => explain(keeper).keeps).filter((name) => !known.has(name))).toEqual([])
})

test('the problem of every guard is declared by an endpoint, or is the kernel’s own', () => {
  const declared = new Set(endpointsOf(contracts).flatMap((endpoint) => problemsOf(endpoint).map(({ code }) => code)))
  const unheard = keepers.filter(({ module, fails }) => module !== 'kernel' && fails && !declared.has(fails.code))
  expect(unheard.map(nameOf), 'no endpoint lists their problems under fails in functions/<module>/contract.ts').toEqual(
    [],
  )
})
