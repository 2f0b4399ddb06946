// What the rules say of themselves is fit to be read by people.

import { expect, test } from 'vitest'
import { contracts } from '#functions/api.ts'
import { allRules } from '#functions/rulebook.ts'
import { explain } from '#kernel/data/rules.ts'
import { endpointsOf } from '#kernel/http/contract.ts'

const explained = allRules.map((rule) => ({ name: `${rule.module}.${rule.rule}`, rule, said: explain(rule) }))

test.each(explained)('$name is explained in words', ({ said, rule }) => {
  const text = `${said.says} ${said.holds} ${said.problem ?? ''}`
  expect(text).not.toMatch(/\[object|undefined|NaN|null|=>|#n\d|:v\d|\$\{|\n/)
  expect(said.says).toMatch(/^[A-Z].*\.$|^[a-z]+[A-Z.].*\.$/)
  expect(said.holds.length).toBeGreaterThan(5)
  expect([said.module, said.rule]).toEqual([rule.module, rule.rule])
})

test.each(explained.filter(({ rule }) => rule.guard ?? rule.expects))(
  '$name prints its parameters by name',
  ({ said, rule }) => {
    const printed = [...said.holds.matchAll(/:(\w+)/g)].map(([, name]) => name)
    const source = (rule.guard ?? rule.expects)?.toString() ?? ''
    expect(printed.filter((name) => !source.includes(String(name)))).toEqual([])
    // A parameter that a condition has, it asks about.
    expect(printed.length === 0).toBe(/^\w*\s*\(\)/.test(source))
  },
)

test('no two rules say the same', () => {
  const says = allRules.map((rule) => rule.says)
  expect(says.filter((one, at) => says.indexOf(one) !== at)).toEqual([])
})

test('the problem of every rule is declared by an endpoint, or is the kernel’s own', () => {
  const declared = new Set(endpointsOf(contracts).flatMap(({ fails }) => fails.map(({ code }) => code)))
  const unheard = allRules.filter(({ module, fails }) => module !== 'kernel' && fails && !declared.has(fails.code))
  expect(
    unheard.map(({ module, rule }) => `${module}.${rule}`),
    'no endpoint lists their problems under fails in functions/<module>/contract.ts',
  ).toEqual([])
})
