// Sample events: one API Gateway event per function, built from the examples of its contract.

import { contracts } from '#functions/api.ts'
import type { Derived } from '#infra/derive/derived.ts'
import { eventOf } from '#infra/local/event.ts'
import { type Endpoint, endpointsOf, handlerPath, routeOf, takesKey } from '#kernel/http/contract.ts'
import { exampleBody, exampleParameters, exampleQuery } from './examples.ts'

export const EVENTS = 'test/events/'

const WHEN = { time: '22/Nov/2026:09:00:00 +0000', timeEpoch: 1_795_338_000_000 }
const requestId = '00000000-0000-4000-8000-000000000000'

export interface Sample {
  readonly path: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>> | undefined
}

export interface SampleEvent extends Derived {
  readonly endpoint: Endpoint
  readonly sample: Sample
  readonly event: object
}

/** In the order of the API. The event of wallet.openAccount is test/events/wallet-open-account.json. */
export const events = (): SampleEvent[] =>
  endpointsOf(contracts).map((endpoint) => {
    const sample = {
      path: exampleParameters(endpoint),
      query: exampleQuery(endpoint),
      body: endpoint.body && exampleBody(endpoint),
    }
    const event = eventFor(endpoint, sample)
    const [, name = ''] = /^functions\/(.+)\.ts$/.exec(handlerPath(endpoint)) ?? []
    const path = `${EVENTS}${name.replace('/', '-')}.json`
    return { endpoint, sample, event, path, text: `${JSON.stringify(event, null, 2)}\n` }
  })

const eventFor = (endpoint: Endpoint, { path: pathParameters, query, body }: Sample): object => {
  const { method, path: template } = routeOf(endpoint) ?? { method: 'GET', path: '/nowhere' }
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(pathParameters[name] ?? ''))
  const asked = String(new URLSearchParams(query))
  const headers: Record<string, string> = {
    host: 'api.example.com',
    'user-agent': 'curl/8.7.1',
    accept: '*/*',
    ...(endpoint.auth === 'public' ? {} : { authorization: 'Bearer ACCESS_TOKEN' }),
    ...(takesKey(endpoint) ? { 'idempotency-key': `sample-${endpoint.operation}` } : {}),
    ...(body ? { 'content-type': 'application/json' } : {}),
  }
  const request = {
    method,
    url: asked ? `${path}?${asked}` : path,
    httpVersion: '1.1',
    rawHeaders: Object.entries(headers).flat(),
    socket: { remoteAddress: '192.0.2.1', localPort: 443 },
  }
  const bytes = Buffer.from(body ? JSON.stringify(body) : '')
  const event = eventOf(request, bytes, { entry: { endpoint }, pathParameters })
  return { ...event, requestContext: { ...event.requestContext, ...WHEN, requestId } }
}
