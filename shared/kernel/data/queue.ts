// The queue of a job in the index `due`: entries by due time, spread over stripes, so that many do not queue on one partition.

import type { Partition } from './key.ts'
import { stripeOf } from './stripes.ts'

/** Of every queue. A table that has entries in more stripes needs at least as many. */
export const stripes = (): number => Number(process.env['DUE_STRIPES'] ?? 16)

/** M: the module; T: the items with an entry. */
export interface Queue<M extends string = string, T = unknown> {
  /** The first one is that of earlier editions, whose entries are still there. */
  readonly partitions: readonly Partition<M, T>[]
  /** @param id of the item @param at when it is due, ISO 8601 */
  entry(id: string, at: string): { readonly duePk: string; readonly dueSk: string }
}

/** @param earlier the partition of the queue before it had stripes */
export const striped = <M extends string, T>(earlier: Partition<M, T>): Queue<M, T> => {
  const { module, pk } = earlier
  const stripe = (no: number): Partition<M, T> => ({ module, pk: `${pk}#${no}` })
  return {
    get partitions() {
      return [earlier, ...Array.from({ length: stripes() }, (_, no) => stripe(no))]
    },
    entry: (id, at) => ({ duePk: stripe(stripeOf(id, stripes())).pk, dueSk: `${at}#${id}` }),
  }
}
