// IAM on this machine: each call of the table's client is held to the policy that the running function would have in the cloud.

import { AsyncLocalStorage } from 'node:async_hooks'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Spaces } from '#functions/spaces.ts'
import { ENCLOSING_OPERATION, grantsOf, LEADING_KEYS, type Statement } from '#infra/iam/policy.ts'
import { type Endpoint, handlerPath, type Job } from '#kernel/http/contract.ts'
import { type Ask, asksOf, type Command } from './ask.ts'

/** IAM's answer. It is no problem of the caller's: the function is at fault, as it would be in the cloud. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDeniedException'
}

interface Running {
  readonly entry: Endpoint | Job
  readonly grants: readonly Statement[]
}

/** The table is one here, whatever it is called. */
const TABLE = 'table'
const running = new AsyncLocalStorage<Running>()

/** The same handler, which from now on can do no more than its contract says. */
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

/** What all clients of the SDK inherit, so that none is left out, be it made earlier or by a handler for itself. */
const everyClient = Object.getPrototypeOf(DynamoDBClient.prototype) as unknown as {
  send: (...given: unknown[]) => unknown
}

/** Outside of a handler nothing is refused. */
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
  const ask = asksOf(command).find((one) => !isTry(one) && !permits(grants, one))
  if (!ask) return undefined
  const { action, index, keys, enclosing } = ask
  const where = `${keys?.join(', ') ?? 'the whole table'}${index ? ` in the index ${index}` : ''}`
  return new AccessDenied(
    `${entry.operation} may not ${action} ${where}${enclosing ? '' : ' outside of a transaction'}: ` +
      `functions/${entry.module}/contract.ts does not grant this access to ${handlerPath(entry)}`,
  )
}

/** What only an engine on this machine needs: DynamoDB remembers the tokens of transactions by itself. */
const isTry = ({ keys = [] }: Ask): boolean => keys.length > 0 && keys.every((key) => key.startsWith('TRY#'))

/** Whether a statement allows it. There is none that denies. */
export const permits = (statements: readonly Statement[], ask: Ask, tableArn = TABLE): boolean =>
  statements.some(
    ({ Action, Resource, Condition = {} }) =>
      Action.includes(`dynamodb:${ask.action}`) &&
      Resource.includes(ask.index ? `${tableArn}/index/${ask.index}` : tableArn) &&
      Object.entries(Condition).every(([operator, tests]) =>
        Object.entries(tests).every(([key, values]) => holds(operator, contextOf(ask)[key], values)),
      ),
  )

const contextOf = ({ keys, enclosing }: Ask): Readonly<Record<string, readonly string[] | undefined>> => ({
  [LEADING_KEYS]: keys,
  [ENCLOSING_OPERATION]: enclosing ? [enclosing] : undefined,
})

/** The condition operators that policies here use, on what a request says of a key; undefined: nothing. */
const holds = (operator: string, said: readonly string[] | undefined, values: readonly string[]): boolean => {
  switch (operator) {
    case 'ForAllValues:StringLike':
      return (said ?? []).every((one) => values.some((pattern) => isLike(pattern, one)))
    case 'ForAnyValue:StringEquals':
      return (said ?? []).some((one) => values.includes(one))
    case 'Null':
      return values.includes(String(said === undefined))
    default:
      throw new Error(`The condition operator ${operator} is not supported.`)
  }
}

const patterns = new Map<string, RegExp>()

/** `*` is any text, `?` any one character. */
const isLike = (pattern: string, text: string): boolean => {
  const known = patterns.get(pattern)
  if (known) return known.test(text)
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  patterns.set(pattern, new RegExp(`^${source}$`, 's'))
  return isLike(pattern, text)
}
