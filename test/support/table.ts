// A table of one's own on the engine of the run.

import { randomUUID } from 'node:crypto'
import { type DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { invariants } from '#functions/rulebook.ts'
import { createTable } from '#infra/local/table.ts'
import { documentClient, runtime } from '#kernel/commit/runtime.ts'
import { audit, type Report } from '#kernel/data/audit.ts'
import type { Item } from '#kernel/data/condition.ts'

export interface TestTable {
  readonly name: string
  readonly client: DynamoDBDocumentClient
  store(items: readonly Item[]): Promise<void>
  /** Everything that is stored, by key. */
  items(): Promise<Item[]>
  audit(): Promise<Report>
}

let shared: DynamoDBDocumentClient | undefined

export const freshTable = async (endpoint: string): Promise<TestTable> => {
  shared ??= documentClient(endpoint)
  const client = shared
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
