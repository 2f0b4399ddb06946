// The runtime of a process: the table client, the clock, randomness. Read from the environment once; tests bind their own.

import { randomBytes } from 'node:crypto'
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { Contention } from './contention.ts'
import { LeanDocumentClient } from './document.ts'
import { Misconfigured } from './misconfiguration.ts'
import type { Meter } from './store.ts'
import { observeStoreTime, storeTime } from './store-clock.ts'

export interface Runtime {
  client: DynamoDBDocumentClient
  tableName: string
  /** Milliseconds since 1970; processes agree to within about 2 seconds. */
  clock: () => number
  /** Monotonic milliseconds, for durations. */
  elapsed: () => number
  random: (bytes: number) => Uint8Array
  /** Pauses; a seeded test can shorten it. */
  pause: (ms: number) => Promise<void>
  /** Runs something after a time. @returns what cancels it */
  later: (ms: number, run: () => void) => () => void
  /** The requests of this process that conflict. */
  contention: Pick<Contention, keyof Contention>
  /** The engine loses transaction tokens at a restart, so tokens are written as items. */
  forgetsTokens: boolean
  /** Called with the cost of each request. */
  observe?: (done: { readonly operation: string; readonly status: number; readonly meter: Meter }) => void
  /** Receives what broke in a handler, which callers see as an opaque 500. */
  failed?: (broken: { readonly operation: string; readonly error: unknown }) => void
}

let bound: Runtime | undefined

/** @throws Misconfigured if the environment lacks a variable */
export const runtime = (): Runtime => {
  bound ??= fromEnvironment()
  return bound
}

/** Tells the bound runtime what broke. A function that lacks a part of its environment has none. */
export const reportFailure = (broken: Parameters<NonNullable<Runtime['failed']>>[0]): void => bound?.failed?.(broken)

export const bindRuntime = (changes: Partial<Runtime>): void => {
  bound = { ...runtime(), ...changes }
}

export const environment = (name: string): string => {
  const value = process.env[name]
  if (!value) throw new Misconfigured(`${name} is not set. This function cannot run without it.`)
  return value
}

/** The parts of a runtime that do not depend on the table. */
export const surroundings = (): Omit<Runtime, 'client' | 'tableName'> => ({
  clock: storeTime,
  elapsed: () => performance.now(),
  random: (bytes) => randomBytes(bytes),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  later: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  contention: new Contention(),
  forgetsTokens: process.env['STORE_FORGETS_TOKENS'] === '1',
})

const fromEnvironment = (): Runtime => ({
  client: documentClient(process.env['DYNAMODB_ENDPOINT']),
  tableName: environment('TABLE_NAME'),
  ...surroundings(),
})

/** The client options of an engine other than DynamoDB. */
export interface EngineClient {
  readonly config: DynamoDBClientConfig
  prepare(client: DynamoDBDocumentClient): void
}

let engineClientAt: (endpoint: string) => EngineClient | undefined = () => undefined

/** For programs beside such an engine; functions in Lambda do not call it. */
export const bindEngine = (clientAt: typeof engineClientAt): void => {
  engineClientAt = clientAt
}

/**
 * @param endpoint of an engine other than DynamoDB
 * @param maxAttempts of the SDK. Requests use one: commit() retries, and knows the outcome of each attempt
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

/** Reads the store's time from every reply. */
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

/** A client with one attempt needs no retry middleware. Its position stays, because other middleware is placed relative to it. */
const leaveOutRetries = ({ middlewareStack }: Pick<DynamoDBDocumentClient, 'middlewareStack'>): void =>
  middlewareStack.add((next) => next, {
    step: 'finalizeRequest',
    name: 'retryMiddleware',
    priority: 'high',
    override: true,
  })
