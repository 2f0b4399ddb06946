// A table of one's own, which can be filled, read whole and audited.

import { randomUUID } from 'node:crypto'
import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
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

const MOST_IN_A_BATCH = 25

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
      // Of several with one key the last stays: a batch takes one.
      const all = [...new Map(items.map((item) => [JSON.stringify([item['pk'], item['sk']]), item])).values()]
      const puts = all.map((item) => ({ PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } }))
      for (let at = 0; at < puts.length; at += MOST_IN_A_BATCH) {
        let left: WriteRequest[] = puts.slice(at, at + MOST_IN_A_BATCH)
        while (left.length > 0) {
          const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: left } }))
          left = UnprocessedItems?.[name] ?? []
        }
      }
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
