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
}

export interface Region {
  readonly name: string
  readonly prices: Prices
  readonly source: string
}

export const PRICED = 'November 2026'

export const regions = {
  'us-east-1': {
    name: 'N. Virginia',
    prices: {
      ...{ readUnits: 0.125, writeUnits: 0.625, httpRequests: 1, invocations: 0.2 },
      ...{ gigabyteSecond: 0.0000133334, logGigabyte: 0.5, storedGigabyte: 0.25, recoveryGigabyte: 0.2 },
    },
    source: 'the price pages of DynamoDB, API Gateway, Lambda and CloudWatch',
  },
  'ap-northeast-2': {
    name: 'Seoul',
    prices: {
      ...{ readUnits: 0.1355, writeUnits: 0.68, httpRequests: 1.23, invocations: 0.2 },
      ...{ gigabyteSecond: 0.0000133334, logGigabyte: 0.76, storedGigabyte: 0.2707, recoveryGigabyte: 0.2166 },
    },
    source:
      'units and logs: the price list (APN2-ReadRequestUnits, APN2-WriteRequestUnits, APN2-DataProcessing-Bytes); the HTTP API, storage and recovery: not confirmed by a public copy of the list, check before use',
  },
} as const satisfies Readonly<Record<string, Region>>

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
