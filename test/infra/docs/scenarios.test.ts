// The saved scenarios: of today's assumptions, each with a chart that says what its numbers say.

import { expect, test } from 'vitest'
import { regions } from '#infra/cloud/prices.ts'
import { chartOf } from '#infra/docs/scenarios/chart.ts'
import { saved } from '#infra/docs/scenarios/page.ts'
import { asText, gridsOf } from '#infra/docs/scenarios/report.ts'
import { type Setting, settingOf } from '#infra/simulation/aws/assumptions.ts'
import { scenarios } from '#test/simulation/scale/scenarios/all.ts'

const all = saved()

/** The flags of a command line, by camel-case name. */
const flagsOf = (command: string): Record<string, number> =>
  Object.fromEntries(
    [...command.matchAll(/--([\w-]+)[ =]([\d.]+)/g)].map(([, name = '', value]) => [
      name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
      Number(value),
    ]),
  )

test('docs/scenarios.md has every scenario', () =>
  expect([...new Set(all.map(({ result }) => result.scenario))].sort()).toEqual(
    scenarios.map(({ name }) => name).sort(),
  ))

test.each(all)('$name was run with the assumptions of today, and its checks held', ({ name, result }) => {
  const { setting, command, checks, scenario } = result
  const again = `${command} --save ${name}`
  expect(setting, `run again: ${again}, then npm run derive`).toEqual(settingOf(flagsOf(command) as Partial<Setting>))
  expect(Object.values(checks).every((holds) => holds)).toBe(true)
  expect(command).toContain(`npm run simulate -- --scenario ${scenario}`)
})

test.each(all)('$name: its tables and its chart add up', ({ result }) => {
  const { series, groups, usage } = result
  const charted = Object.values(series.ended)
    .flat()
    .reduce((sum, one) => sum + one, 0)
  const told = groups.map(({ outcomes }) => outcomes.reduce((sum, { count }) => sum + count, 0))
  expect([...told, told.reduce((sum, one) => sum + one, 0)]).toContain(charted)
  expect(series.began.reduce((sum, one) => sum + one, 0)).toBe(charted)
  const bill = gridsOf(result).find(({ title }) => title === 'Cost')?.rows[0] ?? []
  const { writeUnits, readUnits } = regions['us-east-1'].prices
  const table = (usage.writeUnits * writeUnits + usage.readUnits * readUnits) / 1e6
  expect(Number(bill[1]?.slice(1)) / table).toBeCloseTo(1, 1)
  const svg = chartOf(result)
  expect(svg).toContain('prefers-color-scheme: dark')
  expect(svg).not.toMatch(/NaN|undefined|Infinity/)
})

test('tables of the terminal align their columns', () => {
  const text = asText({
    title: 'T',
    head: ['what', 'amount'],
    rows: [
      ['a', '1,000'],
      ['long name', '7'],
    ],
  })
  expect(text.split('\n')).toEqual(['T', '  what       amount', '  a           1,000', '  long name       7'])
})
