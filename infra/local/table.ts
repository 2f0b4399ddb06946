// Creates the table as the kernel defines it, and adds indexes that a table of an earlier edition lacks.

import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceInUseException,
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
  const created = await create(client, tableName)
  let found = created ?? (await describe(client, tableName))
  for (;;) {
    while (isBusy(found)) {
      if (performance.now() > until) throw new Error(`it is still being created after ${CREATED_WITHIN_MS / 1000} s`)
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS))
      found = await describe(client, tableName)
    }
    // An update creates one index; the table fills it with the items that it has.
    const lacks = created ? undefined : missing(found)
    if (!lacks) return
    found = await addIndex(client, tableName, lacks)
  }
}

/** @returns undefined if the table exists */
const create = async (client: DynamoDBDocumentClient, tableName: string): Promise<TableDescription | undefined> => {
  try {
    return (await client.send(new CreateTableCommand(tableInput(tableName)))).TableDescription ?? {}
  } catch (error) {
    if (error instanceof ResourceInUseException) return undefined
    throw error
  }
}

const describe = async (client: DynamoDBDocumentClient, tableName: string): Promise<TableDescription> =>
  (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table ?? {}

const isBusy = ({ TableStatus: status, GlobalSecondaryIndexes: indexes = [] }: TableDescription): boolean =>
  status === 'CREATING' || indexes.some(({ IndexStatus }) => IndexStatus === 'CREATING')

type Index = NonNullable<CreateTableCommandInput['GlobalSecondaryIndexes']>[number]

const missing = ({ GlobalSecondaryIndexes: indexes = [] }: TableDescription): Index | undefined =>
  tableInput('').GlobalSecondaryIndexes?.find(
    (wanted) => !indexes.some(({ IndexName }) => IndexName === wanted.IndexName),
  )

const addIndex = async (client: DynamoDBDocumentClient, tableName: string, index: Index): Promise<TableDescription> => {
  const { AttributeDefinitions } = tableInput(tableName)
  const named = new Set(index.KeySchema?.map(({ AttributeName }) => AttributeName))
  const { TableDescription: found } = await client.send(
    new UpdateTableCommand({
      TableName: tableName,
      AttributeDefinitions: AttributeDefinitions?.filter(({ AttributeName }) => named.has(AttributeName)) ?? [],
      GlobalSecondaryIndexUpdates: [{ Create: index }],
    }),
  )
  return found ?? {}
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
