// The known findings of the explorer. An entry that no case of a whole run needs fails the run: remove it.

import type { Finding } from './explore.ts'

interface Accepted {
  readonly scenario: RegExp
  readonly first: string
  readonly second: string
  readonly keys?: Finding['keys']
  /** What is found; anything else about the pair is a finding. */
  readonly finds: RegExp
  /** Only on this engine: the table in memory updates an index with its item. */
  readonly engine?: 'embedded'
  readonly why: string
}

const ORDER = /are of no serial order$/
const UNAVAILABLE = /is told unavailable although nothing went wrong$/

const MOVED =
  'A list by an index leaves out what moved within it while it was read; on DynamoDB the index lags besides.'
const HALVES = 'A list reads one item after the other, so it may show one half of a transaction that commits meanwhile.'
const WAITED =
  'The second call waits for the key until its bound, and the first stands still meanwhile: its own time is over then.'

const known: readonly Accepted[] = [
  { scenario: /^one seat/, first: 'all matches', second: 'the host postpones', finds: ORDER, why: MOVED },
  {
    scenario: /^a lapsed hold/,
    first: 'ann lists hers',
    second: 'ann applies',
    engine: 'embedded',
    finds: ORDER,
    why: MOVED,
  },
  {
    scenario: /^a lapsed hold/,
    first: 'ann lists hers',
    second: 'ann orders',
    engine: 'embedded',
    finds: ORDER,
    why: MOVED,
  },
  { scenario: /^groups/, first: 'ann lists groups', second: 'ann opens Chess', finds: ORDER, why: HALVES },
  { scenario: /^groups/, first: 'ann lists groups', second: 'ann leaves bob', finds: ORDER, why: HALVES },
  {
    scenario: /^a payment/,
    first: 'ann begins again',
    second: 'ann begins again',
    keys: 'one',
    finds: UNAVAILABLE,
    why: WAITED,
  },
  { scenario: /^a payment/, first: 'ann cancels', second: 'ann cancels', keys: 'one', finds: UNAVAILABLE, why: WAITED },
]

export const list = known.filter(({ engine }) => engine === undefined || engine === process.env['ENGINE'])

export const acceptedBy = ({ scenario, first, second, keys, why }: Finding): Accepted | undefined =>
  list.find(
    (one) =>
      one.scenario.test(scenario) &&
      one.first === first &&
      one.second === second &&
      (one.keys ?? keys) === keys &&
      one.finds.test(why),
  )
