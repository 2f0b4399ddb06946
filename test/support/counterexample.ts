// Counterexamples: for each rule a sound world, and writes that would break that rule and no other guard.

import type { Item } from '#kernel/data/condition.ts'
import type { Key } from '#kernel/data/key.ts'
import type { AnyRule } from '#kernel/data/rules.ts'
import type { Write } from '#kernel/data/write.ts'

export interface Counterexample {
  /** What is stored before: the audit finds nothing in it. */
  readonly given: readonly Item[]
  readonly writes: () => readonly Write[]
}

/** One for every rule: a rule that is left out does not compile. */
export type Counterexamples<R extends Readonly<Record<string, AnyRule>>> = { readonly [N in keyof R]: Counterexample }

/** An item as it lies in the table. */
export const stored = <T>({ pk, sk }: Key<string, T>, item: T & object): Item => ({ pk, sk, ...item })

/** Runs with one rule's condition, and nothing else, taken away. */
export const without = async <T>(rule: AnyRule, run: () => Promise<T>): Promise<T> => {
  const { guard, expects, together } = rule
  const target = rule as { guard?: unknown; expects?: unknown; together?: unknown }
  if (guard) target.guard = () => ({ op: 'always' })
  if (expects) target.expects = () => ({ op: 'always' })
  if (together) target.together = () => []
  try {
    return await run()
  } finally {
    Object.assign(target, guard && { guard }, expects && { expects }, together && { together })
  }
}
