// A request's view of the table: consistent reads, cached until a refusal or a commit invalidates them, and their cost.

import { isDeepStrictEqual } from 'node:util'
import {
  BatchGetCommand,
  type BatchGetCommandInput,
  type DynamoDBDocumentClient,
  GetCommand,
  type GetCommandInput,
  QueryCommand,
  type QueryCommandInput,
  TransactGetCommand,
} from '@aws-sdk/lib-dynamodb'
import { always, type Condition, evaluate, type Item, placeholders, print } from '#kernel/data/condition.ts'
import { type IndexName, type ItemAt, idOf, type Key, table } from '#kernel/data/key.ts'
import { checkPosition, type Listing, type Page, type Position, positionOf, type Range } from './listing.ts'
import { Memory } from './memory.ts'
import { Replan } from './plan.ts'
import { type PrimaryKey, Seen } from './seen.ts'

/** The cost of a request so far. Units as DynamoDB reports them; for a refused write, which reports none, the units charged. */
export interface Meter {
  trips: number
  read: number
  write: number
  conflicts: number
  /** The duration of the committed transaction. */
  commitMs?: number
}

/** The items at keys, in their order. */
export type Items<K extends readonly Key[]> = { -readonly [I in keyof K]: ItemAt<K[I]> | undefined }

/** The items at keys of several types, by the name of the type. */
export type Groups<G extends Readonly<Record<string, readonly Key[]>>> = { -readonly [N in keyof G]: Items<G[N]> }

/** The reads of plans. M: the modules that the contract declares. */
export interface Read<M extends string = string> {
  get<T>(key: Key<M, T>): Promise<T | undefined>
  /** In the order of the keys; one round trip per hundred keys. The items may be of different moments. */
  all<const K extends readonly Key<M>[]>(keys: K): Promise<Items<K>>
  /** Like all(), for lists of keys of several types in one round trip. */
  groups<const G extends Readonly<Record<string, readonly Key<M>[]>>>(keys: G): Promise<Groups<G>>
  /** Like all(), but of one moment, for twice the units. */
  moment<const K extends readonly Key<M>[]>(keys: K): Promise<Items<K>>
  /** Like moment(), with everything that the plan has read before: a refusal that follows was true at that moment. */
  momentWith<const K extends readonly Key<M>[]>(keys: K): Promise<Items<K>>
  /**
   * Confirms that no item is stored. What the plan has read before is forgotten, so a refusal that follows rests on this item alone.
   * @throws Replan if there is one
   */
  absent(key: Key<M>): Promise<undefined>
  list<T>(listing: Listing<M, T>): Promise<Page<T>>
  /**
   * Like all(), but the process remembers items that have come to their last state, and does not read them again.
   * @param isFinal whether no write changes the item any more
   */
  lasting<T>(keys: readonly Key<M, T>[], isFinal: (item: NoInfer<T>) => boolean): Promise<readonly (T | undefined)[]>
  /** The item without a read: as this plan or, if it is final, this process knows it. */
  recall<T>(key: Key<M, T>): T | undefined
  /** Whether this request has lost an attempt on the item to another transaction: a plan that has a choice takes another one. */
  isContended(key: Key<M>): boolean
}

/** Thrown after the deadline, before anything is sent. */
export class Late extends Error {
  constructor() {
    super('the deadline of the request has passed')
    this.name = 'Late'
  }
}

/** Thrown by a read that a batch cannot make, such as of what its earlier plans write: the plan is made outside of the batch. */
class Apart extends Error {}

/** The time limit of a request, monotonic. */
export interface Deadline {
  readonly until: number
  elapsed(): number
}

/** What a request has from its process. */
export interface Setting {
  readonly deadline?: Deadline
  readonly memory?: Pick<Memory, keyof Memory>
  /** Reads may miss writes of the last moments, at half the units; only for requests that write nothing. */
  readonly eventual?: boolean
}

const MOST_AT_ONCE = 100

/** The primary key of an item. */
const keyOf = ({ pk, sk }: Item): PrimaryKey => ({ pk: String(pk), sk: String(sk) })

interface Part<T> {
  readonly kept: readonly T[]
  /** The number of entries that were looked at. */
  readonly looked: number
  readonly follows: boolean
  readonly next: Position | undefined
}

const COUNT = 'TOTAL' as const
/** The maximum number of entries that a filtered list drops for one page: then it returns a partial page with a cursor. */
export const MOST_DROPPED = 500
/** The number of entries of the first query of a filtered list, at least: in an index, where each costs the read of an item. */
const AHEAD = { index: 25, table: 100 }
/** The number of entries of the second query, and of the largest one: each is twice as long as the one before. */
const AHEAD_AGAIN = 25
const MOST_AHEAD = 100

export class Store implements Read {
  readonly meter: Meter
  readonly client: DynamoDBDocumentClient
  readonly tableName: string
  #seen = new Seen()
  readonly #deadline: Deadline | undefined
  readonly #memory: Pick<Memory, keyof Memory>
  readonly #consistent: boolean
  readonly #contended = new Set<string>()

  constructor(
    client: DynamoDBDocumentClient,
    tableName: string,
    meter: Meter = { trips: 0, read: 0, write: 0, conflicts: 0 },
    { deadline, memory = new Memory(), eventual = false }: Setting = {},
  ) {
    this.meter = meter
    this.client = client
    this.tableName = tableName
    this.#deadline = deadline
    this.#memory = memory
    this.#consistent = !eventual
  }

  /** The remaining milliseconds of the request. */
  get leftMs(): number {
    return this.#deadline ? this.#deadline.until - this.#deadline.elapsed() : Number.POSITIVE_INFINITY
  }

  /** @throws Late before anything is sent */
  assertInTime(): void {
    if (this.leftMs <= 0) throw new Late()
  }

  async get<T>(key: Key<string, T>): Promise<T | undefined> {
    const known = this.seen(key)
    if (known !== undefined) return (known ?? undefined) as T | undefined
    await this.fresh(key)
    return (this.seen(key) ?? undefined) as T | undefined
  }

  /** Reads without the cache. */
  async fresh(key: Key): Promise<Item | undefined> {
    const input: GetCommandInput = {
      TableName: this.tableName,
      Key: { pk: key.pk, sk: key.sk },
      ConsistentRead: this.#consistent,
      ReturnConsumedCapacity: COUNT,
    }
    this.assertInTime()
    const { Item: item, ConsumedCapacity } = await this.client.send(new GetCommand(input))
    this.#count(ConsumedCapacity?.CapacityUnits)
    this.remember(key, item)
    return item
  }

  async moment<const K extends readonly Key[]>(keys: K): Promise<Items<K>> {
    this.#assertStored()
    this.#seen.newMoment()
    // A transaction may name each item once.
    const named = [...new Map(keys.map((key) => [idOf(key), key])).values()]
    await this.#transactGet(named)
    if (named.length > MOST_AT_ONCE) {
      // More items than a transaction takes: items that two reads find unchanged were stored together in between.
      const before = named.map((key) => this.seen(key))
      await this.#transactGet(named)
      const after = named.map((key) => this.seen(key))
      if (!isDeepStrictEqual(before, after)) this.#seen.newMoment()
    }
    return this.#items(keys)
  }

  async momentWith<const K extends readonly Key[]>(keys: K): Promise<Items<K>> {
    // What the other plans of a batch have read is not of this plan.
    if (this.#seen.isShared) throw new Apart()
    const isKnown = keys.every((key) => this.seen(key) !== undefined)
    if (!isKnown || !this.isOneMoment) await this.moment([...this.known, ...keys])
    return this.#items(keys)
  }

  async absent(key: Key): Promise<undefined> {
    // What the other plans of a batch have read is theirs too.
    if (this.#seen.isShared) throw new Apart()
    this.forget()
    if (await this.get(key)) throw new Replan('the item has come')
  }

  /** Items enter from the table here: the key determines the type. */
  #items<const K extends readonly Key[]>(keys: K): Items<K> {
    return keys.map((key) => this.seen(key) ?? undefined) as unknown as Items<K>
  }

  async #transactGet(named: readonly Key[]): Promise<void> {
    for (let at = 0; at < named.length; at += MOST_AT_ONCE) await this.#getTogether(named.slice(at, at + MOST_AT_ONCE))
  }

  async #getTogether(keys: readonly Key[]): Promise<void> {
    const { tableName: TableName } = this
    this.assertInTime()
    const { Responses = [], ConsumedCapacity } = await this.client.send(
      new TransactGetCommand({
        TransactItems: keys.map(({ pk, sk }) => ({ Get: { TableName, Key: { pk, sk } } })),
        ReturnConsumedCapacity: COUNT,
      }),
    )
    this.#count(ConsumedCapacity?.[0]?.CapacityUnits)
    for (const [at, key] of keys.entries()) {
      this.remember(key, Responses[at]?.Item)
      this.#seen.together(key)
    }
  }

  /** The items that plans have read so far. */
  get known(): Key[] {
    return this.#seen.keys
  }

  /** Whether all items that plans have read existed at the same moment, after each query. */
  get isOneMoment(): boolean {
    return this.#seen.isOneMoment
  }

  async all<const K extends readonly Key[]>(keys: K): Promise<Items<K>> {
    const wanted = new Map(keys.filter((key) => this.seen(key) === undefined).map((key) => [idOf(key), key]))
    const missing = [...wanted.values()]
    for (let at = 0; at < missing.length; at += MOST_AT_ONCE) await this.#batch(missing.slice(at, at + MOST_AT_ONCE))
    return this.#items(keys)
  }

  async groups<const G extends Readonly<Record<string, readonly Key[]>>>(keys: G): Promise<Groups<G>> {
    await this.all(Object.values(keys).flat())
    const groups = Object.entries(keys).map(([name, group]) => [name, this.#items(group)])
    return Object.fromEntries(groups) as Groups<G>
  }

  async lasting<T>(
    keys: readonly Key<string, T>[],
    isFinal: (item: NoInfer<T>) => boolean,
  ): Promise<readonly (T | undefined)[]> {
    await this.all(keys.filter((key) => this.#memory.item(key) === undefined))
    const found = keys.map((key) => this.recall(key))
    for (const [at, key] of keys.entries()) {
      const [item, seen] = [found[at], this.seen(key)]
      // What is remembered is final. What this request has read may be older.
      if (!item || !seen || this.#memory.item(key) || !isFinal(item)) continue
      this.#seen.whenStored(() => this.#memory.keep(key, seen))
    }
    return found
  }

  recall<T>(key: Key<string, T>): T | undefined {
    return (this.#memory.item(key) ?? this.seen(key) ?? undefined) as T | undefined
  }

  isContended(key: Key): boolean {
    return this.#contended.has(idOf(key))
  }

  /** The next plans of this request learn that other transactions held the items. */
  avoid(keys: readonly Key[]): void {
    for (const key of keys) this.#contended.add(idOf(key))
  }

  async #batch(keys: readonly Key[]): Promise<void> {
    let left: NonNullable<BatchGetCommandInput['RequestItems']> = {
      [this.tableName]: { Keys: keys.map(({ pk, sk }) => ({ pk, sk })), ConsistentRead: this.#consistent },
    }
    while (left[this.tableName]) {
      const input: BatchGetCommandInput = { RequestItems: left, ReturnConsumedCapacity: COUNT }
      this.assertInTime()
      const { Responses, UnprocessedKeys, ConsumedCapacity } = await this.client.send(new BatchGetCommand(input))
      this.#count(ConsumedCapacity?.[0]?.CapacityUnits)
      for (const item of Responses?.[this.tableName] ?? []) this.remember(keyOf(item), item)
      left = UnprocessedKeys ?? {}
    }
    for (const key of keys) if (this.seen(key) === undefined) this.remember(key, undefined)
  }

  /** Reads one item more than the page takes: if it is missing, the page is the last and has no cursor. */
  async list<T>(listing: Listing<string, T>): Promise<Page<T>> {
    this.#assertStored()
    checkPosition(listing)
    this.#seen.query(`${listing.index ?? ''} ${listing.partition.pk}`)
    // An empty range; the store rejects such a query.
    if (listing.from > listing.to) return { items: [] }
    const items: T[] = []
    let after = listing.after
    let dropped = 0
    for (let query = 0; dropped < MOST_DROPPED; query += 1) {
      const ahead = query === 0 ? 0 : Math.min(MOST_AHEAD, AHEAD_AGAIN * 2 ** (query - 1))
      const { kept, looked, follows, next } = await this.#part(listing, listing.limit - items.length, after, ahead)
      items.push(...kept)
      dropped += looked - kept.length
      const last = kept.at(-1) as Item | undefined
      // The page is full, so filtered items need not be read again.
      if (follows) return { items, next: last ? positionOf(last, listing.index) : after }
      after = next
      if (!after) return { items }
    }
    return { items, next: after }
  }

  /**
   * @param ahead the number of entries to look at, at least
   * @returns at most `room` items, whether another item follows, and where to continue if none was found
   */
  async #part<T>(
    listing: Listing<string, T>,
    room: number,
    after: Position | undefined,
    ahead: number,
  ): Promise<Part<T>> {
    const { index, where, keep } = listing
    const found = await this.#query(listing, Math.max(room + 1, ahead), after)
    // The key of an index entry shows that more items follow. An item costs a unit, so it is read only if a filter could drop
    // it.
    const wanted = index && !where && !keep ? found.items.slice(0, room) : found.items
    const read = (index ? await this.#whole(wanted, index, where) : wanted) as readonly T[]
    const kept = keep ? await keep(read) : read
    const isLeft = wanted.length < found.items.length
    const last = wanted.at(-1)
    return {
      kept: kept.slice(0, room),
      looked: found.looked,
      follows: kept.length > room || (isLeft && kept.length === room),
      next: isLeft && last ? positionOf(last, index) : found.next,
    }
  }

  /** @returns the items of one query, for an index only their keys, and its end position if there is more */
  async #query(range: Range, wanted: number, after: Position | undefined): Promise<Page<Item> & { looked: number }> {
    const { index, partition, from, to, where } = range
    const { partitionKey, sortKey } = index ? table.indexes[index] : table
    const hand = placeholders()
    const within = `${hand.name(partitionKey)} = ${hand.value(partition.pk)} AND ${hand.name(sortKey)} BETWEEN ${hand.value(from)} AND ${hand.value(to)}`
    const input: QueryCommandInput = {
      TableName: this.tableName,
      ...(index ? { IndexName: index } : { ConsistentRead: this.#consistent }),
      KeyConditionExpression: within,
      ...(where && !index ? { FilterExpression: print(where, hand) } : {}),
      ExpressionAttributeNames: hand.names,
      ExpressionAttributeValues: hand.values,
      ScanIndexForward: !range.descending,
      // A filter applies after the limit, so the query reads ahead.
      Limit: where ? Math.max(wanted, index ? AHEAD.index : AHEAD.table) : wanted,
      ...(after ? { ExclusiveStartKey: after } : {}),
      ReturnConsumedCapacity: COUNT,
    }
    this.assertInTime()
    const answer = await this.client.send(new QueryCommand(input))
    const { Items = [], ScannedCount: looked = Items.length, LastEvaluatedKey, ConsumedCapacity } = answer
    this.#count(ConsumedCapacity?.CapacityUnits)
    // An index contains only keys.
    if (!index) for (const item of Items) this.remember(keyOf(item), item)
    return { items: Items, looked, next: LastEvaluatedKey as Position | undefined }
  }

  /** Reads the items of index entries. Entries can be stale; drops items whose index key has changed. */
  async #whole(found: readonly Item[], index: IndexName, where: Condition = always): Promise<Item[]> {
    const { partitionKey, sortKey } = table.indexes[index]
    const items = await this.all(found.map(({ pk, sk }) => ({ module: '', pk: pk as string, sk: sk as string })))
    return (items as (Item | undefined)[]).filter((item, at): item is Item => {
      const still = item?.[partitionKey] === found[at]?.[partitionKey] && item?.[sortKey] === found[at]?.[sortKey]
      return item !== undefined && still && evaluate(where, item)
    })
  }

  /** @returns the item as last read; null: none was stored; undefined: it was not read */
  seen(key: PrimaryKey): Item | null | undefined {
    return this.#seen.item(key)
  }

  remember(key: PrimaryKey, item: Item | undefined): void {
    this.#seen.remember(key, item)
  }

  forget(): void {
    this.#seen.forget()
  }

  /** Reads as part of a batch, whose plans share what they have read. */
  async within<T>(seen: Seen, run: () => Promise<T>): Promise<T> {
    const own = this.#seen
    this.#seen = seen
    try {
      return await run()
    } finally {
      this.#seen = own
    }
  }

  /** @throws Apart if earlier plans of the batch write what a query or a transaction would not show */
  #assertStored(): void {
    if (this.#seen.isAhead) throw new Apart()
  }

  #count(units: number | undefined): void {
    this.meter.trips += 1
    this.meter.read += units ?? 0
  }
}
