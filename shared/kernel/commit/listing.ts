// Lists: a range of a partition, read in pages, and the position that a page begins at.

import type { Condition, Item } from '#kernel/data/condition.ts'
import { type IndexName, type Partition, table } from '#kernel/data/key.ts'
import { Problem } from '#kernel/data/problem.ts'
import { InvalidCursor } from '#kernel/data/problems.ts'

/** The position after an item: its key, and its key in the index that was read. */
export type Position = Readonly<Record<string, string>>

/** Which items a list reads. */
export interface Range {
  readonly partition: Partition
  /** Reads an index; it may lag, but the items themselves are then read consistently. */
  readonly index?: IndexName
  /**
   * Bounds of the sort key, inclusive; a position lies within them. A prefix is from = prefix, to = prefix + '\uffff'. A bound
   * that moves with the clock is for the first page alone: it would pass the positions of later ones.
   */
  readonly from: string
  readonly to: string
  readonly descending?: boolean
  readonly after?: Position | undefined
  /** Drops items from the page, not from the cost. */
  readonly where?: Condition
}

export interface Listing<M extends string, T> extends Range {
  readonly partition: Partition<M, T>
  readonly where?: Condition<T>
  readonly limit: number
  /** The same, where the item alone does not decide. @returns the items that stay, in their order */
  readonly keep?: (items: readonly T[]) => Promise<readonly T[]>
}

/** Which page of a list is asked for. */
export interface PageAsked {
  readonly limit: number
  readonly after: Position | undefined
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

/** @throws InvalidCursor where the position is not one of this list: the cursor's signature is not the only lock. */
export const checkPosition = ({ after, index, partition, from, to }: Range): void => {
  if (!after) return
  const { partitionKey, sortKey } = index ? table.indexes[index] : table
  const names = namesOf(index)
  const fits = Object.keys(after).length === names.length && names.every((name) => isText(after[name]))
  const at = after[sortKey] ?? ''
  if (!fits || after[partitionKey] !== partition.pk || at < from || at > to) throw new Problem(InvalidCursor)
}

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.isWellFormed()
