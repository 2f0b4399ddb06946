// TransactWriteItems in two phases: prepare locks the items or cancels, commit writes.

import { isDeepStrictEqual } from 'node:util'
import type {
  CancellationReason,
  TransactWriteItemsCommandInput,
  TransactWriteItemsCommandOutput,
} from '@aws-sdk/client-dynamodb'
import { type Action, actionOf, decide } from './action.ts'
import { Capacity, readUnits } from './capacity.ts'
import { cancelled, inProgress, invalid, mismatch, ONGOING } from './failure.ts'
import { writeUnits } from './table.ts'
import type { Remembered, Tables } from './tables.ts'
import type { Item } from './value.ts'

type Input = TransactWriteItemsCommandInput
type Member = NonNullable<Input['TransactItems']>[number]
type Output = Omit<TransactWriteItemsCommandOutput, '$metadata'>

const COMMAND = 'TransactWriteItems'
const MOST_ACTIONS = 100
const MOST_BYTES = 4 * 1024 * 1024
const MOST_TOKEN = 36

/** An accepted action with the item afterwards. */
interface Prepared {
  readonly action: Action
  readonly next: Item | undefined
}

export const transactWriteItems = async (tables: Tables, input: Input): Promise<Output> => {
  const actions = actionsOf(tables, input)
  const known = repeated(tables, input)
  if (known === 'repeat') return repeat(tables, actions, input)
  try {
    const waits = tables.before('prepare', COMMAND, idsOf(actions))
    if (waits) await waits
    const prepared = prepare(tables, actions)
    const output = await commit(tables, prepared, input)
    if (known) known.isDone = true
    return output
  } catch (error) {
    // A cancelled transaction can be retried with its token.
    if (known) tables.forget(input.ClientRequestToken ?? '')
    throw error
  }
}

const idsOf = (actions: readonly Action[]): string[] => actions.map(({ id }) => id)

const actionsOf = (tables: Tables, { TransactItems: items = [], ClientRequestToken: token }: Input): Action[] => {
  refuseLength(items.length)
  if (token !== undefined && (token.length < 1 || token.length > MOST_TOKEN))
    throw invalid(
      `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to ${MOST_TOKEN}, and greater than or equal to 1`,
    )
  const actions = items.map((item) => memberOf(tables, item))
  if (new Set(actions.map(({ table, id }) => `${table.name} ${id}`)).size < actions.length)
    throw invalid('Transaction request cannot include multiple operations on one item')
  if (actions.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES)
    throw invalid('The aggregate size of the items in the transaction cannot exceed 4 MB')
  return actions
}

export const refuseLength = (length: number): void => {
  if (length >= 1 && length <= MOST_ACTIONS) return
  const bound = length < 1 ? 'greater than or equal to 1' : `less than or equal to ${MOST_ACTIONS}`
  throw invalid(
    `1 validation error detected: Value '[...]' at 'transactItems' failed to satisfy constraint: Member must have length ${bound}`,
  )
}

const memberOf = (tables: Tables, { Put, Update, Delete, ConditionCheck, ...others }: Member): Action => {
  const [first, ...more] = [
    Put && (() => actionOf(tables, 'Put', Put)),
    Update && (() => actionOf(tables, 'Update', Update)),
    Delete && (() => actionOf(tables, 'Delete', Delete)),
    ConditionCheck && (() => actionOf(tables, 'ConditionCheck', ConditionCheck)),
  ].filter((member) => member !== undefined)
  if (!first || more.length > 0 || Object.keys(others).length > 0)
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete')
  return first()
}

/** @returns `repeat` if the transaction committed before; undefined if it has no token */
const repeated = (
  tables: Tables,
  { ClientRequestToken: token, TransactItems: items }: Input,
): Remembered | 'repeat' | undefined => {
  if (token === undefined || tables.has('token-forgotten')) return undefined
  const known = tables.token(token)
  if (!known) return tables.remember(token, items)
  if (!isDeepStrictEqual(known.asked, items) && !tables.has('token-unchecked')) throw mismatch()
  if (!known.isDone) throw inProgress()
  return 'repeat'
}

/** A repeated transaction writes nothing and costs reads of the items. */
const repeat = (tables: Tables, actions: readonly Action[], { ReturnConsumedCapacity: asked }: Input): Output => {
  const capacity = new Capacity(asked, tables.onCharge)
  for (const { table, id } of actions)
    capacity.add({ table: table.name, id, kind: 'read', units: readUnits(table.get(id)?.size ?? 0, 2) })
  return capacity.report('ReadCapacityUnits')
}

/** Locks all items. @throws the cancellation if an item refuses or another transaction holds it */
const prepare = (tables: Tables, actions: readonly Action[]): Prepared[] => {
  const decided = actions.map((action) => ({ action, ...decideIn(tables, action) }))
  const reasons = decided.map((one): CancellationReason => ('refused' in one ? one.refused : { Code: 'None' }))
  const prepared = decided.flatMap((one) => ('accepted' in one ? [{ action: one.action, next: one.accepted }] : []))
  if (prepared.length < actions.length) {
    if (tables.has('failed-transaction-writes'))
      for (const { action, next } of prepared) action.table.write(action.id, next)
    chargeCancelled(tables, actions)
    throw cancelled(tables.has('reasons-reversed') ? reasons.reverse() : reasons)
  }
  for (const { table, id } of actions) table.held.add(id)
  return prepared
}

/** A cancelled transaction reports no units, but is charged for each of its items. */
const chargeCancelled = ({ onCharge }: Tables, actions: readonly Action[]): void => {
  for (const { table, id, size } of actions) {
    const units = 2 * writeUnits(Math.max(table.get(id)?.size ?? 0, size))
    onCharge?.({ table: table.name, id, kind: 'write', units, isCancelled: true })
  }
}

const decideIn = (tables: Tables, action: Action): ReturnType<typeof decide> => {
  if (action.table.held.has(action.id) && !tables.has('conflict-forgotten'))
    return { refused: { Code: 'TransactionConflict', Message: ONGOING } }
  try {
    return decide(action)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationException') throw error
    return { refused: { Code: 'ValidationError', Message: error.message } }
  }
}

const commit = async (
  tables: Tables,
  prepared: readonly Prepared[],
  { ReturnConsumedCapacity: asked }: Input,
): Promise<Output> => {
  const capacity = new Capacity(asked, tables.onCharge)
  try {
    const places = () =>
      prepared.flatMap(({ action: { table, id, verb }, next }) =>
        verb === 'ConditionCheck' ? [] : table.placesOf(id, next),
      )
    const waits = tables.beforeCommit(COMMAND, idsOf(prepared.map(({ action }) => action)), places)
    if (waits) await waits
    for (const { action, next } of prepared) {
      if (tables.has('commit-in-parts')) await tables.before('commit', COMMAND, [action.id])
      write(tables, capacity, action, next)
    }
  } finally {
    for (const { action } of prepared) action.table.held.delete(action.id)
  }
  return capacity.report('WriteCapacityUnits')
}

/** In a transaction, an item costs twice as much, a check as much as a write; indexes cost the same. */
const write = (tables: Tables, capacity: Capacity, { table, id, verb }: Action, next: Item | undefined): void => {
  const perKilobyte = tables.has('units-of-plain-writes') ? 1 : 2
  const charge = { table: table.name, id, kind: 'write' } as const
  if (verb === 'ConditionCheck') {
    capacity.add({ ...charge, units: perKilobyte * writeUnits(table.get(id)?.size ?? 0) })
    return
  }
  const { size, entries } = table.write(id, next, tables.follow(COMMAND))
  capacity.add({ ...charge, units: perKilobyte * writeUnits(size) })
  for (const entry of entries) capacity.add({ ...charge, ...entry })
}
