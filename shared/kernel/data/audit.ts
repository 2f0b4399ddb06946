// The audit: checks every invariant against all stored data, without trusting the writers.

import { type DynamoDBDocumentClient, QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { Item } from './condition.ts'
import type { Invariant, Side } from './invariants.ts'
import { canonicalJson } from './json.ts'

export interface Violation {
  readonly module: string
  readonly rule: string
  readonly says: string
  /** The partition that breaks the invariant, or the subject of an unbalanced equation. */
  readonly where: string
}

export interface Report {
  readonly startedAt: string
  readonly finishedAt: string
  readonly itemCount: number
  readonly violations: readonly Violation[]
  /** The number of findings on data that never stayed stable long enough to be confirmed. */
  readonly unsettled: number
}

export interface Audited {
  readonly client: DynamoDBDocumentClient
  readonly tableName: string
  readonly invariants: readonly Invariant[]
  readonly clock: () => number
  readonly pause: (ms: number) => Promise<void>
  readonly onProgress?: (itemCount: number) => void
}

/** A finding to confirm: the data breaks the invariant, but a write may have been in progress. */
interface Suspicion {
  readonly invariant: Invariant
  readonly where: string
  readonly partitions: ReadonlySet<string>
}

interface Balance {
  sum: number
  partitions: Set<string>
  /** Kept only if the invariant judges more than the sum. */
  sides: Side[]
}

const PAGE = 200
const LOOKS = 10

export const audit = async (audited: Audited): Promise<Report> => {
  const now = () => new Date(audited.clock()).toISOString()
  const startedAt = now()
  const watch = watching(audited.invariants)
  let itemCount = 0
  let partition: Item[] = []
  for await (const page of scan(audited)) {
    for (const item of page) {
      if (partition[0] && partition[0]['pk'] !== item['pk']) {
        watch.partition(partition, now())
        partition = []
      }
      partition.push(item)
    }
    itemCount += page.length
    audited.onProgress?.(itemCount)
  }
  watch.partition(partition, now())
  const verdicts: (Violation | 'unsettled' | undefined)[] = []
  for (const suspicion of watch.suspicions()) verdicts.push(await judge(audited, suspicion, now))
  return {
    startedAt,
    finishedAt: now(),
    itemCount,
    violations: verdicts.filter((verdict): verdict is Violation => typeof verdict === 'object'),
    unsettled: verdicts.filter((verdict) => verdict === 'unsettled').length,
  }
}

async function* scan({ client, tableName }: Audited): AsyncGenerator<Item[]> {
  let ExclusiveStartKey: Record<string, unknown> | undefined
  do {
    const found = await client.send(
      new ScanCommand({ TableName: tableName, Limit: PAGE, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) }),
    )
    yield found.Items ?? []
    ExclusiveStartKey = found.LastEvaluatedKey
  } while (ExclusiveStartKey)
}

/** Visits each partition once. Of equations across partitions, only unbalanced ones are kept. */
const watching = (invariants: readonly Invariant[]) => {
  const found: Suspicion[] = []
  const open = new Map<Invariant, Map<string, Balance>>(invariants.map((invariant) => [invariant, new Map()]))
  return {
    partition: (items: readonly Item[], now: string): void => {
      if (items.length === 0) return
      const pk = String(items[0]?.['pk'])
      for (const invariant of invariants) {
        if ('partition' in invariant.audit) {
          if (!invariant.audit.partition({ pk, items }, now))
            found.push({ invariant, where: pk, partitions: new Set([pk]) })
        } else tally(invariant, items, open.get(invariant) as Map<string, Balance>, now)
      }
    },
    suspicions: (): Suspicion[] => [
      ...found,
      ...[...open].flatMap(([invariant, balances]) =>
        [...balances]
          .filter(([, balance]) => !meets(invariant, balance))
          .map(([where, { partitions }]) => ({ invariant, where, partitions })),
      ),
    ],
  }
}

const tally = (invariant: Invariant, items: readonly Item[], balances: Map<string, Balance>, now: string): void => {
  if (!('pairs' in invariant.audit)) return
  const { pairs, fits } = invariant.audit
  for (const item of items)
    for (const side of pairs(item, now)) {
      const balance = balances.get(side.about) ?? { sum: 0, partitions: new Set(), sides: [] }
      balance.sum += side.side * (side.count ?? 1)
      balance.partitions.add(String(item['pk'])).add(side.with)
      if (fits) balance.sides.push(side)
      if (balance.sum === 0 && !fits) balances.delete(side.about)
      else balances.set(side.about, balance)
    }
}

/** Whether the sides of one subject satisfy the invariant. */
const meets = ({ audit }: Invariant, { sum, sides }: Balance): boolean =>
  'pairs' in audit && audit.fits ? audit.fits(sides) : sum === 0

/** Reads again, consistently, until two reads are equal: then no write was between the partitions. */
const judge = async (
  audited: Audited,
  { invariant, where, partitions }: Suspicion,
  now: () => string,
): Promise<Violation | 'unsettled' | undefined> => {
  let before = ''
  for (let look = 0; look < LOOKS; look += 1) {
    const contents = await Promise.all([...partitions].map((pk) => contentsOf(audited, pk)))
    const seen = canonicalJson(contents)
    if (seen === before) {
      const { module, name, says } = invariant
      return broken(invariant, where, contents, now()) ? { module, rule: name, says, where } : undefined
    }
    before = seen
    await audited.pause(20 * (look + 1))
  }
  return 'unsettled'
}

const broken = (invariant: Invariant, where: string, contents: readonly Item[][], now: string): boolean => {
  if ('partition' in invariant.audit) {
    const { partition } = invariant.audit
    return contents.some((items) => items.length > 0 && !partition({ pk: where, items }, now))
  }
  const balances = new Map<string, Balance>()
  for (const items of contents) tally(invariant, items, balances, now)
  const balance = balances.get(where)
  return balance !== undefined && !meets(invariant, balance)
}

const contentsOf = async ({ client, tableName }: Audited, pk: string): Promise<Item[]> => {
  const items: Item[] = []
  let ExclusiveStartKey: Record<string, unknown> | undefined
  do {
    const found = await client.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
        Limit: PAGE,
        ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
      }),
    )
    items.push(...(found.Items ?? []))
    ExclusiveStartKey = found.LastEvaluatedKey
  } while (ExclusiveStartKey)
  return items
}
