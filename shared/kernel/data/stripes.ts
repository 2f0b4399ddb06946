// Stripes: one hot key spread over several, so that its writers do not queue on one item or one partition.

import { createHash } from 'node:crypto'

/** The stripe of an id, evenly spread and the same in every process. @returns 0 to count - 1 */
export const stripeOf = (id: string, count: number): number =>
  createHash('sha256').update(id).digest().readUInt32BE() % count

/** All stripes, in the order in which a writer tries them: its own, then the next ones. */
export const stripesFrom = (id: string, count: number): number[] => {
  const first = stripeOf(id, count)
  return Array.from({ length: count }, (_, at) => (first + at) % count)
}

/** Splits a whole number into parts that differ by at most one. */
export const shares = (total: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.floor(total / count) + (at < total % count ? 1 : 0))
