// What the world gives a handler: the table, the clock, randomness, keys. Read from the environment once; tests bind their own.

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
  /** Is told what each request cost. */
  observe?: (done: { readonly operation: string; readonly status: number; readonly meter: Meter }) => void
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
  if (!value) throw new Misconfigured(`${name} is not set; this function cannot run without it`)
  return value
}

/** What any process has, whichever table it uses. */
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

/**
 * @param endpoint of another engine than DynamoDB in the environment's region
 * @param maxAttempts by the SDK itself. A request makes one: commit() repeats, and knows what became of each
 */
export const documentClient = (endpoint?: string, maxAttempts = 1): DynamoDBDocumentClient => {
  const here = endpoint !== undefined && /^http:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(?=[:/]|$)/.test(endpoint)
  const client = new LeanDocumentClient({
    maxAttempts,
    requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
    ...(endpoint ? { endpoint } : {}),
    ...(here ? onThisMachine(process.env) : {}),
  })
  followStoreTime(client)
  if (maxAttempts === 1) leaveOutRetries(client)
  if (here) {
    leaveOutAutomaticTokens(client)
    // What they add to a request nobody reads here.
    for (const name of ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware'])
      client.middlewareStack.remove(name)
  }
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

/** Where nothing is tried again, what keeps count of tries is in the way; its place has to stay, others are put beside it. */
const leaveOutRetries = ({ middlewareStack }: Pick<DynamoDBDocumentClient, 'middlewareStack'>): void =>
  middlewareStack.add((next) => next, {
    step: 'finalizeRequest',
    name: 'retryMiddleware',
    priority: 'high',
    override: true,
  })

/**
 * An engine on this machine. Some keep their data by region and access key, and some check signatures, so the environment's
 * count where they are set. Without credentials the headers alone are sent: signing takes a tenth of a local request.
 */
const onThisMachine = (env: Readonly<Record<string, string | undefined>>): DynamoDBClientConfig => {
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || 'us-east-1'
  return env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY'] ? { region } : { region, ...unsignedIn(region) }
}

const unsignedIn = (region: string): DynamoDBClientConfig => {
  const scope = `20260101/${region}/dynamodb/aws4_request`
  const headers = {
    'x-amz-date': '20260101T000000Z',
    authorization: `AWS4-HMAC-SHA256 Credential=local/${scope}, SignedHeaders=host, Signature=none`,
  }
  return {
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    httpAuthSchemes: [
      {
        schemeId: 'aws.auth#sigv4',
        identityProvider: () => async () => ({}),
        signer: {
          sign: async (request) => {
            Object.assign(request.headers, headers)
            return request
          },
        },
      },
    ],
  }
}

/**
 * The SDK adds a token to every transaction. The embedded engine searches all tokens of ten minutes for each one, and
 * receipts protect every keyed write without it, so only tokens that the kernel chose are sent to an engine on this machine.
 */
export const leaveOutAutomaticTokens = (client: Pick<DynamoDBDocumentClient, 'middlewareStack'>): void => {
  client.middlewareStack.add(
    (next, context) => (args) => {
      context['choseToken'] = (args.input as { ClientRequestToken?: string }).ClientRequestToken !== undefined
      return next(args)
    },
    { step: 'initialize', name: 'seeToken' },
  )
  client.middlewareStack.add(
    (next, context) => (args) => {
      const request = args.request as { body?: string | Uint8Array }
      // Quotes inside of a JSON string are escaped, so the pattern meets the member alone.
      if (context.commandName === 'TransactWriteItemsCommand' && !context['choseToken'] && request.body)
        request.body = textOf(request.body).replace(/,"ClientRequestToken":"[^"]*"|"ClientRequestToken":"[^"]*",/, '')
      return next(args)
    },
    { step: 'build', name: 'leaveOutAutomaticToken', priority: 'high' },
  )
}

const textOf = (body: string | Uint8Array): string => (typeof body === 'string' ? body : new TextDecoder().decode(body))
