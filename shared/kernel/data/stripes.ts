// Stripes: one hot key spread over several, so that its writers do not queue on one item or one partition.

import { hash } from 'node:crypto'

/** The stripe of an id, evenly spread and the same in every process. @returns 0 to count - 1 */
export const stripeOf = (id: string, count: number): number => hash('sha256', id, 'buffer').readUInt32BE() % count

/**
 * All stripes, in the order in which a writer tries them: its own, then the others in steps that differ between ids, so that the
 * writers of one stripe, once it is full, spread over all that are left.
 */
export const stripesFrom = (id: string, count: number): number[] => {
  const first = stripeOf(id, count)
  const wanted = 1 + stripeOf(`next ${id}`, count)
  // A step that has no divisor in common with the count reaches every stripe.
  const step = Array.from({ length: count }, (_, more) => wanted + more).find((one) => divisor(one, count) === 1) ?? 1
  return Array.from({ length: count }, (_, at) => (first + at * step) % count)
}

const divisor = (one: number, other: number): number => (other === 0 ? one : divisor(other, one % other))

/** Splits a whole number into parts that differ by at most one. */
export const shares = (total: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => Math.floor(total / count) + (at < total % count ? 1 : 0))
