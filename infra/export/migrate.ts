// Rewrites items of earlier versions, page by page: each under the condition that it is as it was read.

import { isDeepStrictEqual } from 'node:util'
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, GetCommand, ScanCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { type Position, positionOf } from '#kernel/data/audit-source.ts'
import { type Item, placeholders } from '#kernel/data/condition.ts'
import { upcast } from '#kernel/data/versions.ts'

export interface Migrated {
  readonly read: number
  readonly rewritten: number
}

interface Migration {
  readonly client: DynamoDBDocumentClient
  readonly tableName: string
  /** The end of the last page of an earlier run. */
  readonly after?: Position | undefined
  /** Called after each page. */
  readonly onPage?: (after: Position | undefined, so: Migrated) => void | Promise<void>
}

const PAGE = 200
/** An item that changes so often meanwhile has writers, which rewrite it themselves or leave it to the next run. */
const ATTEMPTS = 10

/** @throws Error if an item does not stand still */
export const migrate = async ({ client, tableName, after, onPage }: Migration): Promise<Migrated> => {
  let [read, rewritten] = [0, 0]
  let ExclusiveStartKey = after
  do {
    const page = await client.send(
      new ScanCommand({ TableName: tableName, Limit: PAGE, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) }),
    )
    for (const item of page.Items ?? []) if (await rewrite(client, tableName, item)) rewritten += 1
    read += page.Items?.length ?? 0
    ExclusiveStartKey = positionOf(page.LastEvaluatedKey)
    await onPage?.(ExclusiveStartKey, { read, rewritten })
  } while (ExclusiveStartKey)
  return { read, rewritten }
}

/** @returns whether it was written */
const rewrite = async (client: DynamoDBDocumentClient, TableName: string, scanned: Item): Promise<boolean> => {
  const { pk, sk } = scanned
  let item: Item | undefined = scanned
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const next = item && upcast(item)
    // Gone, or rewritten by another.
    if (!item || next === item || !next) return false
    try {
      await client.send(
        new TransactWriteCommand({ TransactItems: [{ Update: { TableName, ...changeOf(item, next) } }] }),
      )
      return true
    } catch (error) {
      if (!(error instanceof TransactionCanceledException)) throw error
      const found = await client.send(new GetCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }))
      item = found.Item
    }
  }
  throw new Error(`${pk} ${sk} changes too often. Run the migration again.`)
}

/** Only attributes that differ are written, and all that were read are demanded as they were. */
const changeOf = (item: Item, next: Item) => {
  const hand = placeholders()
  const { pk, sk } = item
  const names = [...new Set([...Object.keys(item), ...Object.keys(next)])].filter(
    (name) => name !== 'pk' && name !== 'sk',
  )
  const changed = names.filter((name) => !isDeepStrictEqual(item[name], next[name]))
  const sets = changed.filter((name) => next[name] !== undefined)
  const removes = changed.filter((name) => next[name] === undefined)
  const asRead = names.map((name) =>
    item[name] === undefined
      ? `attribute_not_exists(${hand.name(name)})`
      : `${hand.name(name)} = ${hand.value(item[name])}`,
  )
  const clauses = [
    ...(sets.length > 0
      ? [`SET ${sets.map((name) => `${hand.name(name)} = ${hand.value(next[name])}`).join(', ')}`]
      : []),
    ...(removes.length > 0 ? [`REMOVE ${removes.map((name) => hand.name(name)).join(', ')}`] : []),
  ]
  return {
    Key: { pk, sk },
    UpdateExpression: clauses.join(' '),
    ConditionExpression: ['attribute_exists(pk)', ...asRead].join(' AND '),
    ExpressionAttributeNames: hand.names,
    ExpressionAttributeValues: hand.values,
  }
}
