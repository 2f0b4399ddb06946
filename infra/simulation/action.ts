// A single write, in a transaction or alone: validated, then decided by the stored item.

import type { AttributeValue, CancellationReason, ReturnValuesOnConditionCheckFailure } from '@aws-sdk/client-dynamodb'
import { isMet, refuseTypes } from './condition.ts'
import { invalid, UNMET } from './failure.ts'
import { parseCondition, parseUpdate } from './parse.ts'
import { type Placeholders, Scope } from './scope.ts'
import type { Condition, Update } from './syntax.ts'
import type { Table } from './table.ts'
import { namesOf } from './table.ts'
import type { Tables } from './tables.ts'
import { pathsOf, refuseUpdate, updated } from './update.ts'
import { type Item, sizeOf, stored } from './value.ts'

/** The input of Put, Update, Delete and ConditionCheck, in transactions and alone. */
export interface Asked extends Placeholders {
  readonly TableName?: string | undefined
  readonly Key?: Record<string, AttributeValue> | undefined
  readonly Item?: Record<string, AttributeValue> | undefined
  readonly ConditionExpression?: string | undefined
  readonly UpdateExpression?: string | undefined
  readonly ReturnValuesOnConditionCheckFailure?: ReturnValuesOnConditionCheckFailure | undefined
}

export type Verb = 'Put' | 'Update' | 'Delete' | 'ConditionCheck'

export interface Action {
  readonly table: Table
  readonly id: string
  readonly verb: Verb
  readonly scope: Scope
  readonly condition: Condition | undefined
  readonly update: Update | undefined
  /** The item to put; for an update its key, in case no item is stored. */
  readonly item: Item
  /** Of `item`, in bytes. */
  readonly size: number
  readonly showsOld: boolean
}

/** `refused`: the reason. `accepted`: the item afterwards; undefined: none. */
export type Decision = { readonly refused: CancellationReason } | { readonly accepted: Item | undefined }

const MOST_BYTES = 400 * 1024

/** @throws if DynamoDB rejects the request regardless of stored data */
export const actionOf = (tables: Tables, verb: Verb, asked: Asked): Action => {
  const table = tables.table(asked.TableName)
  const scope = new Scope(asked, tables.order)
  const { ConditionExpression, UpdateExpression } = asked
  const condition = ConditionExpression === undefined ? undefined : parseCondition(ConditionExpression)
  const update = UpdateExpression === undefined ? undefined : parseUpdate(UpdateExpression)
  if (verb === 'ConditionCheck' && !condition) throw invalid('The expression can not be empty;')
  if (condition) scope.useCondition('ConditionExpression', condition)
  if (update) scope.useUpdate(update)
  scope.assertUsed(condition !== undefined || update !== undefined)
  if (condition) refuseTypes('ConditionExpression', condition, scope)
  if (update) refuseUpdate(update, namesOf(table.keys), scope)
  const item = stored(asked.Item ?? asked.Key ?? {})
  const id = verb === 'Put' ? table.keyOf(item).id : table.idOf(item)
  const size = sizeOf(item)
  if (size > MOST_BYTES) throw invalid('Item size has exceeded the maximum allowed size')
  const showsOld = asked.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && !tables.has('old-item-left-out')
  return { table, id, verb, scope, condition, update, item, size, showsOld }
}

/** @throws if the update does not apply to the stored item */
export const decide = (action: Action): Decision => {
  const { table, id, verb, scope, condition, update, item, showsOld } = action
  const before = table.get(id)?.item
  if (condition && !isMet(condition, before, scope))
    return {
      refused: {
        ...(showsOld && before ? { Item: { ...before } } : {}),
        Code: 'ConditionalCheckFailed',
        Message: UNMET,
      },
    }
  if (verb === 'Put') return { accepted: item }
  if (verb === 'ConditionCheck') return { accepted: before }
  if (verb === 'Delete') return { accepted: undefined }
  const after = update ? updated(before ?? item, update, scope) : (before ?? item)
  table.refuseIndexKeys(after)
  if (sizeOf(after) > MOST_BYTES) throw invalid('Item size to update has exceeded the maximum allowed size')
  return { accepted: after }
}

/** The attributes that the update changes. */
export const changedNames = ({ update, scope }: Action): Set<string> =>
  new Set(update ? pathsOf(update).map(([first]) => scope.attribute(String(first))) : [])
