// fetch() without a network: the event that API Gateway would make, handed to the handlers of this process.

import { gunzipSync } from 'node:zlib'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { contextOf } from '#infra/local/context.ts'
import { eventOf, targetOf } from '#infra/local/event.ts'
import type { Entry } from '#infra/local/gateway.ts'
import { load } from '#infra/local/load.ts'
import { type Router, router } from '#infra/local/router.ts'

let routes: Promise<Router<Entry>> | undefined
/** Handlers are loaded by the first request: a test that makes none has not to wait for them. */
const findRoute = (): Promise<Router<Entry>> => {
  routes ??= load().then(({ entries }) => router(entries))
  return routes
}

export type Invoke = (
  event: APIGatewayProxyEventV2,
  entry: Pick<Entry, 'endpoint' | 'handler'>,
) => Promise<APIGatewayProxyStructuredResultV2>

/** @param invoke hands the event to a function, wherever that runs */
export const fetchThrough =
  (invoke: Invoke): typeof fetch =>
  async (input, init = {}) =>
    responseOf(await arrive(invoke, input as string, init))

export const inProcess: typeof fetch = fetchThrough((event, { endpoint, handler }) =>
  handler(event, contextOf(endpoint.operation)),
)

const arrive = async (invoke: Invoke, input: string, init: RequestInit): Promise<APIGatewayProxyStructuredResultV2> => {
  const request = new Request(input, init)
  const arrived = {
    method: request.method,
    // The URL as it was given: Request would tidy it.
    url: input.slice(new URL(input).origin.length) || '/',
    httpVersion: '1.1',
    rawHeaders: [...request.headers].flat(),
    socket: { remoteAddress: '127.0.0.1', localPort: 3000 },
  }
  const match = (await findRoute())(request.method, targetOf(arrived).path)
  if (!match) throw new Error('no route, not even $default')
  const event = eventOf(arrived, Buffer.from(await request.arrayBuffer()), match)
  return invoke(event, match.entry)
}

const responseOf = ({
  statusCode = 200,
  headers = {},
  body,
  isBase64Encoded,
}: APIGatewayProxyStructuredResultV2): Response => {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8')
  // As fetch does with what arrives compressed.
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
  return new Response(statusCode === 204 ? null : plain, {
    status: statusCode,
    headers: headers as Record<string, string>,
  })
}
