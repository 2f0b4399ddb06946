// Restores a table under a new name: from an export, or from DynamoDB's point-in-time recovery.

import { setTimeout as wait } from 'node:timers/promises'
import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
} from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { TABLE_NAME } from '#infra/cloud/settings.ts'
import { Refusal } from '#infra/local/refusal.ts'
import { createTable } from '#infra/local/table.ts'
import type { Item } from '#kernel/data/condition.ts'
import { active } from './equip.ts'
import type { Exported } from './export.ts'

/** @throws Refusal if the table exists, or its name is none */
export const refuseExisting = async (client: DynamoDBDocumentClient, tableName: string): Promise<void> => {
  if (!TABLE_NAME.test(tableName))
    throw new Refusal(
      `"${tableName}" is no name of a table. Use 3 to 255 letters, digits, hyphens, dots and underscores.`,
    )
  try {
    await client.send(new DescribeTableCommand({ TableName: tableName }))
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return
    throw error
  }
  throw new Refusal(`The table ${tableName} exists. Name a new one: a restore never changes a table that is in use.`)
}

const BATCH = 25

/**
 * Fills a new table.
 * @returns the number of items
 * @throws Refusal if the export is damaged; then no table is left
 */
export const load = async (client: DynamoDBDocumentClient, tableName: string, exported: Exported): Promise<number> => {
  await createTable(client, tableName)
  await active(client, tableName)
  try {
    return await fill(client, tableName, exported)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await client.send(new DeleteTableCommand({ TableName: tableName }))
    throw new Refusal(`${error.message} The table ${tableName}, which was filled in part, is deleted again.`)
  }
}

const fill = async (client: DynamoDBDocumentClient, tableName: string, exported: Exported): Promise<number> => {
  let [count, batch] = [0, new Map<string, Item>()]
  for await (const item of exported.items()) {
    const { pk, sk } = item
    const key = JSON.stringify([pk, sk])
    if (batch.has(key)) throw new Refusal(`The export has the item ${pk} ${sk} twice. Use a whole copy.`)
    batch.set(key, item)
    if (batch.size < BATCH) continue
    count += await write(client, tableName, [...batch.values()])
    batch = new Map()
  }
  return count + (await write(client, tableName, [...batch.values()]))
}

const write = async (client: DynamoDBDocumentClient, tableName: string, items: readonly Item[]): Promise<number> => {
  type Requests = NonNullable<BatchWriteItemCommandInput['RequestItems']>
  let left: Requests =
    items.length > 0 ? { [tableName]: items.map((Item) => ({ PutRequest: { Item: marshall(Item) } })) } : {}
  for (let attempt = 0; Object.keys(left).length > 0; attempt += 1) {
    if (attempt > 0) await wait(Math.min(50 * 2 ** attempt, 5000))
    left = (await client.send(new BatchWriteItemCommand({ RequestItems: left }))).UnprocessedItems ?? {}
  }
  return items.length
}

interface Recovery {
  readonly source: string
  readonly target: string
  /** ISO 8601. Undefined: the latest restorable moment. */
  readonly at?: string | undefined
}

/** DynamoDB's point-in-time recovery. */
export const recover = async (client: DynamoDBDocumentClient, { source, target, at }: Recovery): Promise<void> => {
  await client.send(
    new RestoreTableToPointInTimeCommand({
      SourceTableName: source,
      TargetTableName: target,
      ...(at === undefined ? { UseLatestRestorableTime: true } : { RestoreDateTime: new Date(at) }),
    }),
  )
  await active(client, target)
}
