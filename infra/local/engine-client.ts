// Clients of an engine on this machine: in the environment's region, unsigned without credentials, with fewer layers of the SDK.

import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { bindEngine, type EngineClient } from '#kernel/commit/runtime.ts'

type Client = Pick<DynamoDBDocumentClient, 'middlewareStack'>

/** From here on, the process makes its clients of an engine on this machine so. */
export const useLocalEngine = (): void => bindEngine(engineClient)

const LOOPBACK = /^http:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(?=[:/]|$)/

const engineClient = (endpoint: string): EngineClient | undefined =>
  LOOPBACK.test(endpoint) ? { config: configIn(process.env), prepare } : undefined

/**
 * Some engines keep their data by region and access key, and some check signatures, so the environment's count where they
 * are set. Without credentials the headers alone are sent: signing takes a tenth of a local request.
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
  // No local engine reads what they add to a request.
  for (const name of ['loggerMiddleware', 'getUserAgentMiddleware', 'recursionDetectionMiddleware'])
    client.middlewareStack.remove(name)
}

/**
 * The SDK adds a token to every transaction. The embedded engine searches all tokens of ten minutes for each one, and
 * receipts protect every keyed write without it, so only tokens that the kernel chose are sent to an engine on this machine.
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
      // Quotes inside of a JSON string are escaped, so the pattern meets the member alone.
      if (context.commandName === 'TransactWriteItemsCommand' && !context['choseToken'] && request.body)
        request.body = textOf(request.body).replace(/,"ClientRequestToken":"[^"]*"|"ClientRequestToken":"[^"]*",/, '')
      return next(args)
    },
    { step: 'build', name: 'leaveOutAutomaticToken', priority: 'high' },
  )
}

const textOf = (body: string | Uint8Array): string => (typeof body === 'string' ? body : new TextDecoder().decode(body))
