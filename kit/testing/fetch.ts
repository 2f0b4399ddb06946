// fetch() without a network: the event that API Gateway would make, handed to handlers of this process.

import { gunzipSync } from 'node:zlib'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { contextOf } from '#infra/local/context.ts'
import { eventOf, targetOf } from '#infra/local/event.ts'
import { type Entry, type Router, router } from '#infra/local/router.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { withDefault } from './served.ts'

/** Hands an event to a function, wherever that runs. */
export type Invoke = (event: APIGatewayProxyEventV2, entry: Entry) => Promise<APIGatewayProxyStructuredResultV2>

const here: Invoke = (event, { endpoint, handler }) => handler(event, contextOf(endpoint.operation))

/** @param served is asked for at the first request */
export const fetchFrom = (
  served: () => readonly Entry[] | Promise<readonly Entry[]>,
  invoke: Invoke = here,
): typeof fetch => {
  let routes: Promise<Router<Entry>> | undefined
  const find = async (): Promise<Router<Entry>> => router(withDefault(await served()))
  return async (input, init = {}) => {
    routes ??= find()
    const url = input as string
    const request = new Request(url, init)
    const arrived = {
      method: request.method,
      // The URL as it was given: Request would tidy it.
      url: url.slice(new URL(url).origin.length) || '/',
      httpVersion: '1.1',
      rawHeaders: [...request.headers].flat(),
      socket: { remoteAddress: '127.0.0.1', localPort: 3000 },
    }
    const match = (await routes)(request.method, targetOf(arrived).path)
    if (!match) throw new Error(`No route matches ${request.method} ${arrived.url}, and there is no $default endpoint.`)
    const event = eventOf(arrived, await bytesOf(request, init), match)
    // By the randomness of the process, so that a simulated process repeats it.
    event.requestContext.requestId = Buffer.from(runtime().random(16)).toString('hex')
    return responseOf(await invoke(event, match.entry), request.method)
  }
}

/** A text is the body as it is, without the stream that a Request makes of it. */
const bytesOf = async (request: Request, { body = '' }: RequestInit): Promise<Buffer> =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.from(await request.arrayBuffer())

const responseOf = (result: APIGatewayProxyStructuredResultV2, method: string): Response => {
  const { statusCode = 200, headers = {}, body, isBase64Encoded } = result
  // A Response takes a text in half the time that it takes bytes.
  const sent = isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? null)
  // As fetch does with what arrives compressed.
  const plain = sent !== null && headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent
  return new Response(statusCode === 204 || method === 'HEAD' ? null : plain, {
    status: statusCode,
    headers: headers as Record<string, string>,
  })
}
