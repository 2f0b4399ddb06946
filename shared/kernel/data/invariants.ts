// Invariants: statements that hold for stored data after every transaction, each with the audit that proves it.

import type { Item, Stored } from './condition.ts'
import type { Key } from './key.ts'

/** Runs a judge; returns `otherwise` if the items do not have the declared type. */
const asked = <R>(judge: () => R, otherwise: R): R => {
  try {
    return judge()
  } catch (error) {
    // An invalid time throws a RangeError.
    if (error instanceof TypeError || error instanceof RangeError) return otherwise
    throw error
  }
}

/** All items of one partition key, by sort key. */
export interface Contents {
  readonly pk: string
  readonly items: readonly Item[]
}

/** One side of an equation across partitions. The sides of one subject must add up to zero. */
export interface Side {
  readonly about: string
  readonly side: 1 | -1
  /** The partition key with the other side. */
  readonly with: string
  /** The time of the side, if the order matters. ISO 8601. */
  readonly at?: string
  /** The number of sides that it stands for, by default one. */
  readonly count?: number
}

export type Audit =
  | { readonly partition: (contents: Contents, now: string) => boolean }
  | {
      readonly pairs: (item: Item, now: string) => readonly Side[]
      /** Judges all sides of one subject. Undefined: they must add up to zero. */
      readonly fits?: (sides: readonly Side[]) => boolean
    }

export interface Invariant {
  readonly module: string
  readonly name: string
  readonly says: string
  readonly audit: Audit
}

/** Names each invariant of a module. */
export const invariants = <const N extends string>(
  module: string,
  declared: Readonly<Record<N, Pick<Invariant, 'says' | 'audit'>>>,
): Readonly<Record<N, Invariant>> => {
  const named = Object.entries<Pick<Invariant, 'says' | 'audit'>>(declared)
  return Object.fromEntries(named.map(([name, one]) => [name, { module, name, ...one }])) as Record<N, Invariant>
}

/** The part of an item type that an audit uses. */
interface Seen<P extends string, T, Many extends boolean> {
  readonly prefix: P
  readonly many: Many
  is(item: object): item is Stored<T>
}

type Found<O> = {
  readonly [N in keyof O]: O[N] extends Seen<string, infer T, infer Many>
    ? Many extends true
      ? readonly Stored<T>[]
      : Stored<T> | undefined
    : never
}

/**
 * Judges the partitions that contain the subject.
 * @param others further item types in the partition: a list if a partition holds several, otherwise an item or undefined
 */
export const partition = <P extends string, T, const O extends Readonly<Record<string, Seen<P, unknown, boolean>>>>(
  subject: Seen<P, T, false>,
  others: O,
  holds: (subject: Stored<T>, others: Found<O>, now: string) => boolean,
): Audit => ({
  partition: ({ items }, now) => {
    const found = items.find((item) => subject.is(item))
    if (!found || !subject.is(found)) return true
    const rest = Object.entries(others).map(([name, type]) => {
      const all = items.filter((item) => type.is(item))
      return [name, type.many ? all : all[0]]
    })
    return asked(() => holds(found, Object.fromEntries(rest), now), false)
  },
})

/** Judges each item of a type by itself. */
export const each = <T>(type: Seen<string, T, boolean>, holds: (item: Stored<T>, now: string) => boolean): Audit => ({
  partition: ({ items }, now) => items.every((item) => !type.is(item) || asked(() => holds(item, now), false)),
})

/**
 * Every partition with the prefix contains its complete root item.
 * @param attribute that every root has: an update of a missing item stores an incomplete one
 */
export const rooted = <T>(root: Seen<string, T, false>, attribute: keyof T & string): Audit => ({
  partition: ({ pk, items }) =>
    !pk.startsWith(`${root.prefix}#`) || items.some((item) => root.is(item) && item[attribute] !== undefined),
})

/** The contribution of one item to an equation across partitions. */
export interface Term {
  readonly about: string
  /** An item in the partition with the other side. */
  readonly with: Pick<Key, 'pk'>
  /** ISO 8601. */
  readonly at?: string
  readonly count?: number
}

type Sides = (item: Item, now: string) => readonly Side[]

const sideOf =
  (side: 1 | -1) =>
  <T>(type: Seen<string, T, boolean>, terms: (item: Stored<T>, now: string) => readonly Term[]): Sides =>
  (item, now) => {
    if (!type.is(item)) return []
    const unread: Side[] = [{ about: `${item.pk} ${item.sk}`, side: 1, with: item.pk }]
    return asked(() => terms(item, now).map((term) => ({ ...term, side, with: term.with.pk })), unread)
  }

/** An item that requires a counterpart. */
export const plus = sideOf(1)
/** An item that is a counterpart. */
export const minus = sideOf(-1)

const pairsOf =
  (sides: readonly Sides[]): Sides =>
  (item, now) =>
    sides.flatMap((terms) => terms(item, now))

/** Every `plus` has a `minus` in another partition, and vice versa. */
export const acrossPartitions = (...sides: readonly Sides[]): Audit => ({ pairs: pairsOf(sides) })

/** Every `plus` has a `minus` in another partition; a `minus` may be alone. */
export const coveredAcross = (...sides: readonly Sides[]): Audit => ({
  pairs: pairsOf(sides),
  fits: (terms) => terms.reduce((sum, { side, count = 1 }) => sum + side * count, 0) <= 0,
})

/** Where a `plus` stands, there is a `minus` in another partition; one serves many. */
export const rootedAcross = (...sides: readonly Sides[]): Audit => ({
  pairs: pairsOf(sides),
  fits: (terms) => terms.some(({ side }) => side < 0),
})

/** No `plus` is later than the `minus` of the same subject. */
export const neverAfter = (...sides: readonly Sides[]): Audit => ({
  pairs: pairsOf(sides),
  fits: (terms) => {
    const barred = terms.filter(({ side }) => side < 0).map(({ at = '' }) => at)
    return terms.every(({ side, at = '' }) => side < 0 || barred.every((since) => at <= since))
  },
})

/** Where a `minus` stands, there is no `plus`. */
export const excludes = (...sides: readonly Sides[]): Audit => ({
  pairs: pairsOf(sides),
  fits: (terms) => terms.every(({ side }) => side > 0) || terms.every(({ side }) => side < 0),
})
