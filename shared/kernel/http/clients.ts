// Clients for two kinds of reads: of jobs, which nobody repeats, and of public lists, which may be a moment old.

import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { Runtime } from '#kernel/commit/runtime.ts'
import { classify } from '#kernel/commit/transact.ts'

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

/** Reads eventually consistently, for half of the units. */
export const eventual = (client: DynamoDBDocumentClient): DynamoDBDocumentClient =>
  sending(client, (send, input) => {
    if ('ConsistentRead' in input) input.ConsistentRead = false
    for (const asked of Object.values(input.RequestItems ?? {})) asked.ConsistentRead = false
    return send()
  })

interface Input {
  ConsistentRead?: boolean
  readonly RequestItems?: Readonly<Record<string, { ConsistentRead?: boolean }>>
}

type Around = (send: () => Promise<unknown>, input: Input) => Promise<unknown>

/** The same client, with work around each call. */
const sending = (client: DynamoDBDocumentClient, around: Around): DynamoDBDocumentClient =>
  Object.create(client, {
    send: {
      value: (command: { readonly input: Input }, ...rest: []) =>
        around(() => client.send(command as never, ...rest), command.input),
    },
  })
