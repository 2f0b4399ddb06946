// Clients around a client: reads of jobs are repeated, items of earlier versions are translated.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { Runtime } from '#kernel/commit/runtime.ts'
import { classify } from '#kernel/commit/transact.ts'
import type { Item } from '#kernel/data/condition.ts'
import { hasVersions, upcast } from '#kernel/data/versions.ts'

const ATTEMPTS = 5
const FIRST_PAUSE_MS = 50

/**
 * Repeats calls that did not reach the store, or whose reply was lost: a process that slept meets closed connections. Only for
 * reads, which can be repeated.
 */
export const patient = ({ client, pause }: Pick<Runtime, 'client' | 'pause'>): DynamoDBDocumentClient =>
  sending(client, async (send) => {
    for (let attempt = 1; ; attempt += 1)
      try {
        return await send()
      } catch (error) {
        if (attempt === ATTEMPTS || classify(error) === 'rethrow') throw error
        await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1))
      }
  })

/** Translates every item that is read, or that refused a write, into its current version. An entry of an index is only a key. */
export const upcasting = (client: DynamoDBDocumentClient): DynamoDBDocumentClient =>
  hasVersions()
    ? sending(client, async (send, { input }) => {
        try {
          const output = await send()
          return input?.IndexName === undefined ? translated(output) : output
        } catch (error) {
          const { CancellationReasons: reasons = [] } = error as { CancellationReasons?: { Item?: Wired }[] }
          for (const reason of reasons) if (reason.Item) reason.Item = marshall(upcast(unmarshall(reason.Item)))
          throw error
        }
      })
    : client

type Wired = Parameters<typeof unmarshall>[0]

interface Output {
  readonly Item?: Item
  readonly Items?: readonly Item[]
  /** Of a batch by table, of a transaction in order. */
  readonly Responses?: Readonly<Record<string, readonly Item[]>> | readonly { readonly Item?: Item }[]
}

const translated = (output: Output): Output => ({
  ...output,
  ...(output.Item ? { Item: upcast(output.Item) } : {}),
  ...(output.Items ? { Items: output.Items.map(upcast) } : {}),
  ...(output.Responses ? { Responses: responses(output.Responses) } : {}),
})

const responses = (all: NonNullable<Output['Responses']>): NonNullable<Output['Responses']> => {
  if (isList(all)) return all.map(({ Item }) => (Item ? { Item: upcast(Item) } : {}))
  return Object.fromEntries(Object.entries(all).map(([table, items]) => [table, items.map(upcast)]))
}

const isList = (all: NonNullable<Output['Responses']>): all is readonly { readonly Item?: Item }[] => Array.isArray(all)

interface Sent {
  readonly input?: { readonly IndexName?: string }
}

type Around = (send: () => Promise<Output>, command: Sent) => Promise<Output>

/** The same client, with work around each call. */
const sending = (client: DynamoDBDocumentClient, around: Around): DynamoDBDocumentClient =>
  Object.create(client, {
    send: {
      value: (command: never, ...rest: []) => around(() => client.send(command, ...rest) as Promise<Output>, command),
    },
  })
