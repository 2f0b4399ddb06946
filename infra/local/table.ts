// Creates the table as the kernel defines it.

import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceInUseException,
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

/** Creates the table, unless it exists, and waits until it can be used. @throws Error after a minute */
export const createTable = async (client: DynamoDBDocumentClient, tableName: string): Promise<void> => {
  const until = performance.now() + CREATED_WITHIN_MS
  let status = await create(client, tableName)
  while (status === 'CREATING') {
    if (performance.now() > until) throw new Error(`it is still being created after ${CREATED_WITHIN_MS / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS))
    status = await statusOf(client, tableName)
  }
}

const create = async (client: DynamoDBDocumentClient, tableName: string): Promise<string | undefined> => {
  try {
    return (await client.send(new CreateTableCommand(tableInput(tableName)))).TableDescription?.TableStatus
  } catch (error) {
    if (error instanceof ResourceInUseException) return statusOf(client, tableName)
    throw error
  }
}

const statusOf = async (client: DynamoDBDocumentClient, tableName: string): Promise<string | undefined> =>
  (await client.send(new DescribeTableCommand({ TableName: tableName }))).Table?.TableStatus

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
