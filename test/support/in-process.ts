// fetch() without a network: the event that API Gateway would make, handed to the handlers of this process.

import { contextOf } from '../../infra/local/context.ts'
import { eventOf, targetOf } from '../../infra/local/event.ts'
import { load } from '../../infra/local/load.ts'
import { router } from '../../infra/local/router.ts'

const routes = load().then(({ entries }) => router(entries))

export const inProcess: typeof fetch = async (input, init = {}) => {
  const request = new Request(input as string, init)
  const { pathname, search } = new URL(request.url)
  const arrived = {
    method: request.method,
    // The URL as it was given: Request would tidy it.
    url: typeof input === 'string' ? input.slice(new URL(input).origin.length) || '/' : pathname + search,
    httpVersion: '1.1',
    rawHeaders: [...request.headers].flat(),
    socket: { remoteAddress: '127.0.0.1', localPort: 3000 },
  }
  const match = (await routes)(request.method, targetOf(arrived).path)
  if (!match) throw new Error('no route, not even $default')
  const event = eventOf(arrived, Buffer.from(await request.arrayBuffer()), match)
  const {
    statusCode = 200,
    headers = {},
    body,
  } = await match.entry.handler(event, contextOf(match.entry.endpoint.operation))
  const empty = statusCode === 204 || body === undefined
  return new Response(empty ? null : body, { status: statusCode, headers: headers as Record<string, string> })
}
