// The memory of a process: items that will never change, so that requests need not read them again.

import type { Item } from '#kernel/data/condition.ts'
import { idOf } from '#kernel/data/key.ts'
import type { PrimaryKey } from './seen.ts'

const MOST = 10_000

export class Memory {
  readonly #items = new Map<string, Item>()

  item(key: PrimaryKey): Item | undefined {
    return this.#items.get(idOf(key))
  }

  /** Forgets the item that it has had longest if there are too many. */
  keep(key: PrimaryKey, item: Item): void {
    this.#items.set(idOf(key), item)
    if (this.#items.size <= MOST) return
    const [oldest] = this.#items.keys()
    if (oldest !== undefined) this.#items.delete(oldest)
  }
}
