// Sorted items by partition: a table or an index.

import type { Item, Order } from './value.ts'

/** One stored item. */
export interface Entry {
  readonly partition: string
  readonly sort: string
  /** Distinguishes items with equal index keys. */
  readonly id: string
  readonly item: Item
  readonly size: number
}

/** The start of a page: after this place, or at the beginning. */
export type Place = Pick<Entry, 'partition' | 'sort' | 'id'>

/** The range of sort keys. */
export interface Range {
  isBefore(sort: string): boolean
  isBehind(sort: string): boolean
}

export const EVERYTHING: Range = { isBefore: () => false, isBehind: () => false }

export class Collection {
  readonly #order: Order
  readonly #partitions = new Map<string, Entry[]>()
  /** Partitions in scan order; undefined: must be sorted again. */
  #scanned: string[] | undefined

  constructor(order: Order) {
    this.#order = order
  }

  put(entry: Entry): void {
    const entries = this.#partitions.get(entry.partition) ?? this.#opened(entry.partition)
    const at = this.#firstAt(entries, entry)
    entries.splice(at, entries[at]?.id === entry.id ? 1 : 0, entry)
  }

  delete(place: Place): void {
    const entries = this.#partitions.get(place.partition) ?? []
    const at = this.#firstAt(entries, place)
    if (entries[at]?.id !== place.id) return
    entries.splice(at, 1)
    if (entries.length > 0) return
    this.#partitions.delete(place.partition)
    this.#scanned = undefined
  }

  #opened(partition: string): Entry[] {
    const entries: Entry[] = []
    this.#partitions.set(partition, entries)
    this.#scanned = undefined
    return entries
  }

  /** The next entry of a partition after a place, in either direction. */
  next(partition: string, range: Range, after: Place | undefined, forward: boolean): Entry | undefined {
    const entries = this.#partitions.get(partition) ?? []
    const entry = forward ? entries[this.#from(entries, range, after)] : entries[this.#to(entries, range, after)]
    return entry && !range.isBefore(entry.sort) && !range.isBehind(entry.sort) ? entry : undefined
  }

  #from(entries: readonly Entry[], range: Range, after: Place | undefined): number {
    return firstWhere(entries, (entry) => !range.isBefore(entry.sort) && (!after || this.#compare(entry, after) > 0))
  }

  #to(entries: readonly Entry[], range: Range, after: Place | undefined): number {
    return (
      firstWhere(
        entries,
        (entry) => range.isBehind(entry.sort) || (after !== undefined && this.#compare(entry, after) >= 0),
      ) - 1
    )
  }

  /** The next entry of a scan after a place. */
  scanned(after: Place | undefined): Entry | undefined {
    if (after) {
      const entry = this.next(after.partition, EVERYTHING, after, true)
      if (entry) return entry
    }
    this.#scanned ??= [...this.#partitions.keys()].sort(byHash)
    const at = after ? firstWhere(this.#scanned, (partition) => byHash(partition, after.partition) > 0) : 0
    return this.#partitions.get(this.#scanned[at] ?? '')?.[0]
  }

  get count(): number {
    return [...this.#partitions.values()].reduce((sum, entries) => sum + entries.length, 0)
  }

  *entries(): Generator<Entry> {
    for (const entries of this.#partitions.values()) yield* entries
  }

  #firstAt(entries: readonly Entry[], place: Place): number {
    return firstWhere(entries, (entry) => this.#compare(entry, place) >= 0)
  }

  #compare(left: Place, right: Place): number {
    return this.#order(left.sort, right.sort) || this.#order(left.id, right.id)
  }
}

/** The first index at which a monotone predicate holds. */
const firstWhere = <T>(elements: readonly T[], holds: (element: T) => boolean): number => {
  let [low, high] = [0, elements.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const element = elements[middle]
    if (element !== undefined && holds(element)) high = middle
    else low = middle + 1
  }
  return low
}

/** As in DynamoDB, the scan order of partitions is arbitrary. */
const byHash = (left: string, right: string): number =>
  hash(left) - hash(right) || (left < right ? -1 : left > right ? 1 : 0)

/** FNV-1a. */
const hash = (text: string): number => {
  let mixed = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) mixed = Math.imul(mixed ^ text.charCodeAt(at), 0x01000193)
  return mixed >>> 0
}
