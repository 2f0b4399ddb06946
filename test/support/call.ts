// One raw call of an endpoint, for tests that are generated from the contracts.

import { contracts } from '#functions/api.ts'
import { type Endpoint, endpointsOf, routeOf } from '#kernel/http/contract.ts'
import { examples } from '#test/examples/api.ts'
import type { Example, ModuleExamples, Prepared } from '#test/examples/example.ts'
import { inProcess } from './in-process.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Record<string, unknown> & { code?: string }
}

interface Case {
  readonly name: string
  readonly endpoint: Endpoint
  readonly example: Example
  /** A call that a rule refuses. */
  readonly refusal: Example | undefined
}

const told = new Map<string, Partial<ModuleExamples<Readonly<Record<string, Endpoint>>>>>(Object.entries(examples))

/** Every endpoint with a path of its own, and its example. */
export const cases: Case[] = endpointsOf(contracts)
  .filter((endpoint) => endpoint.route !== '$default')
  .map((endpoint) => {
    const { module, name, operation } = endpoint
    const example = told.get(module)?.examples?.[name]
    if (!example) throw new Error(`${operation} has no example in test/examples/${module}.ts`)
    return { name: operation, endpoint, example, refusal: told.get(module)?.refusals?.[name] }
  })

export interface Sent extends Omit<Prepared, 'as' | 'body' | 'shows'> {
  readonly token?: string | undefined
  readonly key?: string
  readonly body?: unknown
  /** The body as it goes over the wire; with a content type of one's own, if any. */
  readonly raw?: string | Uint8Array<ArrayBuffer>
  readonly headers?: Record<string, string>
}

export const prepared = ({ as, shows: _, ...rest }: Prepared): Sent => ({ ...rest, token: as?.token })

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
