// Transitional: rules of modules that do not declare invariants and guards apart yet. One rule is one invariant and what keeps it.

import type { Condition, Item } from './condition.ts'
import type { Clause, Keeper } from './guards.ts'
import type { Audit, Contents, Invariant } from './invariants.ts'
import type { Key } from './key.ts'
import type { FieldsOf, ProblemKind } from './problem.ts'

export type { Audit, Contents, Invariant }

/** True where the partition keeps the rule. @param prefix only partitions with this key prefix are asked */
export const inPartition = (prefix: string, keeps: (contents: Contents, now: string) => boolean): Audit => ({
  partition: (contents, now) => !contents.pk.startsWith(`${prefix}#`) || keeps(contents, now),
})

interface Side {
  readonly about: string
  readonly side: 1 | -1
  readonly with: string
  readonly at?: string
}

/** Every item of one partition must have its counterpart in another. */
export const acrossPartitions = (pairs: (item: Item) => readonly Side[]): Audit => ({ pairs })

/** Every side 1 must have a side -1 in another partition; a side -1 may stand alone. */
export const coveredAcross = (pairs: (item: Item, now: string) => readonly Side[]): Audit => ({
  pairs,
  fits: (sides) => sides.reduce((sum, { side }) => sum + side, 0) <= 0,
})

/** No side 1 may come to be after the side -1 about the same thing. */
export const neverAfter = (pairs: (item: Item, now: string) => readonly Side[]): Audit => ({
  pairs,
  fits: (sides) => {
    const barred = sides.filter(({ side }) => side < 0).map(({ at = '' }) => at)
    return sides.every(({ side, at = '' }) => side < 0 || barred.every((since) => at <= since))
  },
})

type Declared = { readonly says: string; readonly audit: Audit }
export type Guard = Declared & {
  guard(...args: never[]): Condition
  readonly fails: ProblemKind
  readonly detail?: string
  tells?(old: Item, ...args: never[]): object
}
export type Expectation = Declared & { expects(...args: never[]): Condition }
export type Together = Declared & { together(...args: never[]): readonly Key[] }
export type Derived = Declared & { readonly derived: string }
export type Definition = Guard | Expectation | Together | Derived

type Arguments<D> = D extends { guard(...args: infer A): Condition }
  ? A
  : D extends { expects(...args: infer A): Condition }
    ? A
    : D extends { together(...args: infer A): readonly Key[] }
      ? A
      : []
type CodeOf<D> = D extends { fails: ProblemKind<infer C> } ? C : never
type Checked<D> = D extends { fails: infer K extends ProblemKind; tells(old: Item, ...args: never[]): infer F }
  ? F extends FieldsOf<K>
    ? D
    : never
  : D

export type AnyRule = Keeper & Invariant & Partial<Guard & Expectation & Together & Derived>

export type Rule<M extends string, D extends Definition> = AnyRule &
  D &
  (D extends Derived ? unknown : (...args: Arguments<D>) => Clause<M, CodeOf<D>>)

type Kept<R> = { readonly [N in keyof R as R[N] extends { readonly derived: string } ? never : N]: Keeper }

export const bookOf = <R extends Readonly<Record<string, AnyRule>>>(
  book: R,
): { readonly invariants: Readonly<Record<keyof R & string, Invariant>>; readonly keepers: Kept<R> } => ({
  invariants: book,
  keepers: Object.fromEntries(Object.entries(book).filter(([, rule]) => !rule.derived)) as unknown as Kept<R>,
})

export type Rulebook = Readonly<Record<string, AnyRule>>

export const rules = <const M extends string, D extends Record<string, Definition>>(
  module: M,
  definitions: D & { [N in keyof D]: Checked<D[N]> },
): { readonly [N in keyof D]: Rule<M, D[N]> } => {
  const made: Record<string, unknown> = {}
  for (const [name, definition] of Object.entries<Partial<Guard & Expectation & Together>>(definitions)) {
    if (Object.keys(definition.fails?.fields ?? {}).length > 0 && !definition.tells)
      throw new Error(`${module}.${name} answers a problem with fields, so it needs tells`)
    const { guard, expects, together, tells, ...rest } = definition
    const condition = guard ?? expects
    const mention = (...parameters: unknown[]): unknown => ({ keeper: mention, parameters })
    const keeper = {
      ...rest,
      module,
      kind: guard ? 'guard' : expects ? 'expectation' : 'companions',
      ...(guard ? { guard } : {}),
      ...(expects ? { expects } : {}),
      ...(together ? { together, with: (args: never[]) => together(...args) } : {}),
      ...(condition
        ? {
            when: (_: unknown, args: never[]) =>
              condition(
                ...(Array.isArray(args)
                  ? args
                  : Array.from({ length: condition.length }, (_, at) => `:${at}` as never)),
              ),
          }
        : {}),
      ...(tells ? { tells: (old: Item, args: never[]) => tells(old, ...args) } : {}),
    }
    Object.defineProperty(mention, 'name', { value: name })
    made[name] = Object.assign(mention, keeper, { keeps: [mention] })
  }
  return made as { readonly [N in keyof D]: Rule<M, D[N]> }
}
