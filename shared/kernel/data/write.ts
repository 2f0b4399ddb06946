// Writes: one action on one item, with its conditions and the item after it.

import type { Item, NumberOf } from './condition.ts'
import type { Clause } from './guards.ts'
import type { Key } from './key.ts'

type Optional<T> = { [P in keyof T]-?: undefined extends T[P] ? P : object extends Pick<T, P> ? P : never }[keyof T]

/** The changes of an update on an item of type T. */
export interface Change<T = never> {
  /** An undefined value leaves its attribute unchanged. */
  readonly set?: { readonly [P in keyof T]?: T[P] | undefined }
  readonly add?: { readonly [P in NumberOf<T>]?: number }
  readonly remove?: readonly (Optional<T> & string)[]
  /** Set only if the attribute is absent. */
  readonly initial?: { readonly [P in keyof T]?: T[P] }
}

/** An untyped change, as the kernel sends it. */
export interface PlainChange {
  readonly set?: Item
  readonly add?: Readonly<Record<string, number>>
  readonly remove?: readonly string[]
  readonly initial?: Item
}

export type Action =
  | { readonly put: Item }
  | { readonly update: PlainChange }
  | { readonly delete: true }
  | { readonly check: true }
  | { readonly touch: true }

export interface Write<M extends string = string, Code extends string = string> {
  /** module.verb, for logs, guards and tests. */
  readonly name: string
  readonly key: Key<M>
  readonly action: Action
  readonly requires: readonly Clause<M, Code, never>[]
}

/** A write with a known result: the item after the commit. */
export interface Known<M extends string, T, Code extends string> extends Write<M, Code> {
  readonly after: T
}

/** A write without changes, the only one that a plan may have on a module with read access. */
export interface Check<M extends string = string, Code extends string = string> extends Write<M, Code> {
  readonly action: { readonly check: true }
}

/** Stores a whole item under a key. */
export const put = <M extends string, T extends object, Code extends string = never>(
  name: string,
  key: Key<M, T>,
  item: NoInfer<T>,
  ...requires: Clause<M, Code, NoInfer<T>>[]
): Known<M, T, Code> => ({ ...write(name, key, { put: item as Item }, requires), after: item })

/** Changes an item that was not necessarily read. */
export const update = <M extends string, T, Code extends string = never>(
  name: string,
  key: Key<M, T>,
  change: Change<NoInfer<T>>,
  ...requires: Clause<M, Code, NoInfer<T>>[]
): Write<M, Code> => write(name, key, { update: plain(change) }, requires)

/** Changes an item that was read, so its result is known. The clauses state what must still hold. */
export const change = <M extends string, T extends object, Code extends string = never>(
  name: string,
  key: Key<M, T>,
  how: Change<NoInfer<T>> & { readonly of: NoInfer<T> },
  ...requires: Clause<M, Code, NoInfer<T>>[]
): Known<M, T, Code> => {
  const { of, ...changes } = how
  const action = { update: plain(changes) }
  return { ...write(name, key, action, requires), after: changed<T>(of, action.update) }
}

export const remove = <M extends string, T, Code extends string = never>(
  name: string,
  key: Key<M, T>,
  ...requires: Clause<M, Code, NoInfer<T>>[]
): Write<M, Code> => write(name, key, { delete: true }, requires)

/** Writes nothing, but adds conditions on an item to the transaction. */
export const check = <M extends string, T, Code extends string = never>(
  name: string,
  key: Key<M, T>,
  ...requires: Clause<M, Code, NoInfer<T>>[]
): Check<M, Code> => ({ ...write(name, key, { check: true }, requires), action: { check: true } })

/** Writes nothing and has no condition: it only makes a transaction with a token. */
export const touch = <M extends string>(name: string, key: Key<M>): Write<M> => write(name, key, { touch: true }, [])

/** The kernel treats all changes alike, so the item type is dropped here. */
const plain = (change: object): PlainChange => change

const write = <M extends string, Code extends string>(
  name: string,
  key: Key<M>,
  action: Action,
  requires: readonly Clause<M, Code, never>[],
): Write<M, Code> => ({ name: `${key.module}.${name}`, key, action, requires })

/** The item after a change, as the engine computes it: ADD starts at 0, and an undefined value sets nothing. */
export const changed = <T extends object>(item: T, { set, add, remove: gone, initial }: PlainChange): T => {
  const after: Record<string, unknown> = { ...initial, ...item }
  for (const [path, value] of Object.entries(set ?? {})) if (value !== undefined) after[path] = value
  for (const [path, by] of Object.entries(add ?? {})) after[path] = Number(after[path] ?? 0) + by
  for (const path of gone ?? []) delete after[path]
  // Change<T> names only attributes of T, so the result is a T.
  return after as T
}

/** The item after the action; undefined: none is stored. @param before as it was read */
export const afterAction = (action: Action, before: Item | undefined): Item | undefined => {
  if ('put' in action) return action.put
  if ('update' in action) return changed(before ?? {}, action.update)
  return 'delete' in action ? undefined : before
}
