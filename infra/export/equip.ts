// Gives a table what a stack's own table has: indexes, expiry, recovery, insights, a stream, and protection against deletion.

import { setTimeout as wait } from 'node:timers/promises'
import {
  DescribeTableCommand,
  UpdateContinuousBackupsCommand,
  UpdateContributorInsightsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { addIndexes, enableExpiry } from '#infra/local/table.ts'

const LOOK_EVERY_MS = 5000

/** Waits until the table is there and takes changes. */
export const active = async (client: DynamoDBDocumentClient, TableName: string): Promise<void> => {
  const status = async () => (await client.send(new DescribeTableCommand({ TableName }))).Table?.TableStatus
  while ((await status()) !== 'ACTIVE') await wait(LOOK_EVERY_MS)
}

/** A new or restored table has none of these. @returns those that the engine does not know; none of DynamoDB */
export const equip = async (client: DynamoDBDocumentClient, TableName: string): Promise<string[]> => {
  const unknown: string[] = []
  const giving = async (what: string, change: () => Promise<unknown>): Promise<void> => {
    await active(client, TableName)
    try {
      await change()
    } catch (error) {
      if (!(error instanceof Error && error.name === 'UnknownOperationException')) throw error
      unknown.push(what)
    }
  }
  await active(client, TableName)
  await addIndexes(client, TableName, Number.POSITIVE_INFINITY)
  if (!(await enableExpiry(client, TableName))) unknown.push('expiry')
  await giving('point-in-time recovery', () => {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }
    return client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }))
  })
  await giving('Contributor Insights', () => {
    const mode = { ContributorInsightsAction: 'ENABLE', ContributorInsightsMode: 'THROTTLED_KEYS' } as const
    return client.send(new UpdateContributorInsightsCommand({ TableName, ...mode }))
  })
  await giving('a stream', () => {
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } as const
    return client.send(new UpdateTableCommand({ TableName, StreamSpecification }))
  })
  await giving('protection against deletion', () =>
    client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true })),
  )
  return unknown
}
