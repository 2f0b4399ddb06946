// Where an audit reads: a table, page by page and in parallel segments, and one partition again.

import { type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { Item } from './condition.ts'
import { upcast } from './versions.ts'

/** The key of the last item that was read. */
export interface Position {
  readonly pk: string
  readonly sk: string
}

export interface Source {
  /** The number of parts that can be read at the same time. A partition lies in one of them. */
  readonly segments: number
  /** The pages of a segment. Items of a partition follow each other. */
  pages(segment: number, after?: Position): AsyncIterable<readonly Item[]>
  /** All items of a partition, consistently. */
  partition(pk: string): Promise<Item[]>
}

export interface ScannedTable {
  readonly client: DynamoDBDocumentClient
  readonly tableName: string
  /** 1 by default. */
  readonly segments?: number
  /** The maximum number of items in a page; 200 by default. A page has at most 1 MB anyway. */
  readonly page?: number
}

const PAGE = 200

export const tableSource = ({ client, tableName, segments = 1, page = PAGE }: ScannedTable): Source => ({
  segments,
  async *pages(segment, after) {
    let ExclusiveStartKey: Position | undefined = after
    do {
      const found = await client.send(
        new ScanCommand({
          TableName: tableName,
          Limit: page,
          ...(segments > 1 ? { Segment: segment, TotalSegments: segments } : {}),
          ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
        }),
      )
      yield (found.Items ?? []).map(upcast)
      ExclusiveStartKey = positionOf(found.LastEvaluatedKey)
    } while (ExclusiveStartKey)
  },
  partition: async (pk) => {
    const items: Item[] = []
    let ExclusiveStartKey: Position | undefined
    do {
      const found = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ConsistentRead: true,
          Limit: page,
          ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
        }),
      )
      items.push(...(found.Items ?? []).map(upcast))
      ExclusiveStartKey = positionOf(found.LastEvaluatedKey)
    } while (ExclusiveStartKey)
    return items
  },
})

export const positionOf = (item: Item | undefined): Position | undefined =>
  item && { pk: String(item['pk']), sk: String(item['sk']) }
