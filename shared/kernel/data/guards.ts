// Guards, expectations and companions: the conditions of a write that keep invariants, and the problems that they answer.

import { type Condition, evaluate, type Item, type On, on, print } from './condition.ts'
import type { Invariant } from './invariants.ts'
import type { Key } from './key.ts'
import type { Text } from './language.ts'
import { type FieldsOf, Problem, type ProblemKind } from './problem.ts'

/** Keeps no invariant: restricts writes to the owner of an item. */
export const access = 'access'
/** Keeps no invariant: a change applies to the state that it was planned from, so that no update is lost. */
export const order = 'order'
/** The invariants that a condition keeps, or its purpose if stored data cannot show a violation. */
export type Keeps = readonly [Invariant, ...Invariant[]] | typeof access | typeof order

/** A condition on one item. If it is broken, it answers the problem. A: the parameters, by name. */
export interface GuardSpec<T, A, K extends ProblemKind> {
  when(item: On<T>, parameters: A): Condition<T>
  readonly fails: K
  readonly keeps: Keeps
  /** Lets only the user in its parameter `userId` pass. An endpoint for owners, or for a guarded role, must have one such guard. */
  readonly authorises?: true
  /** Replaces the problem's detail with a more specific one. */
  readonly detail?: Text
  /** The fields of the problem, from the item that refused; attributes are missing if no item is stored. */
  tells?(refused: Partial<T>, parameters: A): FieldsOf<K>
}

/** The state of one item that a plan assumed. If it is broken, the plan runs again. */
export interface ExpectationSpec<T, A> {
  when(item: On<T>, parameters: A): Condition<T>
  readonly keeps: Keeps
}

/** Items that a transaction must write together. Omitting one is a programming error. */
export interface CompanionsSpec<A> {
  with(parameters: A): readonly Key[]
  readonly keeps: Keeps
}

type Kind = 'guard' | 'expectation' | 'companions'

/** A keeper without a name. M: the module of the item; T: the item; A: the parameters; Code: its problem code. */
export interface Draft<M extends string = string, T = never, A = never, Code extends string = string> {
  readonly kind: Kind
  readonly keeps: Keeps
  when?(item: never, parameters: never): Condition
  with?(parameters: never): readonly Key[]
  readonly fails?: ProblemKind
  readonly authorises?: boolean
  readonly detail?: Text
  tells?(refused: never, parameters: never): object
  /** Types only. */
  readonly typed?: { module: M; item: (item: T) => void; parameters: (of: A) => void; code: Code }
}

/** A named keeper, for the kernel and tests. */
export interface Keeper extends Draft {
  readonly module: string
  readonly name: string
}

/** A keeper with parameters, in one write. M: the item's module; Code: its problem code; T: the item. */
export interface Clause<M extends string = string, Code extends string = string, T = unknown> {
  readonly keeper: Keeper
  readonly parameters: unknown
  /** Types only. */
  readonly typed?: { module: M; item: (item: T) => void; code: Code }
}

/** A clause on any item. */
export type AnyClause = Clause<string, string, never>

/** Empty if a condition has no parameters: then inference leaves A open. */
type Taken<A> = [A] extends [never] ? [] : unknown extends A ? [] : [A]

/** Applies a keeper in a write. A keeper without parameters takes none. */
export type Mention<M extends string, T, A, Code extends string> = Keeper &
  ((...parameters: Taken<A>) => Clause<M, Code, T>)

type Mentioned<D> = D extends Draft<infer M, infer T, infer A, infer Code> ? Mention<M, T, A, Code> : never

export const guard = <M extends string, T, A, K extends ProblemKind>(
  spec: GuardSpec<T, A, K>,
): Draft<M, T, A, K['code']> => ({ kind: 'guard', ...spec })

export const expectation = <M extends string, T, A>(spec: ExpectationSpec<T, A>): Draft<M, T, A, never> => ({
  kind: 'expectation',
  ...spec,
})

export const companions = <A>(spec: CompanionsSpec<A>): Draft<never, unknown, A, never> => ({
  kind: 'companions',
  ...spec,
})

/** Names each keeper of a module. @throws Error if a guard's problem has fields, but the guard does not return them */
export const keepers = <const D extends Readonly<Record<string, Draft>>>(
  module: string,
  declared: D,
): { readonly [N in keyof D]: Mentioned<D[N]> } => {
  const made = Object.entries(declared).map(([name, draft]) => {
    if (Object.keys(draft.fails?.fields ?? {}).length > 0 && !draft.tells)
      throw new Error(`${module}.${name} answers a problem with fields. Add \`tells\`, which returns them.`)
    const mention = (parameters?: unknown): AnyClause => ({ keeper, parameters })
    // The name of a function cannot be assigned.
    const keeper: Keeper = Object.defineProperty(Object.assign(mention, draft, { module }), 'name', { value: name })
    return [name, keeper]
  })
  return Object.fromEntries(made)
}

/** The condition of the clause; companions have none. */
export const conditionOf = ({ keeper, parameters }: AnyClause): Condition | undefined =>
  keeper.when?.(on<never>() as never, parameters as never)

/** Whether the clause lets only this user pass. */
export const authorises = ({ keeper, parameters }: AnyClause, userId: string): boolean =>
  keeper.authorises === true && (parameters as { readonly userId: string }).userId === userId

/** The keys that the same transaction must write. */
export const companionsOf = ({ keeper, parameters }: AnyClause): readonly Key[] =>
  keeper.with?.(parameters as never) ?? []

/** The clauses that an item (undefined: none is stored) breaks, in the order of the write. */
export const brokenBy = (item: Item | undefined, clauses: readonly AnyClause[]): AnyClause[] =>
  clauses.filter((clause) => {
    const condition = conditionOf(clause)
    return condition !== undefined && !evaluate(condition, item)
  })

/** Whether an item as read breaks one of the clauses: a plan asks before it writes. */
export const breaks = (item: object | undefined, clauses: readonly AnyClause[]): boolean =>
  brokenBy(item && { ...item }, clauses).length > 0

/** @returns the problem of a broken guard, with fields from the item that refused */
export const problemOf = ({ keeper, parameters }: AnyClause, item: Item | undefined): Problem => {
  if (!keeper.fails) throw new Error(`${keeper.module}.${keeper.name} has no problem. Add \`fails\`.`)
  return new Problem(keeper.fails, keeper.tells?.((item ?? {}) as never, parameters as never), keeper.detail)
}

/** The condition in DynamoDB's syntax, with parameters under their own names. */
const printed = (keeper: Keeper): string => {
  if (!keeper.when) return 'one transaction: all of its writes or none'
  const named = new Proxy({}, { get: (_, name) => `:${String(name)}` })
  const plain = { name: (path: string) => path, value: (value: unknown) => String(value) }
  return print(keeper.when(on<never>() as never, named as never), plain)
}

/** A keeper in the catalogue. */
export interface Explained {
  readonly module: string
  readonly guard: string
  readonly kind: Kind
  /** The condition in DynamoDB's syntax, with parameters by name. */
  readonly condition: string
  readonly problem: string | null
  /** The invariants that it keeps, as `module.name`; empty if it only authorises or orders changes. */
  readonly keeps: readonly string[]
}

export const explain = (keeper: Keeper): Explained => ({
  module: keeper.module,
  guard: keeper.name,
  kind: keeper.kind,
  condition: printed(keeper),
  problem: keeper.fails?.code ?? null,
  keeps: typeof keeper.keeps === 'string' ? [] : keeper.keeps.map(({ module, name }) => `${module}.${name}`),
})
