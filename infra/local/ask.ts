// The IAM actions that a call of the table client needs.

import { type IndexName, table } from '#kernel/data/key.ts'

export interface Ask {
  readonly action: string
  readonly index?: IndexName
  /** The leading keys. Undefined: the call names none. */
  readonly keys?: readonly string[]
  /** The operation that contains the action. */
  readonly enclosing?: string
}

type Item = Readonly<Record<string, unknown>>

/** The union of the inputs of the document client's commands. */
interface Input {
  readonly Key?: Item
  readonly Item?: Item
  readonly IndexName?: string
  readonly KeyConditionExpression?: string
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues?: Item
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Item[] }>>
  readonly TransactItems?: readonly Readonly<Record<string, Input>>[]
}

const actions = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
} as const

/** A command of the document client, or of the base client, whose values carry their types. */
export interface Command {
  readonly constructor: { readonly name: string }
  readonly input: object
}

const textOf = (value: unknown): string =>
  String(typeof value === 'object' && value !== null && 'S' in value ? value.S : value)
const leading = (item: Item = {}): string => textOf(item[table.partitionKey])

export const asksOf = (command: Command): Ask[] => {
  const input = command.input as Input
  const name = command.constructor.name.replace(/(Items?)?Command$/, '')
  switch (name) {
    case 'Query': {
      const index = input.IndexName as IndexName | undefined
      return [{ action: name, keys: [queried(input)], ...(index ? { index } : {}) }]
    }
    case 'Scan':
      return [{ action: name }]
    case 'BatchGet':
      return Object.values(input.RequestItems ?? {}).map(({ Keys = [] }) => ({
        action: 'BatchGetItem',
        keys: Keys.map(leading),
      }))
    case 'TransactGet':
      return (input.TransactItems ?? []).map(({ Get }) => ({
        action: 'GetItem',
        keys: [leading(Get?.Key)],
        enclosing: 'TransactGetItems',
      }))
    case 'TransactWrite':
      return (input.TransactItems ?? []).map((one) => {
        const [kind, part] = Object.entries(one)[0] as [keyof typeof actions, Input]
        return { action: actions[kind], keys: [leading(part.Key ?? part.Item)], enclosing: 'TransactWriteItems' }
      })
    default:
      return [{ action: `${name}Item`, keys: [leading(input.Key ?? input.Item)] }]
  }
}

const known = new Map<string, readonly (readonly [name: string, value: string])[]>()

/** What a key condition compares. There are few conditions. */
const equalities = (expression: string) => {
  const before = known.get(expression)
  if (before) return before
  const made = [...expression.matchAll(/(#?\w+) = (:\w+)/g)].map(([, name = '', value = '']) => [name, value] as const)
  known.set(expression, made)
  return made
}

/** The partition key value in a key condition. */
const queried = (input: Input): string => {
  const { KeyConditionExpression: expression = '', ExpressionAttributeNames: names = {}, IndexName: index } = input
  const { partitionKey } = index ? table.indexes[index as IndexName] : table
  for (const [name, value] of equalities(expression))
    if ((names[name] ?? name) === partitionKey) return textOf(input.ExpressionAttributeValues?.[value])
  throw new Error(`no partition key in "${expression}"`)
}
