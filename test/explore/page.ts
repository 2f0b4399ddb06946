// The page of a whole exploration, docs/explored.md.

import { contracts } from '#functions/api.ts'
import { type Endpoint, endpointsOf, jobsOf } from '#kernel/http/contract.ts'
import type { Absence } from './absences.ts'
import { accepted } from './accepted.ts'
import { unfound } from './unfound.ts'
import type { Explored } from './worker.ts'

export interface Whole {
  readonly commit: string
  readonly explored: readonly Explored[]
  readonly absences: readonly Absence[]
  readonly runs: number
  readonly seconds: number
  readonly jobs: number
}

/** A look of an operator writes its own record alone, under an id that no other call knows. */
const onlyRecords = ({ route, access }: Endpoint): boolean =>
  route.startsWith('GET ') && Object.entries(access).every(([module, how]) => how === 'read' || module === 'ops')

/** The operations and jobs that write. */
const writing: readonly string[] = [
  ...endpointsOf(contracts).filter((endpoint) => !onlyRecords(endpoint)),
  ...jobsOf(contracts),
]
  .filter(({ access }) => Object.values(access).includes('write'))
  .map(({ operation }) => operation)

const pairOf = (one: string, other: string): string => [one, other].sort().join(' ')
/** Every two that write, and each beside itself. */
export const everyPair = (): string[] =>
  writing.flatMap((one, at) => writing.slice(at).map((other) => pairOf(one, other)))
export const metPairs = (explored: readonly Pick<Explored, 'entries'>[]): Set<string> =>
  new Set(explored.map(({ entries: [one, other] }) => pairOf(one, other)))

const sum = (explored: readonly Explored[], of: (one: Explored) => number): number =>
  explored.reduce((total, one) => total + of(one), 0)
const count = (value: number): string => value.toLocaleString('en-US')
const times = (value: number): string => (value === 1 ? 'once' : `${count(value)} times`)

const apartIn = (explored: readonly Explored[]): number => explored.filter(({ isApart }) => isApart).length

export const totalOf = (explored: readonly Explored[]): string =>
  [
    `${count(explored.length)} pairs (${count(apartIn(explored))} apart)`,
    `${count(sum(explored, ({ histories }) => histories))} histories`,
    `${count(sum(explored, ({ faults }) => faults))} faults`,
    `${count(sum(explored, ({ cut }) => cut))} cut off`,
    `${count(sum(explored, ({ found }) => found.length))} found`,
  ].join(', ')

export const page = ({ commit, explored, absences, runs, seconds, jobs }: Whole): string => {
  const met = metPairs(explored)
  const every = everyPair()
  const [shown, missed] = [true, false].map((isShown) =>
    absences.filter(({ shown: report }) => (report !== undefined) === isShown),
  ) as [Absence[], Absence[]]
  return `${[
    '# What was explored',
    '',
    `Written by \`npm run explore\` on ${new Date().toISOString().slice(0, 10)}, of commit ${commit}: ${count(runs)} runs in ${Math.round(seconds / 60)} minutes on ${jobs} threads. [simulation.md](simulation.md) explains how it works and what it cannot show.`,
    '',
    `- Operations and jobs that write: ${writing.length}. Pairs of them: ${count(every.length)}; explored: ${count(every.filter((one) => met.has(one)).length)}.`,
    `- Pairs of acts: ${count(explored.length)}. In ${count(apartIn(explored))} of them neither act writes what the other touches, so each was walked alone, with each fault, and both together once.`,
    `- Histories: ${count(sum(explored, ({ histories }) => histories))}. Runs that ended early, because they came to a state from which another run had gone on: ${count(sum(explored, ({ repeated }) => repeated))}.`,
    `- Walks with one fault: ${count(sum(explored, ({ faults }) => faults))}. Walks that the limit cut off: ${count(sum(explored, ({ cut }) => cut))}.`,
    `- Violations: ${sum(explored, ({ found }) => found.length)}.`,
    `- Pairs that the limit cut off: ${count(explored.filter(({ cut }) => cut > 0).length)}, named below.`,
    `- Guards, expectations and companions: ${absences.length}. Absences that the explorer found by itself: ${shown.length}. The others are named below, each with what became of the transactions that ask it.`,
    '',
    '## Scenarios',
    '',
    '| scenario | pairs | apart | histories | walks with a fault | cut off |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...[...Map.groupBy(explored, ({ scenario }) => scenario)].map(
      ([scenario, all]) =>
        `| ${scenario} | ${all.length} | ${count(apartIn(all))} | ${count(sum(all, ({ histories }) => histories))} | ${count(sum(all, ({ faults }) => faults))} | ${sum(all, ({ cut }) => cut)} |`,
    ),
    '',
    ...cutIn(explored),
    '## Known findings',
    '',
    ...[...Map.groupBy(accepted, ({ why }) => why)].map(
      ([why, all]) => `- ${why} (${all.map(({ acts }) => acts.join(' beside ')).join('; ')})`,
    ),
    '',
    '## Without each guard',
    '',
    'Each condition was taken away in turn, and the pairs that ask it were walked until a run equalled no serial order or broke an invariant.',
    '',
    '| without | asked by pairs | found by | the run |',
    '| --- | ---: | --- | --- |',
    ...absences.flatMap(({ keeper, pairs, shown: report }) =>
      report ? [`| ${keeper} | ${pairs} | ${cellsOf(report)} |`] : [],
    ),
    '',
    '## Not found by a pair',
    '',
    'Each of these has a counterexample in `test/domain`, `test/flows` or `test/kernel`: writes that break what it keeps, and nothing that another condition keeps. So each is needed, although no pair shows it.',
    '',
    'The runs without it have evaluated it all the same, at each transaction that asks it, in the moment in which the transaction reached the store. Without harm is a run that ended as a serial order does, and in whose end the audit found nothing. What no act asks concerns data of earlier editions, a store without tokens, or a state that no scenario has.',
    '',
    '| without | asked by pairs | what became of the transactions that ask it |',
    '| --- | ---: | --- |',
    ...missed.map((one) => `| ${one.keeper} | ${one.pairs} | ${becameOf(one)} |`),
    '',
    'Read on: [simulation.md](simulation.md#exploration) explains how it works, [invariants.md](invariants.md) has what each guard keeps.',
  ].join('\n')}\n`
}

/** So many of the conditions that refused as well are named, the most frequent ones. */
const NAMES = 6

/** What the walks without a keeper have seen, and the reason if that does not say it. */
export const becameOf = ({ keeper, pairs, seen: { asked, committed, refused, by } }: Absence): string => {
  const why = unfound.get(keeper)
  if (pairs === 0) return 'No act of the scenarios asks it.'
  if (asked === 0) return ['Plans ask it, and no transaction was sent.', why].filter(Boolean).join(' ')
  const names = Object.entries(by).sort(([, one], [, other]) => other - one)
  const others = names.slice(0, NAMES).map(([name, all]) => `${name} (${count(all)})`)
  const more = names.length > NAMES ? ` and ${names.length - NAMES} others` : ''
  const broken = committed + refused
  return [
    `Asked ${times(asked)}, ${broken === 0 ? 'never broken' : `broken ${times(broken)}`}.`,
    refused > 0 && `Refused as well ${committed > 0 ? times(refused) : 'each time'} by ${others.join(', ')}${more}.`,
    committed > 0 && `Committed without harm ${times(committed)}.`,
    why,
  ]
    .filter(Boolean)
    .join(' ')
}

/** The pairs whose walks were cut off, by name. */
const cutIn = (explored: readonly Explored[]): string[] => {
  const pairs = explored.filter(({ cut }) => cut > 0)
  if (pairs.length === 0) return []
  return [
    '## Cut off',
    '',
    'These pairs have more runs than the limit of a pair. Each walk took at most a quarter of what was left.',
    '',
    ...pairs.map(({ name, cut, faults }) => `- ${name}: ${cut} of ${faults + 1} walks`),
    '',
  ]
}

/** The pair, and the history of a report. */
const cellsOf = (report: string): string => {
  const [first = '', ...lines] = report.split('\n')
  const end = lines.indexOf('    in fact')
  const [name, why] = [first.slice(0, first.indexOf(': ')), first.slice(first.indexOf(': ') + 2)]
  const history = lines.slice(0, end).map((line) => line.trim())
  const short = history.length > 6 ? [...history.slice(0, 6), '...'] : history
  return [name, `${why.slice(0, 200)}: ${short.join(' / ').slice(0, 600)}`]
    .map((cell) => cell.replaceAll('|', '\\|'))
    .join(' | ')
}
