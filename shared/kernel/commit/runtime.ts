// The runtime of a process: the table client, the clock, randomness. Read from the environment once; tests bind their own.

import { type Argon2Parameters, argon2, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { Contention } from './contention.ts'
import { LeanDocumentClient } from './document.ts'
import { Memory } from './memory.ts'
import { Misconfigured } from './misconfiguration.ts'
import type { Meter } from './store.ts'
import { storeClock } from './store-clock.ts'

export interface Runtime {
  client: DynamoDBDocumentClient
  tableName: string
  /** Milliseconds since 1970; processes agree to within about 2 seconds. */
  clock: () => number
  /** The number of corrections of the clock so far. */
  corrections: () => number
  /** Whose clock it is, where several processes share this runtime, as in a simulation; undefined: the clock's own. */
  clockOwner: () => object | undefined
  /** Monotonic milliseconds, for durations. */
  elapsed: () => number
  random: (bytes: number) => Uint8Array
  /** Slow on purpose; a simulation binds a fast stand-in. */
  argon2id: (parameters: Argon2Parameters) => Promise<Buffer>
  /** A client of the table that repeats its calls, for jobs that no caller repeats. @param maxAttempts of one call */
  patientClient: (maxAttempts: number) => DynamoDBDocumentClient
  /** Pauses; a seeded test can shorten it. */
  pause: (ms: number) => Promise<void>
  /** Runs something after a time. @returns what cancels it */
  later: (ms: number, run: () => void) => () => void
  /** The requests of this process that conflict. */
  contention: Pick<Contention, keyof Contention>
  /** The items that this process knows to be final. */
  memory: Pick<Memory, keyof Memory>
  /** Whether a function that only reads may read eventually consistently: a setting of its deployment. */
  readsEventually: boolean
  /** The engine loses transaction tokens at a restart, so tokens are written as items. */
  forgetsTokens: boolean
  /** In place of the network, posts to addresses that others chose: a simulation binds it. @returns the status of the reply */
  outside: ((message: { readonly url: string; readonly body: string }) => Promise<number>) | undefined
  /** Called with the cost of each request. */
  observe?: (done: { readonly operation: string; readonly status: number; readonly meter: Meter }) => void
  /** Receives what broke in a handler, which callers see as an opaque 500. */
  failed?: (broken: { readonly operation: string; readonly error: unknown }) => void
}

const derive = promisify(argon2)

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
  clock: storeClock.time,
  corrections: storeClock.corrections,
  clockOwner: () => undefined,
  elapsed: () => performance.now(),
  random: (bytes) => randomBytes(bytes),
  argon2id: (parameters) => derive('argon2id', parameters),
  patientClient: (maxAttempts) => documentClient(process.env['DYNAMODB_ENDPOINT'], maxAttempts),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  later: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
  contention: new Contention(),
  memory: new Memory(),
  outside: undefined,
  readsEventually: process.env['EVENTUAL_READS'] === '1',
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
      const compare = storeClock.sends()
      const result = await next(args)
      const { headers } = result.response as { headers?: Readonly<Record<string, string>> }
      compare(headers?.['date'])
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
