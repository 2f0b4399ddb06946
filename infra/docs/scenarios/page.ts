// docs/scenarios.md and its charts, from the saved results of `npm run simulate -- --scenario ... --save`.

import { readdirSync, readFileSync } from 'node:fs'
import { PRICED, type Region, regions } from '#infra/cloud/prices.ts'
import { type Derived, textAt, withBlock } from '#infra/derive/derived.ts'
import type { Result } from '#infra/simulation/aws/result.ts'
import { chartOf } from './chart.ts'
import { asMarkdown, assumptionGrid, type Grid, gridsOf } from './report.ts'

const PAGE = 'docs/scenarios.md'
export const CHARTS = 'docs/scenarios/'

export interface Saved {
  readonly name: string
  /** The commit and the day of the run. */
  readonly commit: string
  readonly day: string
  readonly result: Result
}

const folder = new URL('../../../test/simulation/results/', import.meta.url)

/** In the order of their names. */
export const saved = (): Saved[] =>
  readdirSync(folder)
    .sort()
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      ...(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Omit<Saved, 'name'>),
    }))

/** Of a page, only what differs between runs; assumptions stand once at its end. */
const SHOWN = ['What callers were told', 'What it used', 'Partitions', 'Cost']

const titled = (grid: Grid): string[] => [`**${grid.title}**`, '', ...asMarkdown(grid), '']

const section = ({ name, commit, day, result }: Saved): string[] => [
  '```sh',
  result.command,
  '```',
  '',
  `![${name}: answers by time and the latency of successes](scenarios/${name}.svg)`,
  '',
  ...gridsOf(result)
    .filter(({ title }) => SHOWN.includes(title))
    .flatMap(titled),
  `Checked: ${Object.keys(result.checks).join('; ')}. Run at commit ${commit} on ${day}.`,
  '',
]

const priceGrid = (): Grid => {
  const [first, ...others] = Object.values<Region>(regions)
  const parts = Object.keys(first?.prices ?? {}) as (keyof Region['prices'])[]
  return {
    title: `Prices of ${PRICED}`,
    head: ['US dollars', ...Object.entries(regions).map(([id, { name }]) => `${id} (${name})`)],
    rows: parts.map((part) => [priced[part], ...[first, ...others].map((region) => String(region?.prices[part]))]),
  }
}

const priced: Readonly<Record<keyof Region['prices'], string>> = {
  readUnits: 'a million read units',
  writeUnits: 'a million write units',
  httpRequests: 'a million requests of the HTTP API',
  invocations: 'a million invocations',
  gigabyteSecond: 'a gigabyte-second of Lambda on arm64',
  logGigabyte: 'a gigabyte of logs',
  storedGigabyte: 'a gigabyte in the table for a month',
  recoveryGigabyte: 'recovery of a gigabyte for a month',
}

const sources = (): string[] => Object.entries<Region>(regions).map(([id, { source }]) => `- ${id}: ${source}.`)

export const scenarioFiles = (): Derived[] => {
  const all = saved()
  const bySection = Map.groupBy(all, ({ result }) => result.scenario)
  const blocks: Readonly<Record<string, string[]>> = {
    ...Object.fromEntries([...bySection].map(([scenario, runs]) => [scenario, runs.flatMap(section)])),
    assumptions: asMarkdown(assumptionGrid()),
    prices: [...asMarkdown(priceGrid()), '', ...sources()],
  }
  const text = Object.entries(blocks).reduce(
    (page, [name, lines]) => withBlock(page, name, ['', ...lines, '']),
    textAt(PAGE),
  )
  return [
    { path: PAGE, text: text.replace(/\n{3,}/g, '\n\n') },
    ...all.map(({ name, result }) => ({ path: `${CHARTS}${name}.svg`, text: chartOf(result) })),
  ]
}
