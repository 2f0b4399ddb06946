// Writes: one action on one item, with the conditions that it must meet and the item after it.

import type { Item, NumberOf } from './condition.ts'
import type { Clause } from './guards.ts'
import type { Key } from './key.ts'

type Optional<T> = { [P in keyof T]-?: undefined extends T[P] ? P : object extends Pick<T, P> ? P : never }[keyof T]

/** What an update does to an item of type T. */
export interface Change<T = never> {
  /** A value that is undefined leaves its attribute as it is. */
  readonly set?: { readonly [P in keyof T]?: T[P] | undefined }
  readonly add?: { readonly [P in NumberOf<T>]?: number }
  readonly remove?: readonly (Optional<T> & string)[]
  /** Set only where the attribute is absent. */
  readonly initial?: { readonly [P in keyof T]?: T[P] }
}

/** A change as the kernel sends it. */
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
  /** module.verb, as logs, rules and tests call it. */
  readonly name: string
  readonly key: Key<M>
  readonly action: Action
  readonly requires: readonly Clause<M, Code, never>[]
}

/** A write of which it is known what the item is once it has taken place. */
export interface Known<M extends string, T, Code extends string> extends Write<M, Code> {
  readonly after: T
}

/** A write that changes nothing: of a module that is only read it is the one that a plan may hold. */
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

/** Changes an item that need not have been read. */
export const update = <M extends string, T, Code extends string = never>(
  name: string,
  key: Key<M, T>,
  change: Change<NoInfer<T>>,
  ...requires: Clause<M, Code, NoInfer<T>>[]
): Write<M, Code> => write(name, key, { update: plain(change) }, requires)

/** Changes an item as it was read, so that it is known what becomes of it. The clauses say what of it must still hold. */
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

/** Writes nothing, but binds the transaction to conditions on an item. */
export const check = <M extends string, T, Code extends string = never>(
  name: string,
  key: Key<M, T>,
  ...requires: Clause<M, Code, NoInfer<T>>[]
): Check<M, Code> => ({ ...write(name, key, { check: true }, requires), action: { check: true } })

/** Writes nothing and asks nothing: it only makes a transaction out of a token. */
export const touch = <M extends string>(name: string, key: Key<M>): Write<M> => write(name, key, { touch: true }, [])

/** The kernel sends every change alike, so what its type said of the item is dropped here. */
const plain = (change: object): PlainChange => change

const write = <M extends string, Code extends string>(
  name: string,
  key: Key<M>,
  action: Action,
  requires: readonly Clause<M, Code, never>[],
): Write<M, Code> => ({ name: `${key.module}.${name}`, key, action, requires })

/** What a change makes of an item, as the engine would: ADD begins at 0, and an undefined value sets nothing. */
export const changed = <T extends object>(item: T, { set, add, remove: gone, initial }: PlainChange): T => {
  const after: Record<string, unknown> = { ...initial, ...item }
  for (const [path, value] of Object.entries(set ?? {})) if (value !== undefined) after[path] = value
  for (const [path, by] of Object.entries(add ?? {})) after[path] = Number(after[path] ?? 0) + by
  for (const path of gone ?? []) delete after[path]
  // The attributes are those that a Change<T> names, so what they make is a T.
  return after as T
}

/** The item once the action has taken place; undefined: none is stored. @param before as it was read */
export const afterAction = (action: Action, before: Item | undefined): Item | undefined => {
  if ('put' in action) return action.put
  if ('update' in action) return changed(before ?? {}, action.update)
  return 'delete' in action ? undefined : before
}
