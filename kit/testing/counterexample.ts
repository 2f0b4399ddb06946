// Counterexamples: for each keeper a sound world, and writes that would break what it keeps and nothing that another guard keeps.

import { either, type Item, on } from '#kernel/data/condition.ts'
import type { Keeper } from '#kernel/data/guards.ts'
import type { Key } from '#kernel/data/key.ts'
import type { Write } from '#kernel/data/write.ts'

export interface Counterexample {
  /** What is stored before: the audit finds nothing in it. */
  readonly given: readonly Item[]
  readonly writes: () => readonly Write[]
  /** Whether the items show the harm that the writes do, where the keeper keeps the order of changes and no invariant. */
  readonly harms?: (items: readonly Item[]) => boolean
}

/** One for every keeper: one that is left out does not compile. */
export type Counterexamples<K extends Readonly<Record<string, Keeper>>> = { readonly [N in keyof K]: Counterexample }

/** An item as it lies in the table. */
export const stored = <T>({ pk, sk }: Key<string, T>, item: T & object): Item => ({ pk, sk, ...item })

/** True of every item, and yet a condition: a check must have one. */
const anything = either(on<{ pk: string }>().missing(), on<{ pk: string }>().exists('pk'))

/** Runs with one keeper's condition, and nothing else, taken away. */
export const without = async <T>(keeper: Keeper, run: () => Promise<T>): Promise<T> => {
  const kept = { when: keeper.when, with: keeper.with }
  const taken = { ...(kept.when ? { when: () => anything } : {}), ...(kept.with ? { with: () => [] } : {}) }
  Object.assign(keeper, taken)
  try {
    return await run()
  } finally {
    Object.assign(keeper, kept)
  }
}
