// The tables and the diagram in docs/ that `npm run derive` writes between their marks.

import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'
import { machine as billing } from '#domain/billing/machine.ts'
import { meanings } from '#domain/billing/meanings.ts'
import { announcements } from '#functions/announcements.ts'
import { contracts } from '#functions/api.ts'
import { invariants, keepers } from '#functions/rulebook.ts'
import { settings } from '#infra/cloud/setting-names.ts'
import { type Derived, textAt, withBlock } from '#infra/derive/derived.ts'
import { type Explained, explain } from '#kernel/data/guards.ts'
import type { Text } from '#kernel/data/language.ts'
import type { Declared } from '#kernel/data/outbox.ts'
import { endpointsOf } from '#kernel/http/contract.ts'
import { callTable, costTable, perMillion, placed, priceTable } from './costs.ts'
import { quotaTables } from './quotas.ts'

const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const guards = keepers.map(explain)

const conditionCell = ({ condition, kind }: Explained): string =>
  kind === 'expectation' ? `\`${condition}\` (expectation)` : `\`${condition}\``

const invariantTable = (): string[] => [
  row('invariant', 'what holds', 'kept by', 'answers'),
  row('---', '---', '---', '---'),
  ...invariants.map(({ module, name, says }) => {
    const keeping = guards.filter(({ keeps }) => keeps.includes(`${module}.${name}`))
    const conditions = [...new Set(keeping.map(conditionCell))]
    const problems = [...new Set(keeping.flatMap(({ problem }) => (problem ? `\`${problem}\`` : [])))]
    return row(`${module}.${name}`, says, conditions.join('; '), problems.join(', '))
  }),
]

interface Measured {
  readonly node: string
  readonly arch: string
  readonly rounds: number
  readonly functions: Readonly<Record<string, { readonly kb: number; readonly initMs: number }>>
}
/** The last results of `npm run bench:cold -- --save`. */
const cold: Measured = JSON.parse(readFileSync(new URL('../../test/bench/cold.json', import.meta.url), 'utf8'))

const endpoints = (): string[] => [
  row(
    'endpoint',
    'what it does',
    'KB',
    'init ms',
    'trips',
    'read units',
    'write units',
    ...placed.map(({ name }) => `$ a million, ${name}`),
  ),
  row('---', '---', '---', '---', '---', '---', '---', '---', '---'),
  ...endpointsOf(contracts)
    .filter(({ route }) => route !== '$default')
    .map(({ route, summary, operation, budget: { trips, read, write } }) => {
      // A new endpoint may not be measured yet.
      const { kb = '-', initMs = '-' } = cold.functions[operation] ?? {}
      const figures = [kb, initMs, trips, read, write].map(String)
      const costs = placed.map(({ prices }) => perMillion(prices, read, write).toFixed(2))
      return row(`\`${route}\``, summary, ...figures, ...costs)
    }),
]

const machine = (): string[] => [
  `The saved figures are medians of ${cold.rounds} fresh processes on Node ${cold.node}, ${cold.arch}.`,
]

const whens: Readonly<Record<string, Text>> = meanings

const states = (): string[] => {
  const arrows = Map.groupBy(billing, ({ state, next }) => `${state} --> ${next}`)
  return [
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> READY',
    ...[...arrows].map(([arrow, events]) => `  ${arrow}: ${events.map(({ event }) => event).join(', ')}`),
    '```',
    '',
    row('from', 'event', 'to', 'when'),
    row('---', '---', '---', '---'),
    ...billing.map(({ state, event, next }) =>
      row(`\`${state}\``, event, `\`${next}\``, whens[`${state} ${event}`]?.en ?? ''),
    ),
  ]
}

/** Conditions without an invariant: stored data cannot show their absence. */
const others = (): string[] => [
  row('condition of', 'kind', 'for', 'condition', 'answers'),
  row('---', '---', '---', '---', '---'),
  ...keepers.flatMap((keeper) => {
    if (typeof keeper.keeps !== 'string') return []
    const { module, guard, kind, condition, problem } = explain(keeper)
    return [row(`${module}.${guard}`, kind, keeper.keeps, `\`${condition}\``, problem ? `\`${problem}\`` : '')]
  }),
]

const told = (): string[] => [
  row('type', 'subject', 'what happened', 'data', 'notifies'),
  row('---', '---', '---', '---', '---'),
  ...Object.values(announcements)
    .flat()
    .map(({ spec, subject }) =>
      row(`\`${spec.type}\``, subject, spec.says, fieldsOf(spec.data).join(', '), notified(spec)),
    ),
]

const fieldsOf = (data: z.ZodMiniType): string[] => (data instanceof z.ZodMiniObject ? Object.keys(data.shape) : [])

/** The users whom a type concerns, by the names of the fields. */
const notified = ({ concerns }: Declared['spec']): string => concerns(fieldNames(''), fieldNames('subject.')).join(', ')

/** Each of its fields is the name of the field. */
const fieldNames = (prefix: string): never => new Proxy({} as never, { get: (_, name) => prefix + String(name) })

const settingTable = (): string[] => [
  row('setting', 'meaning'),
  row('---', '---'),
  ...Object.entries(settings).map(([name, meaning]) => row(`\`${name}\``, meaning)),
]

/** The derived blocks by document and name. */
const blocks: Readonly<Record<string, Readonly<Record<string, () => string[]>>>> = {
  'docs/invariants.md': { invariants: invariantTable, others },
  'docs/billing.md': { states },
  'docs/aws.md': { prices: priceTable, costs: costTable, calls: callTable },
  'docs/endpoints.md': { machine, endpoints },
  'docs/events.md': { events: told },
  'docs/deploy.md': { settings: settingTable, quotas: quotaTables.en },
  'docs/ko/deploy.md': { quotas: quotaTables.ko },
}

/** The documents with all derived blocks rewritten. */
export const tables = (): Derived[] =>
  Object.entries(blocks).map(([path, written]) => ({
    path,
    text: Object.entries(written).reduce((text, [name, lines]) => withBlock(text, name, lines()), textAt(path)),
  }))
