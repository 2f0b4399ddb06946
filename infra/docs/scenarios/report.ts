// The result of a scenario as text: for the terminal, and as tables of docs/scenarios.md.

import { billOf, regions, sumOf } from '#infra/cloud/prices.ts'
import { type Assumption, assumptions, flagOf, type Named, names } from '#infra/simulation/aws/assumptions.ts'
import type { Result } from '#infra/simulation/aws/result.ts'

export const count = (value: number): string => Math.round(value).toLocaleString('en-US')
const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : count(value)} ms`
export const dollars = (value: number): string => `$${value < 1 ? value.toFixed(4) : value.toFixed(2)}`

export interface Grid {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The tables of a result, in their order. */
export const gridsOf = (result: Result): Grid[] => [
  {
    title: 'What callers were told',
    head: ['calls', 'answer', 'count', 'p50', 'p99'],
    rows: result.groups.flatMap(({ name, outcomes }) =>
      outcomes.map(({ code, count: number, p50, p99 }) => [name, code, count(number), ms(p50), ms(p99)]),
    ),
  },
  {
    title: 'What it used',
    head: ['what', 'amount'],
    rows: [
      ...Object.entries(result.facts),
      ['requests at the gateway, with repeats', count(result.requests)],
      ['refused by the gateway (429)', count(result.gatewayRefused)],
      ['environments: started, most at once', `${count(result.lambda.started)}, ${count(result.lambda.peak)}`],
      ['invocations refused by Lambda', count(result.lambda.refused)],
      ['calls of the store, throttled', `${count(result.store.calls)}, ${count(result.store.throttled)}`],
      ['read and write units', `${count(result.store.read)}, ${count(result.store.write)}`],
    ],
  },
  {
    title: 'Partitions',
    head: ['place', 'partitions', 'splits', 'busiest second: reads', 'writes', 'throttled'],
    rows: result.hotPlaces.map(({ place, partitions, splits, peakRead, peakWrite, throttled }) => [
      place,
      ...[partitions, splits, peakRead, peakWrite, throttled].map(count),
    ]),
  },
  {
    title: 'Hottest keys',
    head: ['place', 'key', 'units', 'throttled'],
    rows: result.hotKeys.map(({ place, key, kind, units, throttled }) => [
      ...[place, key, `${count(units)} ${kind}`, count(throttled)],
    ]),
  },
  {
    title: 'Cost',
    head: ['region', 'table', 'gateway', 'Lambda', 'logs', 'together'],
    rows: Object.entries(regions).map(([id, { name, prices }]) => {
      const bill = billOf(result.usage, prices)
      return [`${id} (${name})`, ...[bill.table, bill.gateway, bill.lambda, bill.logs, sumOf(bill)].map(dollars)]
    }),
  },
  {
    title: 'Checked',
    head: ['what', 'holds'],
    rows: Object.entries(result.checks).map(([says, holds]) => [says, holds ? 'yes' : 'NO']),
  },
]

/** @param setting marks what differs from the default */
export const assumptionGrid = (setting?: Result['setting']): Grid => ({
  title: 'Assumptions',
  head: ['flag', 'value', 'what', 'source'],
  rows: names.map((name) => {
    const { value, unit, says, source } = assumptionOf(name)
    const used = setting?.[name] ?? value
    return [
      `--${flagOf(name)}`,
      `${count(used)} ${unit}${used === value ? '' : ` (default ${count(value)})`}`,
      says,
      source,
    ]
  }),
})

const assumptionOf = (name: Named): Assumption => assumptions[name]

export const asText = ({ title, head, rows }: Grid): string => {
  const widths = head.map((cell, at) => Math.max(cell.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, at) => (isNumber(cell) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join('  ')}`
  return [title, ...[head, ...rows].map((row) => line(row).trimEnd())].join('\n')
}

const isNumber = (cell: string): boolean => /^\$?[\d.,]+( ms)?$/.test(cell)

const cells = (row: readonly string[]): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

export const asMarkdown = ({ head, rows }: Grid): string[] => [
  cells(head),
  cells(head.map((_, at) => (at > 0 && rows.every((row) => isNumber(row[at] ?? '')) ? '---:' : '---'))),
  ...rows.map(cells),
]
