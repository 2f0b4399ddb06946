// A typed client over any contract: the same declaration that the server answers by.

import type * as z from 'zod/mini'
import { type AnyContract, type Endpoint, isEndpoint, routeOf } from './contract.ts'

export interface ClientOptions {
  readonly baseUrl: string
  readonly token?: string | undefined
  readonly fetch?: typeof fetch
}

type Input<E extends Endpoint> = (E extends { path: infer P }
  ? { path: { [N in keyof P]: string } }
  : { path?: never }) &
  (E extends { query: infer Q extends z.ZodMiniType } ? { query?: z.input<Q> } : { query?: never }) &
  (E extends { body: infer B extends z.ZodMiniType } ? { body: z.input<B> } : { body?: Record<string, never> }) & {
    /** The Idempotency-Key. */
    key?: string
    token?: string
  }

/** The problems of a contract, and those any endpoint may answer, told apart by `code`. */
export interface Refused<Code extends string = string> {
  readonly ok: false
  readonly status: number
  readonly code: Code | (string & {})
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Headers
}
export interface Answered<T> {
  readonly ok: true
  readonly status: number
  readonly code?: undefined
  readonly body: T
  readonly replayed: boolean
  readonly headers: Headers
}

type Body<E extends Endpoint> = E['reply'] extends readonly [number, infer S extends z.ZodMiniType]
  ? z.output<S>
  : undefined
type Method<E extends Endpoint> = (input: Input<E>) => Promise<Answered<Body<E>> | Refused<E['fails'][number]['code']>>

export type Client<C extends AnyContract> = {
  readonly [N in keyof C as C[N] extends Endpoint ? N : never]: C[N] extends Endpoint ? Method<C[N]> : never
}

export const client = <C extends AnyContract>(contract: C, options: ClientOptions): Client<C> =>
  Object.fromEntries(
    Object.values(contract)
      .filter(isEndpoint)
      .map((endpoint) => [endpoint.name, (input: Loose) => call(endpoint, input, options)]),
  ) as unknown as Client<C>

interface Loose {
  path?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  key?: string
  token?: string
}

const call = async (endpoint: Endpoint, input: Loose, options: ClientOptions): Promise<Answered<unknown> | Refused> => {
  const route = routeOf(endpoint)
  if (!route) throw new Error(`${endpoint.operation} has no path of its own`)
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(input.path?.[name] ?? ''))
  const query = Object.entries(input.query ?? {}).filter(([, value]) => value !== undefined)
  const search =
    query.length > 0
      ? `?${new URLSearchParams(Object.fromEntries(query.map(([name, value]) => [name, String(value)])))}`
      : ''
  const token = input.token ?? options.token
  const response = await (options.fetch ?? fetch)(options.baseUrl + path + search, {
    method: route.method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(input.key ? { 'idempotency-key': input.key } : {}),
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  })
  const { status, headers } = response
  const text = await response.text()
  // A page or a script is its text.
  const json = /[/+]json\b/.test(headers.get('content-type') ?? '')
  const body = text === '' ? undefined : json ? JSON.parse(text) : text
  if (response.ok) return { ok: true, status, body, headers, replayed: headers.get('idempotency-replayed') === 'true' }
  return { ok: false, status, code: String(body?.code), body, headers }
}
