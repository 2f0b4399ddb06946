// IAM on this machine: each call of the table client is checked against the policy that the function has in the cloud.

import { AsyncLocalStorage } from 'node:async_hooks'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Spaces } from '#functions/spaces.ts'
import { ENCLOSING_OPERATION, grantsOf, LEADING_KEYS, type Statement } from '#infra/iam/policy.ts'
import { noteCalls } from '#infra/proof/calls.ts'
import { type Endpoint, handlerPath, type Job } from '#kernel/http/contract.ts'
import { type Ask, asksOf, type Command } from './ask.ts'

/** IAM's error. It is a bug of the function, as it would be in the cloud. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDeniedException'
}

interface Running {
  readonly entry: Endpoint | Job
  readonly grants: readonly Statement[]
}

/** The local table is always named so here. */
const TABLE = 'table'
const running = new AsyncLocalStorage<Running>()

/** Wraps a handler so that it can do only what its contract declares. */
export const heldToPolicy = <A extends unknown[], R>(
  entry: Endpoint | Job,
  handler: (...given: A) => R,
  owned?: Spaces,
): ((...given: A) => R) => {
  watch()
  const caller = { entry, grants: grantsOf(entry, TABLE, owned) }
  return (...given) => running.run(caller, handler, ...given)
}

let watching = false

/** The prototype of all SDK clients, so that every client is checked, whenever it is created. */
const everyClient = Object.getPrototypeOf(DynamoDBClient.prototype) as unknown as {
  send: (...given: unknown[]) => unknown
}

/** Calls outside of a handler are not checked. */
const watch = (): void => {
  if (watching) return
  watching = true
  const { send } = everyClient
  everyClient.send = function (this: unknown, ...given) {
    const caller = running.getStore()
    const denied = caller && firstDenied(caller, given[0] as Command)
    return denied ? Promise.reject(denied) : send.apply(this, given)
  }
}

const firstDenied = ({ entry, grants }: Running, command: Command): AccessDenied | undefined => {
  const asks = asksOf(command).filter((one) => !isTry(one))
  noteCalls(entry.operation, asks)
  const ask = asks.find((one) => !permits(grants, one))
  if (!ask) return undefined
  const { action, index, keys, enclosing } = ask
  const where = `${keys?.join(', ') ?? 'the whole table'}${index ? ` in the index ${index}` : ''}`
  return new AccessDenied(
    `${entry.operation} may not ${action} ${where}${enclosing ? '' : ' outside of a transaction'}: ` +
      `functions/${entry.module}/contract.ts does not grant this access to ${handlerPath(entry)}`,
  )
}

/** Token records exist only for local engines: DynamoDB remembers transaction tokens itself. */
const isTry = ({ keys = [] }: Ask): boolean => keys.length > 0 && keys.every((key) => key.startsWith('TRY#'))

/** Whether a statement allows the call. No statement denies. */
export const permits = (statements: readonly Statement[], ask: Ask, tableArn = TABLE): boolean => {
  const action = `dynamodb:${ask.action}`
  const resource = ask.index ? `${tableArn}/index/${ask.index}` : tableArn
  const context = contextOf(ask)
  return statements.some(
    (statement) =>
      statement.Action.includes(action) &&
      statement.Resource.includes(resource) &&
      testsOf(statement).every(({ operator, key, values }) => holds(operator, context[key], values)),
  )
}

interface Test {
  readonly operator: string
  readonly key: string
  readonly values: readonly string[]
}

const tests = new WeakMap<Statement, readonly Test[]>()

/** The conditions of a statement, one by one. */
const testsOf = (statement: Statement): readonly Test[] => {
  const known = tests.get(statement)
  if (known) return known
  const made = Object.entries(statement.Condition ?? {}).flatMap(([operator, asked]) =>
    Object.entries(asked).map(([key, values]) => ({ operator, key, values })),
  )
  tests.set(statement, made)
  return made
}

const contextOf = ({ keys, enclosing }: Ask): Readonly<Record<string, readonly string[] | undefined>> => ({
  [LEADING_KEYS]: keys,
  [ENCLOSING_OPERATION]: enclosing ? [enclosing] : undefined,
})

/** The condition operators of these policies. @param said values of the context key; undefined: absent */
const holds = (operator: string, actual: readonly string[] | undefined, values: readonly string[]): boolean => {
  switch (operator) {
    case 'ForAllValues:StringLike':
      return (actual ?? []).every((one) => likeOf(values).test(one))
    case 'ForAnyValue:StringEquals':
      return (actual ?? []).some((one) => values.includes(one))
    case 'Null':
      return values.includes(String(actual === undefined))
    default:
      throw new Error(`The condition operator ${operator} is not supported.`)
  }
}

const patterns = new WeakMap<readonly string[], RegExp>()

/** What any of the values stands for: `*` is any text, `?` any one character. */
const likeOf = (values: readonly string[]): RegExp => {
  const known = patterns.get(values)
  if (known) return known
  const sources = values.map((pattern) =>
    pattern
      .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.'),
  )
  const made = new RegExp(`^(?:${sources.join('|')})$`, 's')
  patterns.set(values, made)
  return made
}
