// Item types: a module declares the keys and attributes of its items once; keys, ranges, guards and audits derive from them.

import { type On, on, type Stored } from './condition.ts'
import { type Draft, type ExpectationSpec, expectation, type GuardSpec, guard } from './guards.ts'
import { type Key, LAST, type Partition, type Span } from './key.ts'
import type { ProblemKind } from './problem.ts'

/**
 * M: the module; P: the prefix of the partition key; T: the item; A: the arguments of the key; Many: a partition holds several.
 */
export interface ItemType<M extends string, P extends string, T, A extends readonly unknown[], Many extends boolean> {
  readonly module: M
  readonly prefix: P
  /** The sort key, or its first part if a partition holds several. */
  readonly kind: string
  readonly many: Many
  /** Conditions on items of this type. */
  readonly on: On<T>
  key(...of: A): Key<M, T>
  /** The items of a partition with sort keys between two inclusive bounds after the kind; by default all. */
  within(id: string, from?: string, to?: string): Span<M, T>
  /** Whether the key of a stored item is of this type. */
  is(item: object): item is Stored<T>
  /** The partition key of an item without the prefix. */
  idOf(item: { readonly pk: string }): string
  guard<A, K extends ProblemKind>(spec: GuardSpec<T, A, K>): Draft<M, T, A, K['code']>
  expectation<A>(spec: ExpectationSpec<T, A>): Draft<M, T, A, never>
}

/** The partition key prefixes that a module owns, in the table and the indexes. IAM grants derive from them. */
export interface Space<M extends string, P extends string> {
  readonly module: M
  readonly prefixes: readonly P[]
  /**
   * Declares an item type with one item per partition. T is explicit; the other types are inferred.
   * @param kind the sort key
   * @param id the partition key after the prefix
   */
  item<T>(): <const Q extends P, A extends readonly unknown[]>(
    prefix: Q,
    kind: string,
    id: (...of: A) => string,
  ) => ItemType<M, Q, T, A, false>
  /**
   * Declares an item type with several items per partition.
   * @param kind the prefix of the sort keys
   * @param address the partition key after the prefix, and the sort key after the kind
   */
  items<T>(): <const Q extends P, A extends readonly unknown[]>(
    prefix: Q,
    kind: string,
    address: (...of: A) => readonly [id: string, rest: string],
  ) => ItemType<M, Q, T, A, true>
  /** A partition of an index. */
  partition<T>(prefix: P, id: string): Partition<M, T>
}

interface Place<M, P, A extends readonly unknown[], Many> {
  readonly module: M
  readonly prefix: P
  readonly kind: string
  readonly many: Many
  readonly address: (...of: A) => readonly [id: string, sk: string]
}

/** Of every type that is declared: what tells an item of it. */
const declared: { readonly prefix: string; is(item: object): boolean }[] = []

/** Whether the key of a stored item is of a type that is declared in the modules that are loaded. */
export const isDeclared = (item: { readonly pk?: unknown }): boolean =>
  declared.some((type) => String(item.pk).startsWith(`${type.prefix}#`) && type.is(item))

const itemType = <M extends string, P extends string, T, A extends readonly unknown[], Many extends boolean>({
  address,
  ...place
}: Place<M, P, A, Many>): ItemType<M, P, T, A, Many> => {
  const { module, prefix, kind, many } = place
  const [pkPrefix, skPrefix] = [`${prefix}#`, `${kind}#`]
  const keyAt = (id: string, sk: string): Key<M, T> => ({ module, pk: `${prefix}#${id}`, sk })
  const type: ItemType<M, P, T, A, Many> = {
    ...place,
    key: (...of) => keyAt(...address(...of)),
    within: (id, from = '', to = LAST) => ({
      partition: { module, pk: `${prefix}#${id}` },
      from: `${kind}#${from}`,
      to: `${kind}#${to}`,
    }),
    is: (item): item is Stored<T> => {
      const { pk, sk } = item as { readonly pk?: unknown; readonly sk?: unknown }
      if (typeof pk !== 'string' || typeof sk !== 'string') return false
      return pk.startsWith(pkPrefix) && (many ? sk.startsWith(skPrefix) : sk === kind)
    },
    idOf: ({ pk }) => pk.slice(prefix.length + 1),
    on: on<T>(),
    guard: (spec) => guard(spec),
    expectation: (spec) => expectation(spec),
  }
  declared.push(type)
  return type
}

export const space = <const M extends string, const P extends string>(module: M, ...prefixes: P[]): Space<M, P> => ({
  module,
  prefixes,
  item: () => (prefix, kind, id) =>
    itemType({ module, prefix, kind, many: false, address: (...of) => [id(...of), kind] }),
  items: () => (prefix, kind, address) =>
    itemType({
      module,
      prefix,
      kind,
      many: true,
      address: (...of) => {
        const [id, rest] = address(...of)
        return [id, `${kind}#${rest}`]
      },
    }),
  partition: (prefix, id) => ({ module, pk: `${prefix}#${id}` }),
})
