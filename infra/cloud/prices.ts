// What AWS charges, in US dollars, on demand and without free tiers: one table for all documents and simulations.

export interface Prices {
  /** Of a million. */
  readonly readUnits: number
  readonly writeUnits: number
  readonly httpRequests: number
  readonly invocations: number
  readonly gigabyteSecond: number
  readonly logGigabyte: number
  /** A gigabyte in the table for a month, without the recovery of any moment of 35 days; and that. */
  readonly storedGigabyte: number
  readonly recoveryGigabyte: number
  /** A gigabyte to the internet. */
  readonly egressGigabyte: number
  /** For a month. */
  readonly secret: number
  readonly alarm: number
  readonly metric: number
  readonly insightsRule: number
  readonly dashboard: number
  /** Of a thousand. */
  readonly mails: number
}

export interface Region {
  readonly name: string
  readonly prices: Prices
  readonly source: string
}

export const PRICED = 'November 2026'

/** The same in all regions. */
const everywhere = { secret: 0.4, alarm: 0.1, metric: 0.3, insightsRule: 0.5, dashboard: 3, mails: 0.1 }

export const regions = {
  'us-east-1': {
    name: 'N. Virginia',
    prices: {
      ...{ readUnits: 0.125, writeUnits: 0.625, httpRequests: 1, invocations: 0.2 },
      ...{ gigabyteSecond: 0.0000133334, logGigabyte: 0.5, storedGigabyte: 0.25, recoveryGigabyte: 0.2 },
      ...{ ...everywhere, egressGigabyte: 0.09 },
    },
    source: 'the price pages of DynamoDB, API Gateway, Lambda and CloudWatch',
  },
  'ap-northeast-2': {
    name: 'Seoul',
    prices: {
      ...{ readUnits: 0.1355, writeUnits: 0.68, httpRequests: 1.23, invocations: 0.2 },
      ...{ gigabyteSecond: 0.0000133334, logGigabyte: 0.76, storedGigabyte: 0.2707, recoveryGigabyte: 0.2166 },
      ...{ ...everywhere, egressGigabyte: 0.126 },
    },
    source:
      'units and logs: the price list (APN2-ReadRequestUnits, APN2-WriteRequestUnits, APN2-DataProcessing-Bytes); the HTTP API, storage and recovery: not confirmed by a public copy of the list, check before use',
  },
} as const satisfies Readonly<Record<string, Region>>

/** What each price is for. */
export const priced: Readonly<Record<keyof Prices, string>> = {
  readUnits: 'a million read units',
  writeUnits: 'a million write units',
  httpRequests: 'a million requests of the HTTP API',
  invocations: 'a million invocations',
  gigabyteSecond: 'a gigabyte-second of Lambda on arm64',
  logGigabyte: 'a gigabyte of logs',
  storedGigabyte: 'a gigabyte in the table for a month',
  recoveryGigabyte: 'recovery of a gigabyte for a month',
  egressGigabyte: 'a gigabyte to the internet',
  secret: 'a secret for a month',
  alarm: 'an alarm for a month',
  metric: 'a custom metric for a month',
  insightsRule: 'a rule of Contributor Insights for a month',
  dashboard: 'a dashboard for a month; three of an account are free',
  mails: 'a thousand mails of SES',
}

export interface Usage {
  readonly readUnits: number
  readonly writeUnits: number
  readonly httpRequests: number
  readonly invocations: number
  readonly gigabyteSeconds: number
  readonly logBytes: number
}

const MILLION = 1e6
const GIGABYTE = 1e9

/** @returns dollars by part of the bill */
export const billOf = (usage: Usage, prices: Prices) => ({
  table: (usage.readUnits * prices.readUnits + usage.writeUnits * prices.writeUnits) / MILLION,
  gateway: (usage.httpRequests * prices.httpRequests) / MILLION,
  lambda: (usage.invocations * prices.invocations) / MILLION + usage.gigabyteSeconds * prices.gigabyteSecond,
  logs: (usage.logBytes / GIGABYTE) * prices.logGigabyte,
})

export const sumOf = (bill: Readonly<Record<string, number>>): number =>
  Object.values(bill).reduce((sum, one) => sum + one, 0)
