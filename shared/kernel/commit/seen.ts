// The items that plans have read, and which of them existed at one moment.

import { isDeepStrictEqual } from 'node:util'
import type { Item } from '#kernel/data/condition.ts'
import { idOf, type Key } from '#kernel/data/key.ts'

export type PrimaryKey = Pick<Key, 'pk' | 'sk'>

export class Seen {
  /** By id; null: none was stored. */
  readonly #items = new Map<string, { readonly key: PrimaryKey; readonly item: Item | null }>()
  /** The items of the last consistent read. */
  readonly #together = new Set<string>()

  /** @returns the item as last read; null: none was stored; undefined: it was not read */
  item(key: PrimaryKey): Item | null | undefined {
    return this.#items.get(idOf(key))?.item
  }

  /** An unchanged item still belongs to the moment of its earlier read. */
  remember(key: PrimaryKey, item: Item | undefined): void {
    if (!isDeepStrictEqual(this.item(key), item ?? null)) this.#together.delete(idOf(key))
    this.#items.set(idOf(key), { key, item: item ?? null })
  }

  /** Begins a consistent read. */
  newMoment(): void {
    this.#together.clear()
  }

  /** The item belongs to the consistent read. */
  together(key: PrimaryKey): void {
    this.#together.add(idOf(key))
  }

  get keys(): Key[] {
    return [...this.#items.values()].map(({ key: { pk, sk } }) => ({ module: '', pk, sk }))
  }

  get isOneMoment(): boolean {
    return this.#items.size <= 1 || [...this.#items.keys()].every((id) => this.#together.has(id))
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
  }
}
