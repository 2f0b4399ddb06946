// Writes: one action on one item, carrying its module, the rules it must keep and so the problems it may answer.

import type { Item } from './condition.ts'
import type { Key } from './key.ts'
import type { Clause } from './rules.ts'

export interface Change {
  readonly set?: Item
  readonly add?: Readonly<Record<string, number>>
  readonly remove?: readonly string[]
  /** Set only where the attribute is absent. */
  readonly initial?: Item
}

export type Action =
  | { readonly put: Item }
  | { readonly update: Change }
  | { readonly delete: true }
  | { readonly check: true }
  | { readonly touch: true }

export interface Write<M extends string = string, Code extends string = string> {
  /** module.verb, as logs, rules and tests call it. */
  readonly name: string
  readonly key: Key<M>
  readonly action: Action
  readonly requires: readonly Clause<M, Code>[]
}

/** A write that changes nothing: of a module that is only read it is the one that a plan may hold. */
export interface Check<M extends string = string, Code extends string = string> extends Write<M, Code> {
  readonly action: { readonly check: true }
}

/** Stores a whole item under a key. */
export const put = <M extends string, T extends object, Code extends string = never>(
  name: string,
  key: Key<M, T>,
  item: T,
  ...requires: Clause<M, Code>[]
): Write<M, Code> => write(name, key, { put: item as Item }, requires)

export const update = <M extends string, T, Code extends string = never>(
  name: string,
  key: Key<M, T>,
  change: Change,
  ...requires: Clause<M, Code>[]
): Write<M, Code> => write(name, key, { update: change }, requires)

export const remove = <M extends string, T, Code extends string = never>(
  name: string,
  key: Key<M, T>,
  ...requires: Clause<M, Code>[]
): Write<M, Code> => write(name, key, { delete: true }, requires)

/** Writes nothing, but binds the transaction to rules of an item. */
export const check = <M extends string, T, Code extends string = never>(
  name: string,
  key: Key<M, T>,
  ...requires: Clause<M, Code>[]
): Check<M, Code> => ({ ...write(name, key, { check: true }, requires), action: { check: true } })

/** Writes nothing and asks nothing: it only makes a transaction out of a token. */
export const touch = <M extends string>(name: string, key: Key<M>): Write<M> => write(name, key, { touch: true }, [])

const write = <M extends string, Code extends string>(
  name: string,
  key: Key<M>,
  action: Action,
  requires: readonly Clause<M, Code>[],
): Write<M, Code> => ({ name: `${key.module}.${name}`, key, action, requires })
