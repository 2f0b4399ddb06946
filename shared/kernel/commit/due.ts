// Reads the queue of a job: what is due in all of its partitions, or page by page.

import type { Item } from '#kernel/data/condition.ts'
import { LAST } from '#kernel/data/key.ts'
import type { Queue } from '#kernel/data/queue.ts'
import { type Listing, type Page, type PageAsked, positionOf } from './listing.ts'
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

/** @returns a page of the entries due until then, one partition after the other: within a partition by due time */
export const dueByQueue = async <M extends string, T>(
  read: Read<M>,
  { partitions }: Queue<M, T>,
  { limit, after, keep, until }: PageAsked & Pick<Listing<M, T>, 'keep'> & Pick<Asked, 'until'>,
): Promise<Page<T>> => {
  const items: T[] = []
  const first = Math.max(
    0,
    partitions.findIndex(({ pk }) => pk === after?.['duePk']),
  )
  for (const [at, partition] of partitions.slice(first).entries()) {
    const last = items.at(-1)
    if (last && items.length === limit) return { items, next: positionOf(last as Item, 'due') }
    const bounds = { from: ' ', to: until === undefined ? LAST : `${until}#${LAST}` }
    const range = { index: 'due', ...bounds, partition, ...(keep ? { keep } : {}) } as const
    const page = await read.list({ ...range, limit: limit - items.length, after: at === 0 ? after : undefined })
    items.push(...page.items)
    if (page.next) return { items, next: page.next }
  }
  return { items, next: undefined }
}
