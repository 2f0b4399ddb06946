// The tables of costs in docs/, from the prices of every region.

import { contracts } from '#functions/api.ts'
import { memoryOf } from '#infra/cloud/memory.ts'
import { type Prices, priced, type Region, regions } from '#infra/cloud/prices.ts'
import { table } from '#kernel/data/key.ts'
import { isScheduled, jobsOf } from '#kernel/http/contract.ts'

/** The regions of the tables. */
export const placed: readonly Region[] = Object.values(regions)

/** A million calls: API, function, units. @param read, write units of a call */
export const perMillion = (prices: Prices, read: number, write: number): number =>
  prices.httpRequests + prices.invocations + read * prices.readUnits + write * prices.writeUnits

const MINUTES_A_MONTH = (60 * 24 * 365.25) / 12

/** What is deployed by default. A test counts it in the templates. */
export const deployed = {
  secrets: 3,
  // One for each job, and those of the whole.
  alarms: 12 + 2 * (1 + Object.keys(table.indexes).length) + jobsOf(contracts).length,
  metrics: 3,
  insightsRules: 2,
  dashboards: 1,
  jobs: jobsOf(contracts).filter(isScheduled).length,
  /** Of the memory of all jobs that run each minute, in GB. */
  jobsGb: jobsOf(contracts)
    .filter(isScheduled)
    .reduce((sum, job) => sum + memoryOf(job, { edge: false }) / 1024, 0),
}

interface Resource {
  readonly what: string
  readonly rest: (of: Prices) => number
  readonly million: (of: Prices) => number
}

/** A deposit with its receipt, of 20 ms with 512 MB, that logs 1.6 KB and answers 0.6 KB. */
const deposit = { read: 1, write: 6, seconds: 0.02, gb: 0.5, logKb: 1.6, replyKb: 0.6 }
/** A run records itself and logs: 4 KB of logs for five runs. It makes several calls, so it takes longer than a request. */
const run = { write: 2, read: 1.25, logGb: 0.25 / (5 * MINUTES_A_MONTH), seconds: 0.03 }

const runs = deployed.jobs * MINUTES_A_MONTH
const MILLION = 1e6

const resources: readonly Resource[] = [
  {
    what: `${deployed.secrets} secrets: tokens, payments, cursors`,
    rest: ({ secret }) => deployed.secrets * secret,
    million: () => 0,
  },
  { what: `${deployed.alarms} alarms`, rest: ({ alarm }) => deployed.alarms * alarm, million: () => 0 },
  {
    what: `${deployed.metrics} metrics that are always there: sweeper lag, reconciler lag, reviews`,
    rest: ({ metric }) => deployed.metrics * metric,
    million: () => 0,
  },
  {
    what: 'Contributor Insights of throttled keys',
    rest: ({ insightsRule }) => deployed.insightsRules * insightsRule,
    million: () => 0,
  },
  { what: 'HTTP API', rest: () => 0, million: ({ httpRequests }) => httpRequests },
  {
    what: 'the dashboard',
    rest: ({ dashboard }) => deployed.dashboards * dashboard,
    million: () => 0,
  },
  {
    what: `functions; at rest ${deployed.jobs} jobs each minute`,
    rest: ({ invocations, gigabyteSecond }) =>
      (runs / MILLION) * invocations + MINUTES_A_MONTH * deployed.jobsGb * run.seconds * gigabyteSecond,
    million: ({ invocations, gigabyteSecond }) => invocations + MILLION * deposit.seconds * deposit.gb * gigabyteSecond,
  },
  {
    what: 'table; at rest the jobs, which read and record themselves',
    rest: ({ readUnits, writeUnits }) => (runs / MILLION) * (run.read * readUnits + run.write * writeUnits),
    million: ({ readUnits, writeUnits }) => deposit.read * readUnits + deposit.write * writeUnits,
  },
  {
    what: 'logs',
    rest: ({ logGigabyte }) => runs * run.logGb * logGigabyte,
    million: ({ logGigabyte }) => deposit.logKb * logGigabyte,
  },
  { what: 'egress to the internet', rest: () => 0, million: ({ egressGigabyte }) => deposit.replyKb * egressGigabyte },
]

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`
const dollars = (amount: number): string => (amount === 0 ? '' : amount.toFixed(2))
const each = (of: (prices: Prices) => number): string[] => placed.map(({ prices }) => dollars(of(prices)))
const places = placed.map(({ name }) => name)
const rule = (columns: number): string => row(...Array.from({ length: columns }, () => '---'))

/** Prices by region. */
export const priceTable = (): string[] => [
  row('US dollars', ...places),
  rule(3),
  ...keysOf(priced).map((part) => row(priced[part], ...placed.map(({ prices }) => String(prices[part])))),
]

const keysOf = <K extends string>(of: Readonly<Record<K, string>>): K[] => Object.keys(of) as K[]

/** Resource by resource: a month at rest, and a million deposits. */
export const costTable = (): string[] => {
  const sum = (kind: 'rest' | 'million') => each((of) => resources.reduce((total, one) => total + one[kind](of), 0))
  return [
    row(
      'resource',
      ...places.map((place) => `a month at rest, ${place}`),
      ...places.map((place) => `a million deposits, ${place}`),
    ),
    rule(5),
    ...resources.map(({ what, rest, million }) => row(what, ...each(rest), ...each(million))),
    row('**together**', ...[...sum('rest'), ...sum('million')].map((amount) => `**${amount}**`)),
  ]
}

interface Called {
  readonly what: string
  readonly read: number
  readonly write: number
  readonly ms: number
  readonly gb: number
  readonly logKb: number
}

const calls: readonly Called[] = [
  { what: '`GET /accounts/{accountId}`', read: 1, write: 0, ms: 10, gb: 0.5, logKb: 1.2 },
  { what: '`POST .../deposits`, with its receipt', read: 1, write: 6, ms: 20, gb: 0.5, logKb: 1.6 },
  { what: "`POST /auth/tokens`, a password's hash", read: 4, write: 8, ms: 60, gb: 1, logKb: 1.6 },
]

/** A million calls of some endpoints. */
export const callTable = (): string[] => [
  row('a million requests', 'read units', 'write units', ...places),
  rule(5),
  ...calls.map(({ what, read, write, ms, gb, logKb }) =>
    row(
      what,
      String(read),
      String(write),
      ...placed.map(({ prices }) => {
        const { gigabyteSecond, logGigabyte } = prices
        return dollars(
          perMillion(prices, read, write) + ((MILLION * ms) / 1000) * gb * gigabyteSecond + logKb * logGigabyte,
        )
      }),
    ),
  ),
]
