// Restores a table under a new name: from an export, or from DynamoDB's point-in-time recovery.

import { setTimeout as wait } from 'node:timers/promises'
import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  DescribeTableCommand,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  UpdateContributorInsightsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { Refusal } from '#infra/local/refusal.ts'
import { createTable } from '#infra/local/table.ts'
import type { Item } from '#kernel/data/condition.ts'
import { table } from '#kernel/data/key.ts'
import type { Exported } from './export.ts'

/** @throws Refusal if the table exists */
export const refuseExisting = async (client: DynamoDBDocumentClient, tableName: string): Promise<void> => {
  const status = await statusOf(client, tableName)
  if (status !== undefined)
    throw new Refusal(`The table ${tableName} exists. Name a new one: a restore never changes a table that is in use.`)
}

const statusOf = async (client: DynamoDBDocumentClient, TableName: string): Promise<string | undefined> => {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined
    throw error
  }
}

const BATCH = 25

/** @returns the number of items */
export const load = async (client: DynamoDBDocumentClient, tableName: string, exported: Exported): Promise<number> => {
  await createTable(client, tableName)
  await active(client, tableName)
  let [count, batch] = [0, [] as Item[]]
  for await (const item of exported.items()) {
    batch.push(item)
    if (batch.length < BATCH) continue
    count += await write(client, tableName, batch)
    batch = []
  }
  return count + (await write(client, tableName, batch))
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

/** A restored table has none of the settings of its source, so they are set anew. */
export const recover = async (client: DynamoDBDocumentClient, { source, target, at }: Recovery): Promise<void> => {
  await client.send(
    new RestoreTableToPointInTimeCommand({
      SourceTableName: source,
      TargetTableName: target,
      ...(at === undefined ? { UseLatestRestorableTime: true } : { RestoreDateTime: new Date(at) }),
    }),
  )
  await active(client, target)
  const TableName = target
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName,
      TimeToLiveSpecification: { AttributeName: table.timeToLive, Enabled: true },
    }),
  )
  await client.send(
    new UpdateContinuousBackupsCommand({
      TableName,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  )
  await client.send(
    new UpdateContributorInsightsCommand({
      TableName,
      ContributorInsightsAction: 'ENABLE',
      ContributorInsightsMode: 'THROTTLED_KEYS',
    }),
  )
  await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }))
}

const LOOK_EVERY_MS = 5000

const active = async (client: DynamoDBDocumentClient, tableName: string): Promise<void> => {
  while ((await statusOf(client, tableName)) !== 'ACTIVE') await wait(LOOK_EVERY_MS)
}
