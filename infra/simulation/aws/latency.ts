// Latencies as log-normal distributions, given by their median and 99th percentile.

import type { Setting } from './assumptions.ts'

export type Random = () => number

/** The standard score of the 99th percentile. */
const Z99 = 2.3263

/** @returns a standard normal number (Box and Muller) */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

export const draw = (p50: number, p99: number, random: Random): number =>
  p50 * Math.exp((Math.log(p99 / p50) / Z99) * normal(random))

/** The latency of a command of the store, in milliseconds. */
export const latencyOf = (command: string, setting: Setting, random: Random): number => {
  const of = (p50: number, p99: number): number => setting.slowFactor * draw(p50, p99, random)
  switch (command) {
    case 'GetItem':
      return of(setting.getItemP50, setting.getItemP99)
    case 'BatchGetItem':
      return of(setting.batchGetP50, setting.batchGetP99)
    case 'TransactGetItems':
      return of(setting.transactGetP50, setting.transactGetP99)
    case 'TransactWriteItems':
      return of(setting.transactWriteP50, setting.transactWriteP99)
    default:
      return of(setting.queryP50, setting.queryP99)
  }
}
