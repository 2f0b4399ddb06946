// Where items live: typed keys that know their module, and the table they are in.

declare const stored: unique symbol

/** The primary key of one item. M: the module that owns it; T: the item found there. */
export interface Key<M extends string = string, T = unknown> {
  readonly module: M
  readonly pk: string
  readonly sk: string
  readonly [stored]?: T
}

/** All items of one partition key, in the table or in an index. */
export interface Partition<M extends string = string, T = unknown> {
  readonly module: M
  readonly pk: string
  readonly [stored]?: T
}

/** The prefixes of the partition keys that a module owns, in the table and in the indexes. Its grants are made of them. */
export interface Space<M extends string, P extends string> {
  readonly module: M
  readonly prefixes: readonly P[]
  key<T>(prefix: P, id: string, sk: string): Key<M, T>
  partition<T>(prefix: P, id: string): Partition<M, T>
}

export const space = <const M extends string, const P extends string>(module: M, ...prefixes: P[]): Space<M, P> => ({
  module,
  prefixes,
  key: (prefix, id, sk) => ({ module, pk: `${prefix}#${id}`, sk }),
  partition: (prefix, id) => ({ module, pk: `${prefix}#${id}` }),
})

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
