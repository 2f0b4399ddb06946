// Creates the table as the kernel defines it, compares one with that, and adds indexes that a table of an earlier edition lacks.

import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { table } from '#kernel/data/key.ts'

interface Keys {
  readonly partitionKey: string
  readonly sortKey: string
}

export const tableInput = (tableName: string): CreateTableCommandInput => {
  const indexes = Object.entries<Keys>(table.indexes)
  const attributes = [table, ...Object.values<Keys>(table.indexes)].flatMap(({ partitionKey, sortKey }) => [
    partitionKey,
    sortKey,
  ])
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: keySchema(table),
    GlobalSecondaryIndexes: indexes.map(([name, keys]) => ({
      IndexName: name,
      KeySchema: keySchema(keys),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    })),
  }
}

const keySchema = ({ partitionKey, sortKey }: Keys): CreateTableCommandInput['KeySchema'] => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  { AttributeName: sortKey, KeyType: 'RANGE' },
]

const CREATED_WITHIN_MS = 60_000
const BETWEEN_LOOKS_MS = 250

/**
 * Creates the table, unless it exists, adds the indexes that it lacks, and waits until it can be used.
 * @throws Error after a minute
 */
export const createTable = async (client: DynamoDBDocumentClient, tableName: string): Promise<void> => {
  const until = performance.now() + CREATED_WITHIN_MS
  if (await create(client, tableName)) await usable(client, tableName, { until, isNew: true })
  else await addIndexes(client, tableName)
}

/**
 * Adds the indexes that the table lacks, one after the other, and waits until they can be used.
 * @param withinMs a table of many items takes hours to fill an index
 * @throws Error after that time
 */
export const addIndexes = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  withinMs = CREATED_WITHIN_MS,
): Promise<void> => {
  const until = performance.now() + withinMs
  const added: string[] = []
  for (;;) {
    const found = await usable(client, tableName, { until, added })
    const [lacks] = lackingIn(found)
    if (!lacks) return
    // An update creates one index; the table fills it with the items that it has.
    await addIndex(client, tableName, lacks)
    added.push(String(lacks.IndexName))
  }
}

/** What the description of a table may not have yet: it is read eventually consistently. */
interface Awaited {
  /** Of the monotonic clock. */
  readonly until: number
  readonly isNew?: boolean
  readonly added?: readonly string[]
}

/** Waits for the table, its indexes, and any change that would keep it from getting another index. */
const usable = async (
  client: DynamoDBDocumentClient,
  tableName: string,
  { until, isNew = false, added = [] }: Awaited,
): Promise<TableDescription> => {
  for (;;) {
    const found = await describe(client, tableName).catch((error) => {
      if (isNew && error instanceof ResourceNotFoundException) return undefined
      throw error
    })
    if (found && !isBusy(found) && !lackingIn(found).some(({ IndexName = '' }) => added.includes(IndexName)))
      return found
    if (performance.now() > until) throw new Error(`it is still being created after ${CREATED_WITHIN_MS / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS))
  }
}

/** @returns whether the table is new */
const create = async (client: DynamoDBDocumentClient, tableName: string): Promise<boolean> => {
  try {
    await client.send(new CreateTableCommand(tableInput(tableName)))
    return true
  } catch (error) {
    if (error instanceof ResourceInUseException) return false
    throw error
  }
}

const describe = async (client: DynamoDBDocumentClient, tableName: string): Promise<TableDescription> =>
  (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table ?? {}

const isBusy = (found: TableDescription): boolean => {
  const { TableStatus: status, GlobalSecondaryIndexes: indexes = [] } = found
  if (status === 'CREATING' || indexes.some(({ IndexStatus }) => IndexStatus === 'CREATING')) return true
  // A table that changes can be used, and refuses another change.
  const changes = status === 'UPDATING' || indexes.some(({ IndexStatus }) => IndexStatus === 'DELETING')
  return changes && lackingIn(found).length > 0
}

type Index = NonNullable<CreateTableCommandInput['GlobalSecondaryIndexes']>[number]

const lackingIn = ({ GlobalSecondaryIndexes: indexes = [] }: TableDescription): Index[] =>
  (tableInput('').GlobalSecondaryIndexes ?? []).filter(
    (wanted) => !indexes.some(({ IndexName }) => IndexName === wanted.IndexName),
  )

export interface Difference {
  /** The key of the table and indexes that have other attributes than the kernel's, as a sentence names them. */
  readonly other: readonly string[]
  /** The indexes that are not there, or not filled yet. */
  readonly lacking: readonly string[]
}

/** What of a table is not as the kernel defines it. */
export const differenceOf = (found: TableDescription): Difference => {
  const wanted = tableInput('')
  const keys = attributesOf(found)
  const other = [...attributesOf(wanted)]
    .filter(([what, attributes]) => keys.has(what) && keys.get(what) !== attributes)
    .map(([what, attributes]) => `the key of ${what} is ${keys.get(what)} in place of ${attributes}`)
  const building = (found.GlobalSecondaryIndexes ?? []).filter(({ IndexStatus }) => IndexStatus === 'CREATING')
  return { other, lacking: [...lackingIn(found), ...building].map(({ IndexName }) => String(IndexName)) }
}

/** The key of the table and of each index as text, such as "pk (S), sk (S)". */
const attributesOf = (shape: TableDescription | CreateTableCommandInput): ReadonlyMap<string, string> => {
  const types = new Map(shape.AttributeDefinitions?.map((one) => [one.AttributeName, one.AttributeType]))
  const text = (keys: CreateTableCommandInput['KeySchema'] = []) =>
    keys.map(({ AttributeName: name }) => `${name} (${types.get(name)})`).join(', ')
  const indexes = shape.GlobalSecondaryIndexes ?? []
  return new Map([
    ['the table', text(shape.KeySchema)],
    ...indexes.map((one): [string, string] => [`the index ${one.IndexName}`, text(one.KeySchema)]),
  ])
}

const addIndex = async (client: DynamoDBDocumentClient, tableName: string, index: Index): Promise<void> => {
  const { AttributeDefinitions } = tableInput(tableName)
  const named = new Set(index.KeySchema?.map(({ AttributeName }) => AttributeName))
  await client.send(
    new UpdateTableCommand({
      TableName: tableName,
      AttributeDefinitions: AttributeDefinitions?.filter(({ AttributeName }) => named.has(AttributeName)) ?? [],
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    }),
  )
}

/** Lets the engine delete expired items, such as old receipts. @returns whether the engine knows expiry */
export const enableExpiry = async (client: DynamoDBDocumentClient, tableName: string): Promise<boolean> => {
  try {
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: tableName }))
    const { TimeToLiveStatus: status } = TimeToLiveDescription ?? {}
    if (status === 'ENABLED' || status === 'ENABLING') return true
    const specification = { Enabled: true, AttributeName: table.timeToLive }
    await client.send(new UpdateTimeToLiveCommand({ TableName: tableName, TimeToLiveSpecification: specification }))
    return true
  } catch (error) {
    if (error instanceof Error && error.name === 'UnknownOperationException') return false
    throw error
  }
}
