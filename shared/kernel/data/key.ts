// Where items live: typed keys that know their module, and the table they are in.

declare const stored: unique symbol

/** The primary key of one item. M: the module that owns it; T: the item found there. */
export interface Key<M extends string = string, T = unknown> {
  readonly module: M
  readonly pk: string
  readonly sk: string
  readonly [stored]?: T
}

/** The item that a key leads to. */
export type ItemAt<K> = K extends Key<string, infer T> ? T : never

/** All items of one partition key, in the table or in an index. */
export interface Partition<M extends string = string, T = unknown> {
  readonly module: M
  readonly pk: string
  readonly [stored]?: T
}

/** Items whose sort keys lie between two bounds, inclusive. */
export interface Span<M extends string = string, T = unknown> {
  readonly partition: Partition<M, T>
  readonly from: string
  readonly to: string
}

/** Sorts after every other sort key with the same prefix. */
export const LAST = '\uffff'

export const idOf = ({ pk, sk }: Pick<Key, 'pk' | 'sk'>): string => `${pk}|${sk}`

/** The one table. `list` orders what a partition cannot, `due` is sparse: it holds what a job must look at, by time. */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'ttl',
  indexes: {
    list: { partitionKey: 'listPk', sortKey: 'listSk' },
    due: { partitionKey: 'duePk', sortKey: 'dueSk' },
  },
} as const

export type IndexName = keyof typeof table.indexes
