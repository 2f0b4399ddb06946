// A table of one's own, which can be filled, read whole and audited.

import { randomUUID } from 'node:crypto'
import { type DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { createTable } from '#infra/local/table.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { audit, type Report } from '#kernel/data/audit.ts'
import type { Item } from '#kernel/data/condition.ts'
import type { Invariant } from '#kernel/data/invariants.ts'

export interface TestTable {
  readonly name: string
  readonly client: DynamoDBDocumentClient
  store(items: readonly Item[]): Promise<void>
  /** Everything that is stored, by key. */
  items(): Promise<Item[]>
  audit(): Promise<Report>
}

/** @param invariants that the audit asks of what is stored */
export const newTable = async (
  client: DynamoDBDocumentClient,
  invariants: readonly Invariant[],
): Promise<TestTable> => {
  const name = `t-${randomUUID()}`
  await createTable(client, name)
  return {
    name,
    client,
    store: async (items) => {
      for (const item of items) await client.send(new PutCommand({ TableName: name, Item: item }))
    },
    items: async () => {
      const all: Item[] = []
      let ExclusiveStartKey: Record<string, unknown> | undefined
      do {
        const page = await client.send(
          new ScanCommand({ TableName: name, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) }),
        )
        all.push(...(page.Items ?? []))
        ExclusiveStartKey = page.LastEvaluatedKey
      } while (ExclusiveStartKey)
      return all.sort((a, b) => (`${a['pk']}|${a['sk']}` < `${b['pk']}|${b['sk']}` ? -1 : 1))
    },
    audit: () => audit({ client, tableName: name, invariants, clock: () => runtime().clock(), pause: runtime().pause }),
  }
}
