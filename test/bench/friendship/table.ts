// A table that counts requests, items, and the units that the engine reports.

import { BatchWriteItemCommand, CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'

// biome-ignore lint/suspicious/noExplicitAny: each model knows what it stored.
export type Item = Record<string, any>
export type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number]

export interface Cost {
  readonly found: number
  /** In the table; more than one is a transaction of as many actions. */
  readonly written: number
  readonly read: number
  /** With those of the indexes. */
  readonly write: number
  readonly index: number
  readonly trips: number
}
export const nothing: Cost = { found: 0, written: 0, read: 0, write: 0, index: 0, trips: 0 }

export interface Index {
  readonly name: string
  readonly pk: string
  readonly sk: string
  readonly whole: boolean
}

/** A range of the table's partition, or all of an index's. */
export interface Asked {
  readonly index?: Index
  readonly pk: string
  readonly begins?: string
  readonly limit?: number
}

interface Capacity {
  readonly CapacityUnits?: number | undefined
  readonly GlobalSecondaryIndexes?:
    | Readonly<Record<string, { readonly CapacityUnits?: number | undefined }>>
    | undefined
}

const COUNTED = { ReturnConsumedCapacity: 'INDEXES' } as const

export class CountedTable {
  readonly client: DynamoDBDocumentClient
  readonly name: string
  #cost = nothing

  constructor(client: DynamoDBDocumentClient, name: string) {
    this.client = client
    this.name = name
  }

  /** What the work cost. */
  async spent(work: () => Promise<unknown>): Promise<Cost> {
    this.#cost = nothing
    await work()
    return this.#cost
  }

  async get(Key: Item): Promise<Item | undefined> {
    const input = { TableName: this.name, Key, ConsistentRead: true, ...COUNTED }
    const { Item, ConsumedCapacity } = await this.client.send(new GetCommand(input))
    this.#add(ConsumedCapacity, { found: Item ? 1 : 0, written: 0 })
    return Item
  }

  /** @returns what there is, in no order */
  async batch(keys: readonly Item[]): Promise<Item[]> {
    if (keys.length === 0) return []
    const RequestItems = { [this.name]: { Keys: [...keys], ConsistentRead: true } }
    const { Responses, ConsumedCapacity } = await this.client.send(new BatchGetCommand({ RequestItems, ...COUNTED }))
    const items = Responses?.[this.name] ?? []
    this.#add(ConsumedCapacity?.[0], { found: items.length, written: 0 })
    return items
  }

  /** Consistent wherever DynamoDB can be. Without a limit it reads on to the end. */
  async query(asked: Asked): Promise<Item[]> {
    const items: Item[] = []
    let after: QueryCommandInput['ExclusiveStartKey']
    do {
      const input = {
        ...this.inputOf(asked),
        ConsistentRead: !asked.index,
        ...(after ? { ExclusiveStartKey: after } : {}),
      }
      const { Items = [], LastEvaluatedKey, ConsumedCapacity } = await this.client.send(new QueryCommand(input))
      this.#add(ConsumedCapacity, { found: Items.length, written: 0 })
      items.push(...Items)
      after = LastEvaluatedKey
    } while (after && !asked.limit)
    return items
  }

  inputOf({ index, pk, begins, limit }: Asked): QueryCommandInput {
    return {
      TableName: this.name,
      ...(index && { IndexName: index.name }),
      KeyConditionExpression: begins === undefined ? '#pk = :pk' : '#pk = :pk AND begins_with(sk, :begins)',
      ExpressionAttributeNames: { '#pk': index?.pk ?? 'pk' },
      ExpressionAttributeValues: { ':pk': pk, ...(begins !== undefined && { ':begins': begins }) },
      ...(limit && { Limit: limit }),
      ...COUNTED,
    }
  }

  /** One transaction, or, of a single put, no more than that. */
  async write(actions: readonly Action[]): Promise<void> {
    const [{ Put } = {}, ...others] = actions
    if (Put && others.length === 0) {
      const { ConsumedCapacity } = await this.client.send(new PutCommand({ ...Put, ...COUNTED }))
      this.#add(ConsumedCapacity, { found: 0, written: 1 })
      return
    }
    const input = { TransactItems: [...actions], ...COUNTED }
    const { ConsumedCapacity } = await this.client.send(new TransactWriteCommand(input))
    this.#add(ConsumedCapacity?.[0], { found: 0, written: actions.length })
  }

  /** Counts nothing. */
  async seed(items: readonly Item[]): Promise<void> {
    for (let at = 0; at < items.length; at += 25) {
      const RequestItems = {
        [this.name]: items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item: marshall(Item) } })),
      }
      await this.client.send(new BatchWriteItemCommand({ RequestItems }))
    }
  }

  async create(indexes: readonly Index[]): Promise<void> {
    const keys = [{ pk: 'pk', sk: 'sk' }, ...indexes]
    const input: CreateTableCommandInput = {
      TableName: this.name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...new Set(keys.flatMap(({ pk, sk }) => [pk, sk]))].map((name) => ({
        ...{ AttributeName: name, AttributeType: 'S' as const },
      })),
      KeySchema: keySchema({ pk: 'pk', sk: 'sk' }),
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keySchema(index),
        Projection: { ProjectionType: index.whole ? 'ALL' : 'KEYS_ONLY' },
      })),
    }
    await this.client.send(new CreateTableCommand(input))
  }

  #add(capacity: Capacity | undefined, { found, written }: Pick<Cost, 'found' | 'written'>): void {
    if (capacity?.CapacityUnits === undefined) throw new Error('the engine does not report what it charges')
    const indexes = Object.values(capacity.GlobalSecondaryIndexes ?? {})
    const index = written > 0 ? indexes.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0) : 0
    const cost = this.#cost
    this.#cost = {
      found: cost.found + found,
      written: cost.written + written,
      read: cost.read + (written > 0 ? 0 : capacity.CapacityUnits),
      write: cost.write + (written > 0 ? capacity.CapacityUnits : 0),
      index: cost.index + index,
      trips: cost.trips + 1,
    }
  }
}

const keySchema = ({ pk, sk }: Pick<Index, 'pk' | 'sk'>): CreateTableCommandInput['KeySchema'] => [
  { AttributeName: pk, KeyType: 'HASH' },
  { AttributeName: sk, KeyType: 'RANGE' },
]
