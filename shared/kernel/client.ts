// A typed client over any contract, for front ends and other services: the same declaration that the server answers by.

import type * as z from 'zod/mini'
import { type AnswerOf, type AnyAnswer, answerOf, type ItemOf, type Refused, type Unexpected } from './client-answer.ts'
import { persist, type Trying } from './client-tries.ts'
import { type AnyContract, type Endpoint, isEndpoint, routeOf, takesKey } from './contract.ts'

export interface ClientOptions extends Trying {
  readonly baseUrl: string
  /** The access token, or what finds one; it is asked at every try, so it may renew. */
  readonly token?: string | (() => string | undefined | Promise<string | undefined>) | undefined
  readonly fetch?: typeof fetch
  /** Writes get an Idempotency-Key, the same for all tries of a call. `false`: only those that the caller gives. */
  readonly keys?: boolean
}

/** May be left out where nothing in it is required. */
type QueryInput<Q> = Record<never, never> extends Q ? { query?: Q } : { query: Q }

type Input<E extends Endpoint> = (E extends { path: infer P }
  ? { path: { [N in keyof P]: string } }
  : { path?: never }) &
  (E extends { query: infer Q extends z.ZodMiniType } ? QueryInput<z.input<Q>> : { query?: never }) &
  (E extends { body: infer B extends z.ZodMiniType } ? { body: z.input<B> } : { body?: Record<string, never> }) & {
    /** The Idempotency-Key, where a call must outlive this process. */
    key?: string
    token?: string
    /** Ends the call, and the wait for another try. */
    signal?: AbortSignal
  }

export type Method<E extends Endpoint> = ((input: Input<E>) => Promise<AnswerOf<E>>) &
  ([ItemOf<E>] extends [never]
    ? unknown
    : {
        /** Every item, page after page. @throws RefusedError where a page is refused */
        all(input: Input<E>): AsyncGenerator<ItemOf<E>, void, undefined>
      })

export type Client<C extends AnyContract> = {
  readonly [N in keyof C as C[N] extends Endpoint ? N : never]: C[N] extends Endpoint ? Method<C[N]> : never
}

/** A list that could not be followed to its end. */
export class RefusedError extends Error {
  readonly answer: Refused | Unexpected

  constructor(operation: string, answer: Refused | Unexpected) {
    super(`${operation}: ${answer.status} ${answer.code}`)
    this.name = 'RefusedError'
    this.answer = answer
  }
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
): { readonly [M in keyof C]: Client<C[M]> } =>
  Object.fromEntries(Object.entries(contracts).map(([name, one]) => [name, client(one, options)])) as {
    [M in keyof C]: Client<C[M]>
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
  const ask = (input: Loose): Promise<AnyAnswer> => call(endpoint, input, options)
  async function* all(input: Loose): AsyncGenerator<unknown, void, undefined> {
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
  const key = input.key ?? (automatic ? crypto.randomUUID() : undefined)
  const harmless = method === 'GET' || (takesKey(endpoint) && key !== undefined)
  const send = async (): Promise<AnyAnswer> => {
    const token = input.token ?? (typeof options.token === 'function' ? await options.token() : options.token)
    const request: RequestInit = {
      method,
      headers: {
        accept: 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    }
    return answerOf(await (options.fetch ?? fetch)(url, request))
  }
  return persist(options, harmless, signal, send)
}

const targetOf = (endpoint: Endpoint, input: Loose, { baseUrl }: ClientOptions): { method: string; url: string } => {
  const route = routeOf(endpoint)
  if (!route) throw new Error(`${endpoint.operation} has no path of its own`)
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => segment(endpoint, name, input.path?.[name] ?? ''))
  const query = Object.entries(input.query ?? {}).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  )
  const search = query.length > 0 ? `?${new URLSearchParams(query)}` : ''
  return { method: route.method, url: baseUrl.replace(/\/$/, '') + path + search }
}

/** Without a name, or with dots for one, the path would be another endpoint's. */
const segment = ({ operation }: Endpoint, name: string, value: string): string => {
  if (/^\.{0,2}$/.test(value)) throw new Error(`${operation} needs path.${name}, not "${value}"`)
  return encodeURIComponent(value)
}
