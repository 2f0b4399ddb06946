// Rules: what the data promises. A rule is declared once, mentioned in the writes that must keep it, and audited on what is stored.

import { type Condition, evaluate, type Item, placeholders, print } from './condition.ts'
import type { Key } from './key.ts'
import { type FieldsOf, Problem, type ProblemKind } from './problem.ts'

/** All stored items of one partition key, by sort key. */
export interface Contents {
  readonly pk: string
  readonly items: readonly Item[]
}

/** One side of an equation that spans two partitions: over the whole table the sides about one thing add up to zero. */
export interface Side {
  readonly about: string
  readonly side: 1 | -1
  /** The partition key that holds the other side. */
  readonly with: string
  /** When it came to be, where the order of the sides matters. */
  readonly at?: string
}

export type Audit =
  | { readonly partition: (contents: Contents, now: string) => boolean }
  | {
      readonly pairs: (item: Item, now: string) => readonly Side[]
      /** Judges all sides about one thing; absent: they must add up to zero. */
      readonly fits?: (sides: readonly Side[]) => boolean
    }

/** True where the partition keeps the rule. @param prefix only partitions with this key prefix are asked */
export const inPartition = (prefix: string, keeps: (contents: Contents, now: string) => boolean): Audit => ({
  partition: (contents, now) => !contents.pk.startsWith(`${prefix}#`) || keeps(contents, now),
})

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
/** A condition of the write; broken, it answers the problem. `tells` fills the problem's fields from the item that refused. */
export type Guard = Declared & {
  guard(...args: never[]): Condition
  readonly fails: ProblemKind
  /** Stands in place of the problem's own detail, where that cannot say what to do. */
  readonly detail?: string
  tells?(old: Item, ...args: never[]): object
}
/** What the plan believed of the item when it was made; broken, the plan is made anew. */
export type Expectation = Declared & { expects(...args: never[]): Condition }
/** Items that one transaction writes together or not at all; a plan that leaves one out is the programmer's error. */
export type Together = Declared & { together(...args: never[]): readonly Key[] }
/** True by construction: no second record could disagree. The reason is the value. */
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

/** A rule as one write mentions it. */
export interface Clause<M extends string = string, Code extends string = string> {
  readonly rule: AnyRule
  readonly args: readonly unknown[]
  /** Types only: the module the rule is of, and the problem it may answer. */
  readonly of?: M
  readonly answers?: Code
}

export type AnyRule = { readonly module: string; readonly rule: string } & Declared &
  Partial<Guard & Expectation & Together & Derived>

export type Rule<M extends string, D extends Definition> = AnyRule &
  D &
  (D extends Derived ? unknown : (...args: Arguments<D>) => Clause<M, CodeOf<D>>)

export type Rulebook = Readonly<Record<string, AnyRule>>

export const rules = <const M extends string, D extends Record<string, Definition>>(
  module: M,
  definitions: D & { [N in keyof D]: Checked<D[N]> },
): { readonly [N in keyof D]: Rule<M, D[N]> } => {
  const made: Record<string, unknown> = {}
  for (const [name, definition] of Object.entries<Partial<Guard>>(definitions)) {
    if (Object.keys(definition.fails?.fields ?? {}).length > 0 && !definition.tells)
      throw new Error(`${module}.${name} answers a problem with fields, so it needs tells`)
    const mention = (...args: unknown[]): Clause => ({ rule: mention as unknown as AnyRule, args })
    made[name] = Object.assign(mention, definition, { module, rule: name })
  }
  return made as { readonly [N in keyof D]: Rule<M, D[N]> }
}

/** The clause's condition; none for a rule about the transaction as a whole. */
export const conditionOf = ({ rule, args }: Clause): Condition | undefined =>
  (rule.guard ?? rule.expects)?.apply(rule, args as never[])

/** What must be written in the same transaction. */
export const companionsOf = ({ rule, args }: Clause): readonly Key[] =>
  rule.together?.apply(rule, args as never[]) ?? []

/** The clauses that an item (undefined: none is stored) breaks, in the order of the write. */
export const brokenBy = (item: Item | undefined, clauses: readonly Clause[]): Clause[] =>
  clauses.filter((clause) => {
    const condition = conditionOf(clause)
    return condition !== undefined && !evaluate(condition, item)
  })

/** @returns the problem of a broken guard, its fields read from the item that refused */
export const problemOf = ({ rule, args }: Clause, item: Item | undefined): Problem => {
  if (!rule.fails) throw new Error(`${rule.module}.${rule.rule} answers no problem`)
  return new Problem(rule.fails, rule.tells?.(item ?? {}, ...(args as never[])), rule.detail)
}

/** What holds a rule, in words that a reader of the code will find again. */
export const explain = (
  rule: AnyRule,
): { module: string; rule: string; says: string; holds: string; problem: string | null } => ({
  module: rule.module,
  rule: rule.rule,
  says: rule.says,
  holds: heldBy(rule),
  problem: rule.fails?.code ?? null,
})

const heldBy = (rule: AnyRule): string => {
  if (rule.together) return 'one transaction: all of its writes or none'
  const condition = rule.guard ?? rule.expects
  if (!condition) return `by construction: ${rule.derived}`
  // Parameters print under their own names, so the condition reads as it is declared.
  const parameters = /\(([^)]*)\)/.exec(condition.toString())?.[1]?.match(/\w+(?=\s*(?:[,:]|$))/g) ?? []
  const hand = placeholders()
  const printed = condition.apply(rule, parameters.map((name) => `:${name}`) as never[])
  const text = print(printed, {
    name: (path) => path,
    value: (value) => (typeof value === 'string' ? value : hand.value(value) && `${value}`),
  })
  return rule.expects ? `${text} (else planned anew)` : text
}
