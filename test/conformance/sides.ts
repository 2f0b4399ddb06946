// The two sides that the suite compares, and what each of them answers.

import * as sdk from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Step } from './sequence.ts'

export interface Side {
  readonly client: DynamoDBDocumentClient
  /** An index may follow later. */
  readonly isEventual?: boolean
}

/** What the two sides have to agree on: messages are each side's own. */
export type Reply =
  | { readonly output: Readonly<Record<string, unknown>> }
  | { readonly error: string; readonly reasons?: readonly unknown[]; readonly item?: unknown; readonly message: string }

// biome-ignore lint/suspicious/noExplicitAny: a command is found by its name.
const classes = sdk as unknown as Record<string, new (input: unknown) => any>

export const ask = async ({ client }: Side, { command, input }: Pick<Step, 'command' | 'input'>): Promise<Reply> => {
  const Command = classes[`${command}Command`]
  if (!Command) throw new Error(`the SDK has no ${command}`)
  try {
    const { $metadata: _, ...output } = (await client.send(new Command(input))) as unknown as Record<string, unknown>
    return { output: sorted(output) }
  } catch (error) {
    return refusalOf(error)
  }
}

const refusalOf = (error: unknown): Reply => {
  const {
    name,
    message,
    CancellationReasons: reasons,
    Item: item,
  } = error as sdk.TransactionCanceledException & { Item?: unknown }
  return {
    error: name,
    message,
    ...(reasons ? { reasons: reasons.map(({ Code, Item }) => ({ Code, Item })) } : {}),
    ...(item ? { item } : {}),
  }
}

const IN_ANY_ORDER = new Set(['SS', 'NS', 'BS', 'ConsumedCapacity'])

/** Lists without an order of their own are put into one. */
const sorted = (output: Record<string, unknown>): Record<string, unknown> => {
  const { Responses } = output
  // BatchGetItem answers in no order; TransactGetItems in that of the request.
  return Responses && !Array.isArray(Responses)
    ? {
        ...output,
        Responses: Object.fromEntries(
          Object.entries(Responses).map(([name, items]) => [name, byText(items as unknown[])]),
        ),
      }
    : output
}

const byText = (elements: readonly unknown[]): unknown[] =>
  elements.toSorted((left, right) => (textOf(left) < textOf(right) ? -1 : 1))

/** Equal for equal replies. */
export const textOf = (value: unknown): string =>
  JSON.stringify(value, (name, member: unknown) => {
    if (member instanceof Uint8Array) return Buffer.from(member).toString('base64')
    if (Array.isArray(member)) return IN_ANY_ORDER.has(name) ? byText(member) : member
    if (typeof member !== 'object' || member === null) return member
    return Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)))
  })

export const isAlike = (left: Reply, right: Reply): boolean => compared(left) === compared(right)

const compared = (reply: Reply): string => textOf('error' in reply ? { ...reply, message: '' } : reply)
