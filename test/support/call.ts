// One raw call of an endpoint, for tests that are generated from the contracts.

import { contracts } from '#functions/api.ts'
import { type Endpoint, endpointsOf, routeOf } from '#kernel/http/contract.ts'
import { type Example, examples, type Prepared } from '#test/examples/api.ts'
import { inProcess } from './in-process.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Record<string, unknown> & { code?: string }
}

/** Every endpoint with a path of its own, and its example. */
export const cases: { name: string; endpoint: Endpoint; example: Example }[] = endpointsOf(contracts)
  .filter((endpoint) => endpoint.route !== '$default')
  .map((endpoint) => {
    const { module, name, operation } = endpoint
    const example = (examples as unknown as Record<string, Record<string, Example>>)[module]?.[name]
    if (!example) throw new Error(`${operation} has no example`)
    return { name: operation, endpoint, example }
  })

export interface Sent extends Omit<Prepared, 'as' | 'body'> {
  readonly token?: string | undefined
  readonly key?: string
  readonly body?: unknown
  /** The body as it goes over the wire; with a content type of one's own, if any. */
  readonly raw?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Record<string, string>
}

export const prepared = ({ as, ...rest }: Prepared): Sent => ({ ...rest, token: as?.token })

/** @param via reaches the API; the handlers of this process, unless given */
export const send = async (endpoint: Endpoint, sent: Sent, via: typeof fetch = inProcess): Promise<Answer> => {
  const { token, key, path = {}, query, body, raw, headers } = sent
  const { method = 'GET', path: template = '/' } = routeOf(endpoint) ?? {}
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
  const wire = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const response = await via(`http://api.test${filled}${query ? `?${new URLSearchParams(query)}` : ''}`, {
    method,
    headers: {
      accept: 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(key ? { 'idempotency-key': key } : {}),
      ...(wire === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(wire === undefined ? {} : { body: wire }),
  })
  const text = await response.text()
  const json = /[/+]json\b/.test(response.headers.get('content-type') ?? '')
  // A file that is no JSON is its text.
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : text || {} }
}
