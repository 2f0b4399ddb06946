// The runtime of a process: the table's client, the clock, randomness. Read from the environment once; tests bind their own.

import { randomBytes } from 'node:crypto'
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { LeanDocumentClient } from './document.ts'
import { Misconfigured } from './misconfiguration.ts'
import type { Meter } from './store.ts'
import { observeStoreTime, storeTime } from './store-clock.ts'

export interface Runtime {
  client: DynamoDBDocumentClient
  tableName: string
  /** Milliseconds since 1970, the same for all processes to within about two seconds. */
  clock: () => number
  /** Milliseconds of monotonic time: no step of a clock lengthens or shortens what is measured by it. */
  elapsed: () => number
  random: (bytes: number) => Uint8Array
  /** Waits; a seeded test may make it short. */
  pause: (ms: number) => Promise<void>
  /** The engine forgets the tokens of transactions when it restarts, so they are written as items. */
  forgetsTokens: boolean
  /** Is called with the cost of each request. */
  observe?: (done: { readonly operation: string; readonly status: number; readonly meter: Meter }) => void
  /** Receives what broke in a handler, which callers see as an opaque 500. */
  failed?: (broken: { readonly operation: string; readonly error: unknown }) => void
}

let bound: Runtime | undefined

/** @throws where the environment lacks what a function needs, in one line */
export const runtime = (): Runtime => {
  bound ??= fromEnvironment()
  return bound
}

export const bindRuntime = (changes: Partial<Runtime>): void => {
  bound = { ...runtime(), ...changes }
}

export const environment = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Misconfigured(`${name} is not set. This function cannot run without it.`)
  return value
}

/** What any process has, whatever its table. */
export const surroundings = (): Omit<Runtime, 'client' | 'tableName'> => ({
  clock: storeTime,
  elapsed: () => performance.now(),
  random: (bytes) => randomBytes(bytes),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  forgetsTokens: process.env['STORE_FORGETS_TOKENS'] === '1',
})

const fromEnvironment = (): Runtime => ({
  client: documentClient(process.env['DYNAMODB_ENDPOINT']),
  tableName: environment('TABLE_NAME'),
  ...surroundings(),
})

/** How the client of an engine other than DynamoDB differs. */
export interface EngineClient {
  readonly config: DynamoDBClientConfig
  prepare(client: DynamoDBDocumentClient): void
}

let engineClientAt: (endpoint: string) => EngineClient | undefined = () => undefined

/** For a program that runs beside such an engine; functions in Lambda bind none. */
export const bindEngine = (clientAt: typeof engineClientAt): void => {
  engineClientAt = clientAt
}

/**
 * @param endpoint of another engine than DynamoDB in the environment's region
 * @param maxAttempts by the SDK itself. A request makes one: commit() repeats, and knows the outcome of each
 */
export const documentClient = (endpoint?: string, maxAttempts = 1): DynamoDBDocumentClient => {
  const engine = endpoint ? engineClientAt(endpoint) : undefined
  const client = new LeanDocumentClient({
    maxAttempts,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
    ...(endpoint ? { endpoint } : {}),
    ...engine?.config,
  })
  followStoreTime(client)
  if (maxAttempts === 1) leaveOutRetries(client)
  engine?.prepare(client)
  return client
}

/** Every reply carries the store's time. */
const followStoreTime = ({ middlewareStack }: Pick<DynamoDBDocumentClient, 'middlewareStack'>): void =>
  middlewareStack.add(
    (next) => async (args) => {
      const sentAt = Date.now()
      const result = await next(args)
      const { headers } = result.response as { headers?: Readonly<Record<string, string>> }
      observeStoreTime(headers?.['date'], sentAt, Date.now())
      return result
    },
    { step: 'deserialize', name: 'followStoreTime' },
  )

/** A client of one attempt needs no count of retries. The middleware's place stays, because others are put beside it. */
const leaveOutRetries = ({ middlewareStack }: Pick<DynamoDBDocumentClient, 'middlewareStack'>): void =>
  middlewareStack.add((next) => next, {
    step: 'finalizeRequest',
    name: 'retryMiddleware',
    priority: 'high',
    override: true,
  })
