// The commands that read items by key.

import type {
  AttributeValue,
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  KeysAndAttributes,
  TransactGetItemsCommandInput,
  TransactGetItemsCommandOutput,
} from '@aws-sdk/client-dynamodb'
import { Capacity, readUnits } from './capacity.ts'
import type { Entry } from './collection.ts'
import { cancelled, invalid, ONGOING } from './failure.ts'
import { parseProjection } from './parse.ts'
import { projected, refuseOverlaps } from './path.ts'
import { type Placeholders, Scope } from './scope.ts'
import type { Table } from './table.ts'
import type { Tables } from './tables.ts'
import { refuseLength } from './transaction.ts'
import { type Item, stored } from './value.ts'

/** Converts an item into the reply. */
export type Show = (item: Item) => Record<string, AttributeValue>

export interface Shown extends Placeholders {
  readonly ProjectionExpression?: string | undefined
}

const USE = 'ProjectionExpression'

/** @param scope of all expressions of the command */
export const projection = ({ ProjectionExpression: text }: Shown, scope: Scope): Show => {
  if (text === undefined) return whole
  const paths = parseProjection(text)
  for (const path of paths) scope.usePath(USE, path)
  refuseOverlaps(USE, paths, scope)
  return (item) => ({ ...projected(item, paths, scope) })
}

/** Items do not change, so the reply has the stored one. */
const whole: Show = (item) => item

const showOf = (tables: Tables, shown: Shown): Show => {
  const scope = new Scope(shown, tables.order)
  const show = projection(shown, scope)
  scope.assertUsed(shown.ProjectionExpression !== undefined)
  return show
}

/** Half a unit reads 4 KB, eventually consistent. */
export const unitsPer4Kb = (isConsistent: boolean | undefined): number => (isConsistent ? 1 : 0.5)

const idIn = (table: Table, key: Record<string, AttributeValue> | undefined): string => table.idOf(stored(key ?? {}))

export const getItem = async (
  tables: Tables,
  input: GetItemCommandInput,
): Promise<Omit<GetItemCommandOutput, '$metadata'>> => {
  const table = tables.table(input.TableName)
  const id = idIn(table, input.Key)
  const show = showOf(tables, input)
  const waits = tables.before('read', 'GetItem', [id])
  if (waits) await waits
  const entry = table.get(id)
  const capacity = new Capacity(input.ReturnConsumedCapacity, tables.onCharge)
  const units = readUnits(entry?.size ?? 0, unitsPer4Kb(input.ConsistentRead))
  capacity.add({ table: table.name, id, kind: 'read', units })
  return { ...(entry ? { Item: show(entry.item) } : {}), ...capacity.reportOne() }
}

const MOST_AT_ONCE = 100

/** Reads items one after the other: a transaction can commit between two of them. */
export const batchGetItem = async (
  tables: Tables,
  { RequestItems = {}, ReturnConsumedCapacity: asked }: BatchGetItemCommandInput,
): Promise<Omit<BatchGetItemCommandOutput, '$metadata'>> => {
  const wanted = Object.entries(RequestItems).map(([name, request]) => batched(tables, name, request))
  const count = wanted.reduce((sum, { ids }) => sum + ids.length, 0)
  if (wanted.length === 0)
    throw invalid(
      "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    )
  if (count > MOST_AT_ONCE) throw invalid('Too many items requested for the BatchGetItem call')
  const capacity = new Capacity(asked, tables.onCharge)
  const Responses: Record<string, Record<string, AttributeValue>[]> = {}
  for (const { table, ids, show, isConsistent } of wanted) {
    const items: Record<string, AttributeValue>[] = []
    for (const id of ids) {
      const waits = tables.before('read', 'BatchGetItem', [id])
      if (waits) await waits
      const entry = table.get(id)
      const units = readUnits(entry?.size ?? 0, unitsPer4Kb(isConsistent))
      capacity.add({ table: table.name, id, kind: 'read', units })
      if (entry) items.push(show(entry.item))
    }
    Responses[table.name] = items
  }
  return { Responses, UnprocessedKeys: {}, ...capacity.report() }
}

const batched = (tables: Tables, name: string, { Keys: keys = [], ConsistentRead, ...shown }: KeysAndAttributes) => {
  const table = tables.table(name)
  const ids = keys.map((key) => idIn(table, key))
  if (ids.length === 0)
    throw invalid(
      `1 validation error detected: Value at 'requestItems.${name}.member.keys' failed to satisfy constraint: Member must have length greater than or equal to 1`,
    )
  if (new Set(ids).size < ids.length) throw invalid('Provided list of item keys contains duplicates')
  return { table, ids, show: showOf(tables, shown), isConsistent: ConsistentRead }
}

/** Reads twice: an item that a transaction holds, or wrote in between, is a conflict. */
export const transactGetItems = async (
  tables: Tables,
  { TransactItems: members = [], ReturnConsumedCapacity: asked }: TransactGetItemsCommandInput,
): Promise<Omit<TransactGetItemsCommandOutput, '$metadata'>> => {
  refuseLength(members.length)
  const wanted = members.map(({ Get }) => {
    if (!Get)
      throw invalid(
        "1 validation error detected: Value null at 'transactItems.member.get' failed to satisfy constraint: Member must not be null",
      )
    const table = tables.table(Get.TableName)
    return { table, id: idIn(table, Get.Key), show: showOf(tables, Get) }
  })
  if (new Set(wanted.map(({ table, id }) => `${table.name} ${id}`)).size < wanted.length)
    throw invalid('Transaction request cannot include multiple operations on one item')
  const ids = wanted.map(({ id }) => id)
  const look = async (): Promise<(Entry | undefined)[]> => {
    const waits = tables.before('read', 'TransactGetItems', ids)
    if (waits) await waits
    refuseConflicts(wanted.map(({ table, id }) => table.held.has(id) && !tables.has('transact-get-ignores-locks')))
    return wanted.map(({ table, id }) => table.get(id))
  }
  const first = await look()
  const entries = tables.onStep ? await look() : first
  if (!tables.has('transact-get-ignores-locks')) refuseConflicts(entries.map((entry, at) => entry !== first[at]))
  const capacity = new Capacity(asked, tables.onCharge)
  for (const [at, { table, id }] of wanted.entries())
    capacity.add({ table: table.name, id, kind: 'read', units: readUnits(entries[at]?.size ?? 0, 2) })
  return {
    Responses: wanted.map(({ show }, at) => {
      const entry = entries[at]
      return entry ? { Item: show(entry.item) } : {}
    }),
    ...capacity.report('ReadCapacityUnits'),
  }
}

const refuseConflicts = (conflicts: readonly boolean[]): void => {
  if (!conflicts.includes(true)) return
  throw cancelled(
    conflicts.map((isConflict) => (isConflict ? { Code: 'TransactionConflict', Message: ONGOING } : { Code: 'None' })),
  )
}
