// Sends writes as one TransactWriteItems and classifies the reply.

import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb'
import { unmarshall } from '@aws-sdk/util-dynamodb'
import { both, type Item, placeholders, print } from '#kernel/data/condition.ts'
import { conditionOf } from '#kernel/data/guards.ts'
import type { Key } from '#kernel/data/key.ts'
import type { PlainChange, Write } from '#kernel/data/write.ts'
import { Late, type Store } from './store.ts'

export interface Refusal {
  readonly write: Write
  /** The item that refused; undefined: none is stored. */
  readonly item: Item | undefined
}

/** Nothing was written: other requests were writing an item (conflicts), or items refused. */
interface Cancelled {
  readonly kind: 'cancelled'
  readonly conflicts: boolean
  /** The items that transactions of other requests held. */
  readonly contended: readonly Key[]
  readonly refusals: readonly Refusal[]
}

/**
 * `unknown`: it may have committed, or may still commit. `away`: the store was not reached.
 * `mismatch`: the token was used with a different transaction.
 */
export type Sent = { readonly kind: 'committed' | 'unknown' | 'away' | 'mismatch' } | Cancelled

/** @param token makes a repeat of the same bytes safe for 10 minutes */
export const transact = async (store: Store, writes: readonly Write[], token?: string): Promise<Sent> => {
  const input: TransactWriteCommandInput = {
    TransactItems: writes.map((write) => actionOf(write, store.tableName)),
    ReturnConsumedCapacity: 'TOTAL',
    ...(token ? { ClientRequestToken: token } : {}),
  }
  try {
    store.assertInTime()
    store.meter.trips += 1
    const { ConsumedCapacity } = await store.client.send(new TransactWriteCommand(input))
    store.meter.write += ConsumedCapacity?.[0]?.CapacityUnits ?? 0
    return { kind: 'committed' }
  } catch (error) {
    if ((error as Error).name === 'IdempotentParameterMismatchException') return { kind: 'mismatch' }
    const kind = classify(error)
    if (kind === 'rethrow') throw error
    if (kind !== 'again') return { kind }
    // The reply to a cancelled transaction reports no units; it is charged at least two per action.
    store.meter.write += 2 * writes.length
    return cancelled(error as Cancellation, writes)
  }
}

interface Cancellation {
  readonly CancellationReasons?: readonly { Code?: string; Message?: string; Item?: Parameters<typeof unmarshall>[0] }[]
}

const cancelled = ({ CancellationReasons: reasons = [] }: Cancellation, writes: readonly Write[]): Cancelled => {
  const invalid = reasons.find(({ Code }) => Code === 'ValidationError' || Code === 'ItemCollectionSizeLimitExceeded')
  if (invalid) throw new Error(`The store rejected the transaction as invalid: ${invalid.Message}`)
  return {
    kind: 'cancelled',
    conflicts: reasons.length === 0 || reasons.some(({ Code }) => Code !== 'None' && Code !== 'ConditionalCheckFailed'),
    contended: writes.flatMap(({ key }, at) => (reasons[at]?.Code === 'TransactionConflict' ? [key] : [])),
    refusals: writes.flatMap((write, at) => {
      const reason = reasons[at]
      if (reason?.Code !== 'ConditionalCheckFailed') return []
      return [{ write, item: reason.Item && Object.keys(reason.Item).length > 0 ? unmarshall(reason.Item) : undefined }]
    }),
  }
}

const CONTENDED = new Set([
  'TransactionCanceledException',
  'TransactionConflictException',
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'Throttling',
  'RequestLimitExceeded',
  'LimitExceededException',
])
const UNKNOWN = new Set(['TransactionInProgressException', 'TimeoutError', 'AbortError', 'InternalServerError'])

/** Errors before anything was sent. */
const AWAY = /^(ECONNREFUSED|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH)$/

/**
 * `again`: the store rejected the call for now. `away`: the store was not reached. `unknown`: the call may have taken
 * effect. `rethrow`: a retry does not help.
 */
export const classify = (error: unknown): 'again' | 'away' | 'unknown' | 'rethrow' => {
  if (error instanceof Late) return 'away'
  const { name, code, $metadata } = error as { name?: string; code?: string; $metadata?: { httpStatusCode?: number } }
  if (CONTENDED.has(name ?? '')) return 'again'
  if (AWAY.test(code ?? '')) return 'away'
  if (UNKNOWN.has(name ?? '') || ($metadata?.httpStatusCode ?? 0) >= 500) return 'unknown'
  return /^(ECONN|EPIPE|ETIMEDOUT|EAI_AGAIN|UND_ERR)/.test(code ?? '') ? 'unknown' : 'rethrow'
}

/** Always true, with or without an item. */
const ALWAYS = 'attribute_exists(pk) OR attribute_not_exists(pk)'

const actionOf = ({ key, action, requires }: Write, tableName: string) => {
  const hand = placeholders()
  const condition = print(both(...requires.flatMap((clause) => conditionOf(clause) ?? [])), hand)
  const primary = { pk: key.pk, sk: key.sk }
  const UpdateExpression = 'update' in action ? printChange(action.update, hand) : undefined
  const common = {
    TableName: tableName,
    ...(condition ? { ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const } : {}),
    ...(Object.keys(hand.names).length > 0 ? { ExpressionAttributeNames: hand.names } : {}),
    ...(Object.keys(hand.values).length > 0 ? { ExpressionAttributeValues: hand.values } : {}),
  }
  if ('put' in action) return { Put: { ...common, Item: { ...primary, ...action.put } } }
  if (UpdateExpression) return { Update: { ...common, Key: primary, UpdateExpression } }
  if ('delete' in action) return { Delete: { ...common, Key: primary } }
  if ('touch' in action) return { ConditionCheck: { TableName: tableName, Key: primary, ConditionExpression: ALWAYS } }
  if (!condition) throw new Error('A check needs a condition.')
  return { ConditionCheck: { ...common, ConditionExpression: condition, Key: primary } }
}

const printChange = (change: PlainChange, hand: ReturnType<typeof placeholders>): string => {
  const sets = [
    ...Object.entries(change.set ?? {})
      .filter(([, value]) => value !== undefined)
      .map(([path, value]) => `${hand.name(path)} = ${hand.value(value)}`),
    ...Object.entries(change.initial ?? {}).map(
      ([path, value]) => `${hand.name(path)} = if_not_exists(${hand.name(path)}, ${hand.value(value)})`,
    ),
  ]
  const adds = Object.entries(change.add ?? {}).map(([path, by]) => `${hand.name(path)} ${hand.value(by)}`)
  const removes = (change.remove ?? []).map((path) => hand.name(path))
  return [clause('SET', sets), clause('ADD', adds), clause('REMOVE', removes)].filter(Boolean).join(' ')
}

const clause = (verb: string, parts: readonly string[]): string =>
  parts.length > 0 ? `${verb} ${parts.join(', ')}` : ''
