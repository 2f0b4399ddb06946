// SDK clients for a local engine: the region of the environment, unsigned without credentials, fewer middleware layers.

import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { bindEngine, type EngineClient } from '#kernel/commit/runtime.ts'

type Client = Pick<DynamoDBDocumentClient, 'middlewareStack'>

/** From now on, this process configures its clients for a local engine. */
export const useLocalEngine = (): void => bindEngine(engineClient)

const LOOPBACK = /^http:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(?=[:/]|$)/

const engineClient = (endpoint: string): EngineClient | undefined =>
  LOOPBACK.test(endpoint) ? { config: configIn(process.env), prepare } : undefined

/**
 * Some engines separate data by region and access key or check signatures, so credentials in the environment are used. Without
 * credentials, fixed headers are sent: signing takes a tenth of a local request.
 */
const configIn = (env: Readonly<Record<string, string | undefined>>): DynamoDBClientConfig => {
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

const prepare = (client: Client): void => {
  leaveOutAutomaticTokens(client)
  // Local engines ignore what these middlewares add.
  for (const name of ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware'])
    client.middlewareStack.remove(name)
}

/**
 * Removes the token that the SDK adds to every transaction. The embedded engine searches all tokens of 10 minutes for each one,
 * and receipts already protect keyed writes. Only tokens chosen by the kernel are sent.
 */
export const leaveOutAutomaticTokens = (client: Client): void => {
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
      // Quotes inside JSON strings are escaped, so the pattern matches only the member.
      if (context.commandName === 'TransactWriteItemsCommand' && !context['choseToken'] && request.body)
        request.body = textOf(request.body).replace(/,"ClientRequestToken":"[^"]*"|"ClientRequestToken":"[^"]*",/, '')
      return next(args)
    },
    { step: 'build', name: 'leaveOutAutomaticToken', priority: 'high' },
  )
}

const textOf = (body: string | Uint8Array): string => (typeof body === 'string' ? body : new TextDecoder().decode(body))
