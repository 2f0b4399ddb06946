// Reads the queue of a job: what is due in all of its partitions.

import { LAST } from '#kernel/data/key.ts'
import type { Queue } from '#kernel/data/queue.ts'
import type { Read } from './store.ts'

export interface Asked {
  /** Entries due until then, ISO 8601; by default all. */
  readonly until?: string
  /** About the number of items: each partition gives an equal share. */
  readonly limit: number
}

/** @returns items by due time; more than the limit remain for the next run */
export const due = async <M extends string, T extends { readonly dueSk?: string }>(
  read: Read<M>,
  { partitions }: Queue<M, T>,
  { until, limit }: Asked,
): Promise<readonly T[]> => {
  const range = { index: 'due', from: ' ', to: until === undefined ? LAST : `${until}#${LAST}` } as const
  const share = Math.ceil(limit / (partitions.length - 1))
  const pages = await Promise.all(partitions.map((partition) => read.list({ ...range, partition, limit: share })))
  return pages.flatMap(({ items }) => items).sort(({ dueSk: a = '' }, { dueSk: b = '' }) => (a < b ? -1 : 1))
}
