// JSON over HTTPS to a gateway. Every failure is a result, never an exception.

import * as z from 'zod/mini'
import { parseJson } from '#kernel/data/json.ts'
import type { Outcome } from './gateway.ts'

export interface Question {
  readonly url: string
  readonly authorization: string
  /** Undefined: a GET. */
  readonly body?: Readonly<Record<string, unknown>>
  readonly idempotencyKey?: string
  readonly timeoutMs: number
}

export type Answer =
  | { readonly kind: 'answered'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'lost'; readonly reason: string }

export const ask = async ({ url, authorization, body, idempotencyKey, timeoutMs }: Question): Promise<Answer> => {
  try {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers: {
        authorization,
        // A frozen function would otherwise write to a connection that the gateway has closed, with an unknown outcome.
        connection: 'close',
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      // The secret key must not follow redirects.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { kind: 'answered', status: response.status, body: readable(await response.text()) }
  } catch (error) {
    const late = (error as { name?: string }).name === 'TimeoutError'
    return { kind: 'lost', reason: late ? `no answer within ${timeoutMs} ms` : 'no connection, or it broke' }
  }
}

/** @returns undefined, which every schema refuses, if the text is not JSON */
const readable = (text: string): unknown => {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

/** How to interpret the replies to one call. */
export interface Reading<S extends z.ZodMiniType, T> {
  readonly reply: S
  readonly value: (reply: z.output<S>) => Outcome<T>
  /** The code in an error body. */
  readonly code: (body: unknown) => string
  /** Whether an error certainly declines. */
  readonly declines: (status: number, code: string) => boolean
}

export const outcomeOf = <S extends z.ZodMiniType, T>(
  answer: Answer,
  { reply: schema, value, code, declines }: Reading<S, T>,
): Outcome<T> => {
  if (answer.kind === 'lost') return unknown(answer.reason)
  const { status, body } = answer
  if (status !== 200) {
    const said = code(body)
    return { kind: declines(status, said) ? 'declined' : 'unknown', reason: `${status} ${said}` }
  }
  const reply = z.safeParse(schema, body)
  return reply.success ? value(reply.data) : unknown('a reply that does not fit')
}

export const ok = <T>(value: T): Outcome<T> => ({ kind: 'ok', value })
export const unknown = (reason: string): Outcome<never> => ({ kind: 'unknown', reason })

/** A start moves no money. A rejected key or rate limit is not a refusal by the gateway, and must be corrected. */
export const refusesStart = (status: number): boolean =>
  status >= 400 && status < 500 && ![401, 403, 408, 409, 429].includes(status)

/** The code if it looks like one: free text could repeat parts of the request. */
export const codeIn = (value: unknown): string =>
  /^-?[A-Z0-9_]{1,60}$/.test(String(value)) ? String(value) : 'without a code'

export const httpUrl = z
  .string()
  .check(z.refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'expected a URL'))
