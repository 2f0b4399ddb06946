// Typed keys that carry their module, and the layout of the table.

declare const stored: unique symbol

/** The primary key of one item. M: the module that owns it; T: the item. */
export interface Key<M extends string = string, T = unknown> {
  readonly module: M
  readonly pk: string
  readonly sk: string
  readonly [stored]?: T
}

/** The item of a key. */
export type ItemAt<K> = K extends Key<string, infer T> ? T : never

/** All items of one partition key, in the table or in an index. */
export interface Partition<M extends string = string, T = unknown> {
  readonly module: M
  readonly pk: string
  readonly [stored]?: T
}

/** Items with sort keys between two inclusive bounds. */
export interface Span<M extends string = string, T = unknown> {
  readonly partition: Partition<M, T>
  readonly from: string
  readonly to: string
}

/** Sorts after every other sort key with the same prefix. */
export const LAST = '\uffff'

export const idOf = ({ pk, sk }: Pick<Key, 'pk' | 'sk'>): string => `${pk}|${sk}`

/**
 * The table. The index `list` orders items across partitions; the sparse index `agenda` orders items in a second way, such as by
 * a time ahead; the sparse index `due` holds the work of jobs, by time.
 */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'ttl',
  indexes: {
    list: { partitionKey: 'listPk', sortKey: 'listSk' },
    agenda: { partitionKey: 'agendaPk', sortKey: 'agendaSk' },
    due: { partitionKey: 'duePk', sortKey: 'dueSk' },
  },
} as const

export type IndexName = keyof typeof table.indexes
