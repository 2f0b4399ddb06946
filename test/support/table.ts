// A table of one's own, in memory or on an engine.

import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { type DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { invariants } from '#functions/rulebook.ts'
import { createTable } from '#infra/local/table.ts'
import { memoryClient } from '#infra/simulation/client.ts'
import { Tables } from '#infra/simulation/tables.ts'
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

/** Stands for the tables of this process where the address of an engine is expected. */
export const MEMORY = 'memory'
let tables: Tables | undefined

/** @param endpoint of an engine, or MEMORY */
export const clientAt = (endpoint: string): DynamoDBDocumentClient => {
  if (endpoint !== MEMORY) return documentClient(endpoint)
  tables ??= new Tables()
  const client = memoryClient(tables)
  // An answer comes in a turn of its own, as from a network: who asks again and again leaves timers their turn.
  client.middlewareStack.add((next) => (args) => next(args).finally(() => turn()), {
    step: 'deserialize',
    name: 'turn',
  })
  return client
}

const clients = new Map<string, DynamoDBDocumentClient>()

/** @param endpoint as of clientAt() */
export const freshTable = async (endpoint: string): Promise<TestTable> => {
  const client = clients.get(endpoint) ?? clientAt(endpoint)
  clients.set(endpoint, client)
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
