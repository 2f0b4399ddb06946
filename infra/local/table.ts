// Creates the table as the kernel defines it.

import { CreateTableCommand, type CreateTableCommandInput, ResourceInUseException } from '@aws-sdk/client-dynamodb'
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

/** Does nothing if the table exists. */
export const createTable = async (client: DynamoDBDocumentClient, tableName: string): Promise<void> => {
  try {
    await client.send(new CreateTableCommand(tableInput(tableName)))
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error
  }
}
