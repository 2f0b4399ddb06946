// Prices of AWS in two regions, and the tables of costs that docs/ has of them.

import { contracts } from '#functions/api.ts'
import { isScheduled, jobsOf } from '#kernel/http/contract.ts'

export type Region = 'us-east-1' | 'ap-northeast-2'

/** US dollars, on demand, without free tiers; November 2026. */
interface Prices {
  readonly place: string
  /** A million. */
  readonly writeUnits: number
  readonly readUnits: number
  readonly apiRequests: number
  readonly lambdaRequests: number
  /** A GB-second on arm64. */
  readonly gbSecond: number
  /** A GB and month. */
  readonly storage: number
  readonly recovery: number
  /** A GB. */
  readonly logs: number
  readonly egress: number
  /** A month. */
  readonly secret: number
  readonly alarm: number
  readonly metric: number
  readonly insightsRule: number
}

const everywhere = {
  lambdaRequests: 0.2,
  gbSecond: 0.0000133334,
  secret: 0.4,
  alarm: 0.1,
  metric: 0.3,
  insightsRule: 0.5,
}

export const prices: Readonly<Record<Region, Prices>> = {
  'us-east-1': {
    ...everywhere,
    place: 'us-east-1',
    ...{ writeUnits: 0.625, readUnits: 0.125, apiRequests: 1, storage: 0.25, recovery: 0.2, logs: 0.5, egress: 0.09 },
  },
  'ap-northeast-2': {
    ...everywhere,
    place: 'Seoul',
    ...{ writeUnits: 0.68, readUnits: 0.1355, apiRequests: 1.23, storage: 0.271, recovery: 0.217, logs: 0.76 },
    egress: 0.126,
  },
}

export const regions = Object.keys(prices) as readonly Region[]

/** A million calls: API, function, units. @param read, write units of a call */
export const perMillion = (region: Region, read: number, write: number): number => {
  const { apiRequests, lambdaRequests, readUnits, writeUnits } = prices[region]
  return apiRequests + lambdaRequests + read * readUnits + write * writeUnits
}

const MINUTES_A_MONTH = (60 * 24 * 365.25) / 12

/** What is deployed by default. A test counts it in the templates. */
export const deployed = {
  secrets: 3,
  // One for each job, and those of the whole.
  alarms: 16 + jobsOf(contracts).length,
  metrics: 3,
  insightsRules: 2,
  jobs: jobsOf(contracts).filter(isScheduled).length,
}

interface Resource {
  readonly what: string
  readonly rest: (of: Prices) => number
  readonly million: (of: Prices) => number
}

/** A deposit with its receipt, of 20 ms with 512 MB, that logs 1.6 KB and answers 0.6 KB. */
const deposit = { read: 1, write: 6, seconds: 0.02, gb: 0.5, logKb: 1.6, replyKb: 0.6 }
/** A run records itself and logs: 4 KB of logs for five runs. */
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
  { what: 'HTTP API', rest: () => 0, million: ({ apiRequests }) => apiRequests },
  {
    what: `functions; at rest ${deployed.jobs} jobs each minute`,
    rest: ({ lambdaRequests, gbSecond }) => (runs / MILLION) * lambdaRequests + runs * run.seconds * 0.5 * gbSecond,
    million: ({ lambdaRequests, gbSecond }) => lambdaRequests + MILLION * deposit.seconds * deposit.gb * gbSecond,
  },
  {
    what: 'table; at rest the jobs, which read and record themselves',
    rest: ({ readUnits, writeUnits }) => (runs / MILLION) * (run.read * readUnits + run.write * writeUnits),
    million: ({ readUnits, writeUnits }) => deposit.read * readUnits + deposit.write * writeUnits,
  },
  { what: 'logs', rest: ({ logs }) => runs * run.logGb * logs, million: ({ logs }) => deposit.logKb * logs },
  { what: 'egress to the internet', rest: () => 0, million: ({ egress }) => deposit.replyKb * egress },
]

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`
const dollars = (amount: number): string => (amount === 0 ? '' : amount.toFixed(2))
const each = (of: (prices: Prices) => number): string[] => regions.map((region) => dollars(of(prices[region])))
const places = regions.map((region) => prices[region].place)
const rule = (columns: number): string => row(...Array.from({ length: columns }, () => '---'))

/** Prices by region. */
export const priceTable = (): string[] => {
  const rows: [string, (of: Prices) => number][] = [
    ['DynamoDB: a million write units', ({ writeUnits }) => writeUnits],
    ['DynamoDB: a million read units', ({ readUnits }) => readUnits],
    ['DynamoDB: a GB and month', ({ storage }) => storage],
    ['DynamoDB: its recovery, a GB and month', ({ recovery }) => recovery],
    ['HTTP API: a million requests', ({ apiRequests }) => apiRequests],
    ['Lambda: a million requests', ({ lambdaRequests }) => lambdaRequests],
    ['Lambda: a GB-second on arm64', ({ gbSecond }) => gbSecond],
    ['CloudWatch: a GB of logs', ({ logs }) => logs],
    ['CloudWatch: an alarm, a month', ({ alarm }) => alarm],
    ['CloudWatch: a custom metric, a month', ({ metric }) => metric],
    ['Secrets Manager: a secret, a month', ({ secret }) => secret],
    ['egress to the internet: a GB', ({ egress }) => egress],
  ]
  return [
    row('what', ...places),
    rule(3),
    ...rows.map(([what, of]) => row(what, ...regions.map((region) => String(of(prices[region]))))),
  ]
}

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
      ...regions.map((region) => {
        const { gbSecond, logs } = prices[region]
        return dollars(perMillion(region, read, write) + ((MILLION * ms) / 1000) * gb * gbSecond + logKb * logs)
      }),
    ),
  ),
]
