// Judges a plan: its conditions on read or returned items, and its completeness.

import type { Item } from '#kernel/data/condition.ts'
import { brokenBy, companionsOf, problemOf } from '#kernel/data/guards.ts'
import { idOf } from '#kernel/data/key.ts'
import type { Problem } from '#kernel/data/problem.ts'
import type { Write } from '#kernel/data/write.ts'

export interface Judged {
  readonly write: Write
  /** The stored item; undefined: none. */
  readonly item: Item | undefined
}

/**
 * @param precedence problem codes; if several guards are broken, the first listed code is answered
 * @returns `replan` if an expectation is broken
 */
export const verdict = (judged: readonly Judged[], precedence: readonly string[]): Problem | 'replan' | undefined => {
  const broken = judged.flatMap(({ write, item }) => brokenBy(item, write.requires).map((clause) => ({ clause, item })))
  if (broken.some(({ clause }) => clause.keeper.kind === 'expectation')) return 'replan'
  const rank = ({ clause }: (typeof broken)[number]): number => precedence.indexOf(clause.keeper.fails?.code ?? '')
  const [first] = broken.sort((a, b) => rank(a) - rank(b))
  return first && problemOf(first.clause, first.item)
}

/** A programming error: the plan omits a companion of one of its writes. */
export class Incomplete extends Error {}

export const MAX_ACTIONS = 100

/** @throws Error if a transaction cannot take the plan; Incomplete if a companion is missing */
export const assertWhole = (writes: readonly Write[]): void => {
  if (writes.length > MAX_ACTIONS)
    throw new Error(`The plan has ${writes.length} writes; a transaction takes at most ${MAX_ACTIONS}.`)
  // Errors are logged, so they name writes, not keys: a key can contain an email address.
  const written = new Map<string, string>()
  for (const { key, name } of writes) {
    const earlier = written.get(idOf(key))
    if (earlier) throw new Error(`${name} and ${earlier} write the same item. Merge them into one write.`)
    written.set(idOf(key), name)
  }
  for (const { name, requires } of writes)
    for (const clause of requires)
      for (const key of companionsOf(clause))
        if (!written.has(idOf(key)))
          throw new Incomplete(
            `${name} goes only with an item of ${key.module} that the plan leaves out (${clause.keeper.name})`,
          )
}
