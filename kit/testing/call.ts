// One raw call of an endpoint, and what a test prepares for it.

import { type Endpoint, routeOf } from '#kernel/http/contract.ts'
import type { Person } from './world.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Record<string, unknown> & { code?: string }
}

export interface Sent {
  readonly token?: string | undefined
  /** The Idempotency-Key. */
  readonly key?: string
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  /** The body as it goes over the wire; with a content type of one's own, if any. */
  readonly raw?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Record<string, string>
}

/**
 * Whether a later look finds what the reply said. For an effect that stands alone, in one item: no audit can miss it, so
 * the test that leaves out one write after the other needs a look.
 */
export type Shows = (reply: Readonly<Record<string, unknown>>) => Promise<boolean>

/** A call that succeeds, once everything is there that it needs. */
export interface Prepared {
  /** Who calls; absent: the call has no token. */
  readonly as?: Person
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
  readonly shows?: Shows
}

export const prepared = ({ as, shows: _, ...rest }: Prepared): Sent => ({ ...rest, token: as?.token })

/** @param via reaches the API */
export const send = async (endpoint: Pick<Endpoint, 'route'>, sent: Sent, via: typeof fetch): Promise<Answer> => {
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
