// What the model of AWS assumes: every number with its unit and its source. Each can be changed by a flag of the same name.

export interface Assumption {
  readonly value: number
  readonly unit: string
  readonly says: string
  readonly source: string
}

const ASSUMED = 'assumed, measured by no public source'
const DYNAMODB = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide'
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg'
const GATEWAY = 'https://docs.aws.amazon.com/apigateway/latest/developerguide'

const assumed = (value: number, unit: string, says: string): Assumption => ({ value, unit, says, source: ASSUMED })

export const assumptions = {
  getItemP50: {
    ...assumed(3, 'ms', 'GetItem as a function sees it, median'),
    source: `${ASSUMED}; AWS documents "single-digit milliseconds" (${DYNAMODB}/Introduction.html)`,
  },
  getItemP99: assumed(10, 'ms', 'GetItem, 99th percentile'),
  batchGetP50: assumed(5, 'ms', 'BatchGetItem, median'),
  batchGetP99: assumed(16, 'ms', 'BatchGetItem, 99th percentile'),
  queryP50: assumed(5, 'ms', 'Query, median'),
  queryP99: assumed(16, 'ms', 'Query, 99th percentile'),
  transactGetP50: assumed(8, 'ms', 'TransactGetItems, median'),
  transactGetP99: assumed(25, 'ms', 'TransactGetItems, 99th percentile'),
  transactWriteP50: {
    ...assumed(14, 'ms', 'TransactWriteItems, median'),
    source: `${ASSUMED}; the latencies in "Distributed Transactions at Scale in Amazon DynamoDB" (USENIX ATC 2023) have no scale`,
  },
  transactWriteP99: assumed(45, 'ms', 'TransactWriteItems, 99th percentile'),
  lockP50: assumed(
    9,
    'ms',
    'from the prepare of a transaction to its commit, median: it bounds the writes of one item',
  ),
  lockP99: assumed(25, 'ms', 'the same, 99th percentile'),
  cancelledFactor: assumed(1, 'times', 'units of a cancelled transaction compared with a committed one'),
  slowFactor: assumed(1, 'times', 'all latencies and locks of the store are multiplied by this'),
  requestTimeout: {
    value: 3000,
    unit: 'ms',
    says: 'after this time a function gives up a call of the store, which may still take effect',
    source: 'as deployed (documentClient in shared/kernel/commit/runtime.ts)',
  },
  partitionWrites: {
    value: 1000,
    unit: 'units/s',
    says: 'most write units of a partition',
    source: `${DYNAMODB}/bp-partition-key-design.html`,
  },
  partitionReads: {
    value: 3000,
    unit: 'units/s',
    says: 'most read units of a partition',
    source: `${DYNAMODB}/bp-partition-key-design.html`,
  },
  partitionBurst: {
    ...assumed(1, 's', 'unused throughput that a partition keeps for a burst'),
    source: `${ASSUMED} for on-demand tables; up to 300 s are documented (${DYNAMODB}/burst-adaptive-capacity.html)`,
  },
  warmWrites: {
    value: 4000,
    unit: 'units/s',
    says: 'warm throughput of the table and of each index, writes; a new on-demand table has 4,000',
    source: `${DYNAMODB}/warm-throughput.html`,
  },
  warmReads: {
    value: 12_000,
    unit: 'units/s',
    says: 'warm throughput, reads; a new on-demand table has 12,000',
    source: `${DYNAMODB}/warm-throughput.html`,
  },
  doublesAfter: {
    value: 1800,
    unit: 's',
    says: 'a table whose peak was over half of its throughput has doubled after this time',
    source: `${DYNAMODB}/on-demand-capacity-mode.html`,
  },
  splitsAfter: {
    ...assumed(300, 's', 'a partition at its limit for this long splits'),
    source: `${ASSUMED}; "in the order of minutes" (Amazon DynamoDB, USENIX ATC 2022)`,
  },
  tableQuota: {
    value: 40_000,
    unit: 'units/s',
    says: 'default quota of a table, reads and writes each',
    source: `${DYNAMODB}/ServiceQuotas.html`,
  },
  concurrency: {
    value: 1000,
    unit: 'environments',
    says: 'concurrent executions of the account; new accounts can have less until they ask',
    source: `${LAMBDA}/gettingstarted-limits.html`,
  },
  scaling: {
    value: 1000,
    unit: 'environments per 10 s',
    says: 'new environments of one function',
    source: `${LAMBDA}/scaling-behavior.html`,
  },
  sandboxP50: assumed(180, 'ms', 'from an invocation to the start of Node in a new environment, median'),
  sandboxP99: assumed(500, 'ms', 'the same, 99th percentile'),
  initFactor: assumed(
    3,
    'times',
    "a function's initialisation compared with test/bench/cold.json (npm run bench:cold)",
  ),
  handlerP50: assumed(5, 'ms', 'computing of one request in 512 MB, beside its waits, median'),
  handlerP99: assumed(20, 'ms', 'the same, 99th percentile'),
  gatewayP50: assumed(6, 'ms', 'what API Gateway adds to a request, median'),
  gatewayP99: assumed(25, 'ms', 'the same, 99th percentile'),
  accountRate: {
    value: 10_000,
    unit: 'requests/s',
    says: 'requests of all APIs of the account',
    source: `${GATEWAY}/limits.html`,
  },
  accountBurst: {
    value: 5000,
    unit: 'requests',
    says: 'burst of all APIs of the account',
    source:
      'https://aws.amazon.com/about-aws/whats-new/2017/06/amazon-api-gateway-increases-account-level-throttle-limits-to-10000-requests-per-second-rps/',
  },
  gatewayTimeout: {
    value: 30_000,
    unit: 'ms',
    says: 'after this time the gateway answers 503',
    source: `${GATEWAY}/http-api-quotas.html`,
  },
  busyStatus: {
    ...assumed(503, 'status', 'what the gateway answers if Lambda refuses an invocation'),
    source: `${ASSUMED} for HTTP APIs`,
  },
  logBytes: assumed(1400, 'bytes', 'log lines of one request'),
} as const satisfies Readonly<Record<string, Assumption>>

export type Named = keyof typeof assumptions

/** A value for each assumption. */
export type Setting = Readonly<Record<Named, number>>

export const names = Object.keys(assumptions) as Named[]

/** @param changes to the assumptions */
export const settingOf = (changes: Partial<Setting> = {}): Setting => {
  const values: Record<string, number> = {}
  for (const name of names) values[name] = changes[name] ?? assumptions[name].value
  return values as Setting
}

/** The flag of an assumption: getItemP50 is --get-item-p50. */
export const flagOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
