// A report of a finding: the history, the answers, how they differ from each serial order, and how to repeat it.

import { idOf } from '#kernel/data/key.ts'
import type { Finding, Pair } from './explore.ts'
import type { Outcome } from './stage.ts'
import type { Fault, Step } from './steps.ts'

/** Ids end in their distinguishing part. */
const brief = (text: string): string => text.replaceAll('\u0000', '|').replace(/_[0-9a-z]{22}([0-9a-z]{4})\b/g, '_$1')

export const nameOf = (scenario: string, { first, second, keys }: Pair): string =>
  [scenario, first, second + { no: '', own: ' keyed', one: ' under one key' }[keys]].join(' / ')

/** The steps as lines; those of a process in a row are one line. */
const historyOf = (steps: readonly Step[]): string[] => {
  const lines: { process: string; steps: string[] }[] = []
  for (const step of steps) {
    const last = lines.at(-1)
    if (last?.process === step.process) last.steps.push(textOf(step))
    else lines.push({ process: step.process, steps: [textOf(step)] })
  }
  return lines.map(({ process, steps: done }) => `${process}: ${done.join('; ')}`)
}

const VERBS: Readonly<Record<string, string>> = {
  GetItem: 'reads',
  BatchGetItem: 'reads',
  TransactGetItems: 'reads at one moment',
  Query: 'lists',
  TransactWriteItems: 'sends',
  gateway: 'asks the gateway',
}
const FAULTS: Readonly<Record<Fault['what'], string>> = {
  late: ' (no reply; it arrives later)',
  twice: ' (a copy arrives later)',
  unsent: ' (not sent)',
  conflicts: ' (told of a conflict)',
  dies: ' (and dies before)',
  'dies late': ' (and dies; it arrives later)',
}

const textOf = ({ kind, command, items, fault }: Step): string => {
  if (kind === 'pause') return 'waits'
  if (kind === 'commit') return `commits ${named(items)}`
  const verb = kind === 'read' ? 'reads on' : (VERBS[command] ?? command)
  return `${verb} ${command === 'gateway' ? '' : named(items)}${fault ? FAULTS[fault] : ''}`.trim()
}
const named = (items: readonly string[]): string => brief(items.join(', '))

/** One of equal findings is shown. */
export const report = (findings: readonly Finding[]): string => {
  const alike = Map.groupBy(findings, ({ first, second, why }) => JSON.stringify([first, second, why]))
  return [...alike.values()].flatMap((group) => group.slice(0, 1).map(said)).join('\n\n')
}

const said = (finding: Finding): string => {
  const { scenario, outcome, serial, why, steps } = finding
  return [
    `${nameOf(scenario, finding)}: ${why}`,
    ...historyOf(steps).map((line) => `    ${line}`),
    '    in fact',
    ...answers(outcome),
    ...serial.flatMap(({ order, outcome: there }) => [
      `    in the order ${order.join(', ')}`,
      ...answers(there),
      ...order.flatMap((actor) =>
        actor in outcome.seen && outcome.seen[actor] !== there.seen[actor]
          ? [`      when ${actor} had ended, there was`, difference(there.seen[actor], outcome.seen[actor])]
          : [],
      ),
      ...(there.left === outcome.left ? [] : ['      was left', difference(there.left, outcome.left)]),
    ]),
    ...Object.entries(finding.alone).flatMap(([actor, [there]]) =>
      there && finding.outcome.left !== there.left
        ? [`    ${actor} alone`, ...answers(there), '      was left', difference(there.left, outcome.left)]
        : [],
    ),
    `    again: npm run explore -- --only '${nameOf(scenario, finding)}'`,
  ].join('\n')
}

const answers = ({ said: all }: Outcome): string[] =>
  Object.entries(all).map(([actor, text]) => `      ${actor}: ${shown(text)}`)

/** Without the members of every problem. */
const shown = (text: string): string => brief(text).replace(/"type":"\/problems[^}]*"detail"/, '"detail"')

/** The first items that differ, with the difference. */
const difference = (there = '', here = ''): string => {
  const [serial, fact] = [itemsOf(there), itemsOf(here)]
  const ids = [...new Set([...serial.keys(), ...fact.keys()])]
  return ids
    .filter((id) => JSON.stringify(serial.get(id)) !== JSON.stringify(fact.get(id)))
    .slice(0, 4)
    .flatMap((id) => [
      `        ${brief(id)}`,
      `          there ${unlike(serial.get(id), fact.get(id))}`,
      `          here  ${unlike(fact.get(id), serial.get(id))}`,
    ])
    .join('\n')
}

type Attributes = Readonly<Record<string, unknown>>
const itemsOf = (text: string): Map<string, Attributes> => {
  if (text === '') return new Map()
  const [items] = JSON.parse(text) as [(Attributes & { pk: string; sk: string })[]]
  return new Map(items.map((item) => [idOf(item), item]))
}

const unlike = (one: Attributes | undefined, other: Attributes = {}): string => {
  if (!one) return 'as at the beginning'
  const names = Object.keys(one).filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
  return brief(JSON.stringify(Object.fromEntries(names.map((name) => [name, one[name]]))))
}
