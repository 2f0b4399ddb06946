// A table of one's own, in memory or on an engine, audited by every invariant.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { invariants } from '#functions/rulebook.ts'
import { inMemory, type NewClient, onEngine } from '#kit/testing/engine.ts'
import { newTable, type TestTable } from '#kit/testing/table.ts'

/** Stands for the tables of this process where the address of an engine is expected. */
export const MEMORY = 'memory'
let memory: NewClient | undefined

/** @param endpoint of an engine, or MEMORY */
export const clientAt = (endpoint: string): DynamoDBDocumentClient => {
  if (endpoint !== MEMORY) return onEngine(endpoint)()
  memory ??= inMemory()
  return memory()
}

const clients = new Map<string, DynamoDBDocumentClient>()

/** @param endpoint as of clientAt() */
export const freshTable = (endpoint: string): Promise<TestTable> => {
  const client = clients.get(endpoint) ?? clientAt(endpoint)
  clients.set(endpoint, client)
  return newTable(client, invariants)
}
