// A table of one's own, in memory or on an engine, audited by every invariant.

import { setImmediate as turn } from 'node:timers/promises'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { invariants } from '#functions/rulebook.ts'
import { memoryClient } from '#infra/simulation/client.ts'
import { Tables } from '#infra/simulation/tables.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { newTable, type TestTable } from '#kit/testing/table.ts'

/** Stands for the tables of this process where the address of an engine is expected. */
export const MEMORY = 'memory'
let tables: Tables | undefined

/** @param endpoint of an engine, or MEMORY */
export const clientAt = (endpoint: string): DynamoDBDocumentClient => {
  if (endpoint !== MEMORY) return documentClient(endpoint)
  tables ??= new Tables()
  const client = memoryClient(tables)
  // An answer comes in a turn of its own, as from a network: code that asks again and again leaves timers their turn.
  client.middlewareStack.add((next) => (args) => next(args).finally(() => turn()), {
    step: 'deserialize',
    name: 'turn',
  })
  return client
}

const clients = new Map<string, DynamoDBDocumentClient>()

/** @param endpoint as of clientAt() */
export const freshTable = (endpoint: string): Promise<TestTable> => {
  const client = clients.get(endpoint) ?? clientAt(endpoint)
  clients.set(endpoint, client)
  return newTable(client, invariants)
}
