// Lists: a range of a partition, read in pages, and the start position of a page.

import type { Condition, Item } from '#kernel/data/condition.ts'
import { type IndexName, type Partition, table } from '#kernel/data/key.ts'
import { Problem } from '#kernel/data/problem.ts'
import { InvalidCursor } from '#kernel/data/problems.ts'

/** The position after an item: its key, and its key in the index. */
export type Position = Readonly<Record<string, string>>

/** The items of a list. */
export interface Range {
  readonly partition: Partition
  /** The index to read. It may lag, but the items are then read consistently. */
  readonly index?: IndexName
  /**
   * Inclusive bounds of the sort key; a position lies within them. For a prefix: from = prefix, to = prefix + '\uffff'. A bound
   * that moves with the clock applies only to the first page, because it would pass later positions.
   */
  readonly from: string
  readonly to: string
  readonly descending?: boolean
  readonly after?: Position | undefined
  /** Filters items of a page; filtered items still cost read units. */
  readonly where?: Condition
}

export interface Listing<M extends string, T> extends Range {
  readonly partition: Partition<M, T>
  readonly where?: Condition<T>
  readonly limit: number
  /** Filters items that need further reads. @returns the remaining items in order */
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

/** The position after an item, in the table or in an index. */
export const positionOf = (item: Item, index: IndexName | undefined): Position =>
  Object.fromEntries(namesOf(index).map((name) => [name, String(item[name])]))

/**
 * The first items of a page that weigh no more than `most` together, at least one; the next page continues after them.
 * @param index that the page was read from
 */
export const lightened = <T extends object>(
  { items, next }: Page<T>,
  index: IndexName | undefined,
  most: number,
  weightOf: (item: T) => number,
): Page<T> => {
  let weight = 0
  const end = items.findIndex((item, at) => {
    weight += weightOf(item)
    return at > 0 && weight > most
  })
  const last = items[end - 1]
  return last ? { items: items.slice(0, end), next: positionOf(last as Item, index) } : { items, next }
}

/** @throws InvalidCursor if the position is outside of this list, in addition to the cursor's signature */
export const checkPosition = ({ after, index, partition, from, to }: Range): void => {
  if (!after) return
  const { partitionKey, sortKey } = index ? table.indexes[index] : table
  const names = namesOf(index)
  const fits = Object.keys(after).length === names.length && names.every((name) => isText(after[name]))
  const at = after[sortKey] ?? ''
  if (!fits || after[partitionKey] !== partition.pk || at < from || at > to) throw new Problem(InvalidCursor)
}

/**
 * The first sort key after a position that names nothing else: for a list that is merged from several ranges.
 * @throws InvalidCursor if the position is outside of the range
 */
export const beyond = (after: Position, name: string, { from, to }: Pick<Range, 'from' | 'to'>): string => {
  const at = after[name]
  if (!isText(at) || at < from || at > to) throw new Problem(InvalidCursor)
  // No sort key of such a list continues another one.
  return `${at} `
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.isWellFormed()
