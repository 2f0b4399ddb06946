// The samples as API Gateway hands them to a function: one event a function, the same at every run.

import { contracts } from '#functions/api.ts'
import { eventOf } from '#infra/local/event.ts'
import { type Endpoint, endpointsOf, handlerPath, routeOf, takesKey } from '#kernel/http/contract.ts'
import { samples } from './samples.ts'

export interface Sample {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
}

export interface Event {
  readonly endpoint: Endpoint
  readonly sample: Sample
  /** From the project's root: wallet.openAccount is test/events/wallet-open-account.json. */
  readonly file: string
  readonly event: object
}

const TOKEN = 'ACCESS_TOKEN'
const WHEN = { time: '22/Nov/2026:09:00:00 +0000', timeEpoch: 1_795_338_000_000 }
const requestId = '00000000-0000-4000-8000-000000000000'

/** In the order of the API. */
export const events = (): Event[] =>
  endpointsOf(contracts).map((endpoint) => {
    const sample = (samples as unknown as Record<string, Record<string, Sample>>)[endpoint.module]?.[endpoint.name]
    if (!sample) throw new Error(`${endpoint.operation} has no sample`)
    const [, name = ''] = /^functions\/(.+)\.ts$/.exec(handlerPath(endpoint)) ?? []
    return { endpoint, sample, file: `test/events/${name.replace('/', '-')}.json`, event: eventFor(endpoint, sample) }
  })

export const textOf = ({ event }: Event): string => `${JSON.stringify(event, null, 2)}\n`

const eventFor = (endpoint: Endpoint, { path: pathParameters = {}, query, body }: Sample): object => {
  const { method, path: template } = routeOf(endpoint) ?? { method: 'GET', path: '/nowhere' }
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(pathParameters[name] ?? ''))
  const headers: Record<string, string> = {
    ...{ host: 'api.example.com', 'user-agent': 'curl/8.7.1', accept: '*/*' },
    ...(endpoint.auth === 'public' ? {} : { authorization: `Bearer ${TOKEN}` }),
    ...(takesKey(endpoint) ? { 'idempotency-key': `sample-${endpoint.operation}` } : {}),
    ...(body ? { 'content-type': 'application/json' } : {}),
  }
  const request = {
    ...{ method, url: query ? `${path}?${new URLSearchParams(query)}` : path, httpVersion: '1.1' },
    rawHeaders: Object.entries(headers).flat(),
    socket: { remoteAddress: '192.0.2.1', localPort: 443 },
  }
  const bytes = Buffer.from(body ? JSON.stringify(body) : '')
  const event = eventOf(request, bytes, { entry: { endpoint }, pathParameters })
  return { ...event, requestContext: { ...event.requestContext, ...WHEN, requestId } }
}
