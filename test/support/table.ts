// A table of one's own, in memory or on an engine, audited by every invariant.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { invariants } from '#functions/rulebook.ts'
import { inMemory, type NewClient, onEngine } from '#kit/testing/engine.ts'
import { newTable, type TestTable } from '#kit/testing/table.ts'

/** Stands for the tables of this process where the address of an engine is expected. */
export const MEMORY = 'memory'

/** @param endpoint of an engine, or MEMORY: then of tables of their own, which go with their clients */
export const clientsAt = (endpoint: string): NewClient => (endpoint === MEMORY ? inMemory() : onEngine(endpoint))

/** Connections of a client are kept open. */
const clients = new Map<string, DynamoDBDocumentClient>()

/** @param endpoint as of clientsAt() */
export const freshTable = (endpoint: string): Promise<TestTable> => {
  const client = clients.get(endpoint) ?? clientsAt(endpoint)()
  if (endpoint !== MEMORY) clients.set(endpoint, client)
  return newTable(client, invariants)
}
