// The items that plans have read, which of them existed at one moment, and the queries that came before it.

import { isDeepStrictEqual } from 'node:util'
import type { Item } from '#kernel/data/condition.ts'
import { idOf, type Key } from '#kernel/data/key.ts'

export type PrimaryKey = Pick<Key, 'pk' | 'sk'>

export class Seen {
  /** By id; null: none was stored. */
  readonly #items = new Map<string, { readonly key: PrimaryKey; readonly item: Item | null }>()
  /** The items of the last consistent read. */
  readonly #together = new Set<string>()
  /** The partitions that were queried before the last consistent read, and those that were not, but since. */
  readonly #queried = { before: new Set<string>(), since: new Set<string>() }

  /** @returns the item as last read; null: none was stored; undefined: it was not read */
  item(key: PrimaryKey): Item | null | undefined {
    return this.#items.get(idOf(key))?.item
  }

  /** An unchanged item still belongs to the moment of its earlier read. */
  remember(key: PrimaryKey, item: Item | undefined): void {
    const id = idOf(key)
    const before = this.#items.get(id)?.item
    const now = item ?? null
    // Most items are read for the first time.
    if (before === undefined || !isDeepStrictEqual(before, now)) this.#together.delete(id)
    this.#items.set(id, { key, item: now })
  }

  /** Begins a consistent read. */
  newMoment(): void {
    this.#together.clear()
    for (const id of this.#queried.since) this.#queried.before.add(id)
    this.#queried.since.clear()
  }

  /** What a query did not find, such as an expired hold, may have been there at an earlier moment. */
  query(partition: string): void {
    if (!this.#queried.before.has(partition)) this.#queried.since.add(partition)
  }

  /** The item belongs to the consistent read. */
  together(key: PrimaryKey): void {
    this.#together.add(idOf(key))
  }

  get keys(): Key[] {
    return [...this.#items.values()].map(({ key: { pk, sk } }) => ({ module: '', pk, sk }))
  }

  /** Whether all items existed at one moment, which no query came after for the first time. */
  get isOneMoment(): boolean {
    if (this.#queried.since.size > 0) return false
    return this.#items.size <= 1 || [...this.#items.keys()].every((id) => this.#together.has(id))
  }

  /** Whether several requests share the items. */
  get isShared(): boolean {
    return false
  }

  /** Whether items are other than stored, so that only reads by key show them. */
  get isAhead(): boolean {
    return false
  }

  /** Runs when the items are stored as they are seen here: at once, or once the batch has committed. */
  whenStored(run: () => void): void {
    run()
  }

  forget(): void {
    this.#together.clear()
    this.#items.clear()
    for (const ids of Object.values(this.#queried)) ids.clear()
  }
}
