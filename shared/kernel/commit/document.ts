// The SDK's document client with middleware resolved once for each kind of command, not at every call: half the CPU.

import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'

type Plain = Record<string, unknown>

/** Members that are one item, or part of one. */
const ITEM = new Set([
  'Key',
  'Item',
  'ExpressionAttributeValues',
  'ExclusiveStartKey',
  'LastEvaluatedKey',
  'Attributes',
])
/** Members that are lists of items. */
const ITEMS = new Set(['Keys', 'Items'])
/** Members of a transaction. */
const ACTION = new Set(['Put', 'Update', 'Delete', 'ConditionCheck', 'Get'])

export class LeanDocumentClient extends DynamoDBDocumentClient {
  readonly #client: DynamoDBClient

  constructor(config: DynamoDBClientConfig) {
    const client = new DynamoDBClient(config)
    super(client)
    // The document client does not work with cached middleware, so the option is set after that one is made. It is a plain
    // object, because the SDK copies its configuration three times a call: with a getter in it, that takes eight times as long.
    Object.assign(client, { config: { ...client.config, cacheMiddleware: true } })
    this.#client = client
  }

  /** Takes the commands of both clients; those of the document client are translated here. */
  override send(...args: never[]): never {
    const [command, ...rest] = args
    return this.#translated(command as never, ...rest) as never
  }

  async #translated(command: never, ...rest: never[]): Promise<unknown> {
    const { input, clientCommand }: Sent = command
    if (!clientCommand) return this.#client.send(command, ...rest)
    const Command = clientCommand.constructor as new (input: unknown) => never
    const output = await this.#client.send(new Command(each(input, wired)), ...rest)
    return each(output as unknown as Plain, plain)
  }
}

interface Sent {
  readonly input: Plain
  readonly clientCommand?: object
}

const wired = (item: Plain): unknown => marshall(item, { removeUndefinedValues: true })
const plain = (item: Plain): unknown => unmarshall(item as never)

/** The same members, with every item among them translated. */
const each = (members: Plain, translate: (item: Plain) => unknown): Plain => {
  const translated: Plain = {}
  for (const [name, value] of Object.entries(members)) translated[name] = value && member(name, value, translate)
  return translated
}

const member = (name: string, value: unknown, translate: (item: Plain) => unknown): unknown => {
  if (ITEM.has(name)) return translate(value as Plain)
  if (ITEMS.has(name)) return (value as Plain[]).map(translate)
  if (name === 'TransactItems' || (name === 'Responses' && Array.isArray(value)))
    return (value as Plain[]).map((one) => each(one, translate))
  if (name === 'Responses') return mapped(value as Plain, (items) => (items as Plain[]).map(translate))
  if (name === 'RequestItems' || name === 'UnprocessedKeys')
    return mapped(value as Plain, (one) => each(one as Plain, translate))
  return ACTION.has(name) ? each(value as Plain, translate) : value
}

const mapped = (members: Plain, of: (value: unknown) => unknown): Plain =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [name, of(value)]))
