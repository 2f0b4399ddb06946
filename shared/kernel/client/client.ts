// A typed client for any contract, for front ends and other services. It uses the same declaration as the server.

import type * as z from 'zod/mini'
import { type AnyContract, type Endpoint, isEndpoint, routeOf, takesKey } from '#kernel/http/contract.ts'
import { type AnswerOf, type AnyAnswer, answerOf, type ItemOf, RefusedError } from './answer.ts'
import type { TokenSource } from './session.ts'
import { limited, type Outcome, persist, type Trying } from './tries.ts'

export interface ClientOptions extends Trying {
  readonly baseUrl: string
  /** The access token, a function called before every attempt, or a session that renews the token. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>) | TokenSource | undefined
  readonly fetch?: typeof fetch
  /** Adds an Idempotency-Key to writes, the same for all attempts of a call. `false`: only keys from the caller. */
  readonly keys?: boolean
}

/** Query values as programs use them: numbers instead of digits, and null for no further page. */
type Asked<I, O> = {
  [K in keyof I]:
    | I[K]
    | (K extends keyof O ? Extract<O[K], number | boolean> : never)
    | (Record<never, never> extends Pick<I, K> ? null | undefined : never)
}

/** Optional if it has no required part. */
type Member<N extends string, T> = Record<never, never> extends T ? { [K in N]?: T } : { [K in N]: T }

type Input<E extends Endpoint> = (E extends { path: infer P }
  ? { path: { [N in keyof P]: string } }
  : { path?: never }) &
  (E extends { query: infer Q extends z.ZodMiniType }
    ? Member<'query', Asked<z.input<Q>, z.output<Q>>>
    : { query?: never }) &
  (E extends { body: infer B extends z.ZodMiniType }
    ? Member<'body', z.input<B>>
    : { body?: Record<string, never> }) & {
    /** The Idempotency-Key, if the call must survive this process. */
    key?: string
    token?: string
    /** Aborts the call and the pause before a retry. */
    signal?: AbortSignal
  }

/** The input is optional if it has no required part. */
type Inputs<E extends Endpoint> = Record<never, never> extends Input<E> ? [input?: Input<E>] : [input: Input<E>]

export type Method<E extends Endpoint> = ((...input: Inputs<E>) => Promise<AnswerOf<E>>) &
  ([ItemOf<E>] extends [never]
    ? unknown
    : {
        /** Yields every item of all pages. @throws RefusedError if a page is refused */
        all(...input: Inputs<E>): AsyncGenerator<ItemOf<E>, void, undefined>
      })

export type Client<C extends AnyContract> = {
  readonly [N in keyof C as C[N] extends Endpoint ? N : never]: C[N] extends Endpoint ? Method<C[N]> : never
}

export const client = <C extends AnyContract>(contract: C, options: ClientOptions): Client<C> =>
  Object.fromEntries(
    Object.values(contract)
      .filter(isEndpoint)
      .map((endpoint) => [endpoint.name, methodOf(endpoint, options)]),
  ) as unknown as Client<C>

/** One client for several contracts: `api({ wallet, matches }, options).wallet.deposit(...)`. */
export const api = <C extends Readonly<Record<string, AnyContract>>>(
  contracts: C,
  options: ClientOptions,
): { readonly [M in keyof C]: Client<C[M]> } => {
  const clients: Record<string, unknown> = {}
  for (const [name, one] of Object.entries(contracts)) {
    // Made when it is first asked for: few callers use every module.
    let made: unknown
    const get = (): unknown => (made ??= client(one, options))
    Object.defineProperty(clients, name, { get, enumerable: true })
  }
  return clients as { [M in keyof C]: Client<C[M]> }
}

interface Loose {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly key?: string
  readonly token?: string
  readonly signal?: AbortSignal
}

const methodOf = (endpoint: Endpoint, options: ClientOptions) => {
  const ask = (input: Loose = {}): Promise<AnyAnswer> => call(endpoint, input, options)
  async function* all(input: Loose = {}): AsyncGenerator<unknown, void, undefined> {
    let cursor = input.query?.['cursor'] as string | null | undefined
    do {
      const answer = await ask(cursor ? { ...input, query: { ...input.query, cursor } } : input)
      if (!answer.ok) throw new RefusedError(endpoint.operation, answer)
      const page = answer.body as { items: readonly unknown[]; nextCursor: string | null }
      yield* page.items
      cursor = page.nextCursor
    } while (cursor)
  }
  return Object.assign(ask, { all })
}

const call = async (endpoint: Endpoint, input: Loose, options: ClientOptions): Promise<AnyAnswer> => {
  const { method, url } = targetOf(endpoint, input, options)
  const { signal, body } = input
  const automatic = takesKey(endpoint) && options.keys !== false
  // One key for all attempts of the call.
  const key = input.key ?? (automatic ? newKey() : undefined)
  const harmless = method === 'GET' || (takesKey(endpoint) && key !== undefined)
  const post = async (ms: number, token: string | undefined): Promise<Outcome> => {
    const request: RequestInit = {
      method,
      headers: {
        accept: 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    try {
      return await limited(ms, signal, async (signal) =>
        answerOf(await (options.fetch ?? fetch)(url, { ...request, signal })),
      )
    } catch (lost) {
      return { lost }
    }
  }
  const send = async (ms: number): Promise<Outcome> => {
    const source = input.token ?? options.token
    if (typeof source !== 'object') return post(ms, typeof source === 'function' ? await source() : source)
    const token = source.get()
    const outcome = await post(ms, token)
    if (!token || 'lost' in outcome || outcome.code !== 'unauthenticated') return outcome
    // A 401 has no effect, so even a write without a key can be repeated.
    const another = await source.renew(token)
    return another && another !== token ? post(ms, another) : outcome
  }
  return persist(options, { operation: endpoint.operation, harmless, signal, send })
}

/** A UUID. `crypto.randomUUID` exists only on https and localhost, so other pages lack it. */
const newKey = (): string => {
  const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5')
}

const targetOf = (endpoint: Endpoint, input: Loose, { baseUrl }: ClientOptions): { method: string; url: string } => {
  const route = routeOf(endpoint)
  if (!route) throw new Error(`${endpoint.operation} has no route, so a client cannot call it.`)
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => segment(endpoint, name, input.path?.[name] ?? ''))
  const query = Object.entries(input.query ?? {}).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  )
  const search = query.length > 0 ? `?${new URLSearchParams(query)}` : ''
  return { method: route.method, url: baseUrl.replace(/\/$/, '') + path + search }
}

/** An empty or dotted segment would address another endpoint. */
const segment = ({ operation }: Endpoint, name: string, value: string): string => {
  if (/^\.{0,2}$/.test(value)) throw new Error(`${operation} requires path.${name}, but got "${value}".`)
  return encodeURIComponent(value)
}
