// The commands that write one item, and BatchWriteItem.

import type {
  AttributeValue,
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
  ReturnConsumedCapacity,
  ReturnValue,
  WriteRequest,
} from '@aws-sdk/client-dynamodb'
import { type Action, type Asked, actionOf, changedNames, decide, type Verb } from './action.ts'
import { Capacity } from './capacity.ts'
import { conflict, invalid, unmet } from './failure.ts'
import { pick, type Table, writeUnits } from './table.ts'
import type { Tables } from './tables.ts'
import type { Item } from './value.ts'

export interface AskedAlone extends Asked {
  readonly ReturnValues?: ReturnValue | undefined
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined
}

export interface Reply {
  Attributes?: Record<string, AttributeValue>
}

const ALLOWED: Record<Exclude<Verb, 'ConditionCheck'>, readonly ReturnValue[]> = {
  Put: ['NONE', 'ALL_OLD'],
  Delete: ['NONE', 'ALL_OLD'],
  Update: ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'],
}

/** Handles PutItem, UpdateItem and DeleteItem. */
export const writeItem =
  (verb: Exclude<Verb, 'ConditionCheck'>) =>
  async (tables: Tables, asked: AskedAlone): Promise<Reply> => {
    const { ReturnValues: wanted = 'NONE' } = asked
    if (!ALLOWED[verb].includes(wanted)) throw invalid(`Return values set to invalid value: ${wanted}`)
    const action = actionOf(tables, verb, asked)
    const { table, id } = action
    const waits = tables.before('commit', `${verb}Item`, [id])
    if (waits) await waits
    refuseHeld(tables, action)
    const decision = decide(action)
    if ('refused' in decision) throw unmet(decision.refused.Item)
    const before = table.get(id)?.item
    const capacity = new Capacity(asked.ReturnConsumedCapacity, tables.onCharge)
    write(tables, capacity, action, decision.accepted, `${verb}Item`)
    const attributes = shown(wanted, action, before, decision.accepted)
    return { ...(attributes ? { Attributes: { ...attributes } } : {}), ...capacity.reportOne() }
  }

const refuseHeld = (tables: Tables, { table, id }: Pick<Action, 'table' | 'id'>): void => {
  if (table.held.has(id) && !tables.has('plain-write-ignores-locks')) throw conflict()
}

const write = (
  tables: Tables,
  capacity: Capacity,
  { table, id }: { readonly table: Table; readonly id: string },
  next: Item | undefined,
  command: string,
): void => {
  const { size, entries } = table.write(id, next, tables.follow(command))
  capacity.add({ table: table.name, id, kind: 'write', units: writeUnits(size) })
  for (const entry of entries) capacity.add({ table: table.name, ...entry, kind: 'write' })
}

/** The attributes that ReturnValues selects; undefined: none. */
const shown = (
  wanted: ReturnValue,
  action: Action,
  before: Item | undefined,
  after: Item | undefined,
): Item | undefined => {
  if (wanted === 'NONE') return undefined
  const item = wanted.endsWith('OLD') ? before : after
  if (!item || wanted.startsWith('ALL')) return item
  const changed = pick(item, changedNames(action))
  return Object.keys(changed).length > 0 ? changed : undefined
}

const MOST_AT_ONCE = 25

export const batchWriteItem = async (
  tables: Tables,
  { RequestItems = {}, ReturnConsumedCapacity: asked }: BatchWriteItemCommandInput,
): Promise<Omit<BatchWriteItemCommandOutput, '$metadata'>> => {
  const actions = Object.entries(RequestItems).flatMap(([TableName, requests]) =>
    requests.map((request) => batched(tables, TableName, request)),
  )
  if (actions.length === 0) throw invalid('The batch write request list cannot be empty')
  if (actions.length > MOST_AT_ONCE) throw invalid('Too many items requested for the BatchWriteItem call')
  if (new Set(actions.map(({ table, id }) => `${table.name} ${id}`)).size < actions.length)
    throw invalid('Provided list of item keys contains duplicates')
  const capacity = new Capacity(asked, tables.onCharge)
  for (const action of actions) {
    const waits = tables.before('commit', 'BatchWriteItem', [action.id])
    if (waits) await waits
    refuseHeld(tables, action)
    write(tables, capacity, action, action.verb === 'Put' ? action.item : undefined, 'BatchWriteItem')
  }
  return { UnprocessedItems: {}, ...capacity.report() }
}

const batched = (
  tables: Tables,
  TableName: string,
  { PutRequest: put, DeleteRequest: deleted }: WriteRequest,
): Action => {
  if (put && !deleted) return actionOf(tables, 'Put', { TableName, Item: put.Item })
  if (deleted && !put) return actionOf(tables, 'Delete', { TableName, Key: deleted.Key })
  throw invalid(
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  )
}
