// A table of one's own on the engine of the run, audited by every invariant.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { invariants } from '#functions/rulebook.ts'
import { documentClient } from '#kernel/commit/runtime.ts'
import { newTable, type TestTable } from '#kit/testing/table.ts'

let shared: DynamoDBDocumentClient | undefined

export const freshTable = (endpoint: string): Promise<TestTable> => {
  shared ??= documentClient(endpoint)
  return newTable(shared, invariants)
}
