// Where a test's tables are: in this process, or on an engine that speaks DynamoDB's protocol.

import { setImmediate as turn } from 'node:timers/promises'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { useLocalEngine } from '#infra/local/engine-client.ts'
import { memoryClient } from '#infra/simulation/client.ts'
import { Tables } from '#infra/simulation/tables.ts'
import { documentClient } from '#kernel/commit/runtime.ts'

/** Makes a client of the same tables each time. */
export type NewClient = () => DynamoDBDocumentClient

/** Tables in the memory of this process: no engine runs, and nothing is left behind. */
export const inMemory = (): NewClient => {
  const tables = new Tables()
  return () => {
    const client = memoryClient(tables)
    // An answer comes in a turn of its own, as from a network: code that asks again and again leaves timers their turn.
    client.middlewareStack.add((next) => (args) => next(args).finally(() => turn()), {
      step: 'deserialize',
      name: 'turn',
    })
    return client
  }
}

/** @param endpoint of an engine, such as `http://127.0.0.1:8000` */
export const onEngine = (endpoint: string): NewClient => {
  useLocalEngine()
  return () => documentClient(endpoint)
}
