// What a list asks for: a range of a partition, in pages, and the position that a page begins at.

import type { Condition, Item } from './condition.ts'
import { type IndexName, type Partition, table } from './key.ts'
import { Problem } from './problem.ts'
import { InvalidCursor } from './problems.ts'

/** The position after an item: its key, and its key in the index that was read. */
export type Position = Readonly<Record<string, string>>

export interface Listing<M extends string, T> {
  readonly partition: Partition<M, T>
  /** Reads an index; it may lag, but the items themselves are then read consistently. */
  readonly index?: IndexName
  /** Bounds of the sort key, inclusive. A prefix is from = prefix, to = prefix + '\uffff'. */
  readonly from: string
  readonly to: string
  readonly descending?: boolean
  readonly limit: number
  readonly after?: Position | undefined
  /** Left out of the page, not of the cost. */
  readonly where?: Condition
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: Position | undefined
}

const namesOf = (index: IndexName | undefined): string[] => {
  const { partitionKey, sortKey } = index ? table.indexes[index] : table
  return [...new Set([partitionKey, sortKey, table.partitionKey, table.sortKey])]
}

/** The position after an item, in the table or in an index that has it. */
export const positionOf = (item: Item, index: IndexName | undefined): Position =>
  Object.fromEntries(namesOf(index).map((name) => [name, String(item[name])]))

/** The listing with bounds that its position lies within: the store refuses one outside, and a bound such as `now` moves on. */
export const reaching = <L extends Listing<string, unknown>>(listing: L): L => {
  const { after, index, partition, from, to, descending } = listing
  if (!after) return listing
  const { partitionKey, sortKey } = index ? table.indexes[index] : table
  const names = namesOf(index)
  const fits = names.every((name) => typeof after[name] === 'string') && Object.keys(after).length === names.length
  const at = after[sortKey]
  // A digest proves no more than that whoever made the cursor knows how.
  if (!fits || at === undefined || after[partitionKey] !== partition.pk) throw new Problem(InvalidCursor)
  return descending ? { ...listing, to: at > to ? at : to } : { ...listing, from: at < from ? at : from }
}
