// The result of a client call: an answer, or a problem whose code determines its fields.

import type * as z from 'zod/mini'
import type { FieldsOf, ProblemKind } from '#kernel/data/problem.ts'
import type { everywhere } from '#kernel/data/problems.ts'
import type { Endpoint } from '#kernel/http/contract.ts'

/** A problem body as in RFC 9457. A later version may add fields. */
export type ProblemBody<K extends ProblemKind> = Readonly<Record<string, unknown>> &
  Readonly<FieldsOf<K>> & {
    readonly type: string
    readonly title: string
    readonly status: number
    readonly detail: string
    readonly instance: string
    readonly code: K['code']
  }

export interface Answered<T> {
  readonly ok: true
  readonly status: number
  readonly code?: undefined
  readonly body: T
  /** Whether it is the reply to an earlier request with the same Idempotency-Key. */
  readonly replayed: boolean
  readonly headers: Headers
}

/** One attempt of a call and its outcome. */
export interface Try {
  /** When it was sent, in milliseconds since the call began. */
  readonly sentMs: number
  /** Undefined if no reply came. */
  readonly status?: number
  /** The problem code, or `lost`. */
  readonly code: string
  readonly message?: string
}

/** One union member per problem: the code determines the fields of `body`. */
export type Refused<K extends ProblemKind = ProblemKind> = K extends ProblemKind
  ? {
      readonly ok: false
      readonly status: number
      readonly code: K['code']
      readonly body: ProblemBody<K>
      readonly headers: Headers
      /** Every attempt of the call, the last one included. */
      readonly tried: readonly Try[]
    }
  : never

/** The reply of a proxy or gateway in between, such as a rate limiter. */
export interface Unexpected {
  readonly ok: false
  readonly status: number
  readonly code: 'unexpected'
  /** The parsed JSON body; `detail` is its own, or the text of the reply. */
  readonly body: Readonly<Record<string, unknown>> & { readonly detail: string }
  readonly headers: Headers
  readonly tried: readonly Try[]
}

/** A refusal that ends a generator or a session: while following a list or renewing tokens. */
export class RefusedError extends Error {
  readonly answer: Refused | Unexpected

  constructor(operation: string, answer: Refused | Unexpected) {
    super(`${operation}: ${answer.status} ${answer.code}; ${describeTries(answer.tried)}`)
    this.name = 'RefusedError'
    this.answer = answer
  }
}

/** All attempts in one line: `tried 2 times: 503 busy, lost (fetch failed)`. */
export const describeTries = (tried: readonly Try[]): string => {
  const each = tried.map(({ status, code, message }) => (status ? `${status} ${code}` : `${code} (${message})`))
  return `tried ${tried.length === 1 ? 'once' : `${tried.length} times`}: ${each.join(', ')}`
}

type Body<E extends Endpoint> = E['reply'] extends readonly [number, infer S extends z.ZodMiniType]
  ? z.output<S>
  : undefined

export type AnswerOf<E extends Endpoint> =
  | Answered<Body<E>>
  | Refused<E['fails'][number] | (typeof everywhere)[number]>
  | Unexpected

/** The item type of a list reply; never if the reply is not a list. */
export type ItemOf<E extends Endpoint> =
  Body<E> extends { readonly items: readonly (infer T)[]; readonly nextCursor: string | null } ? T : never

export type AnyAnswer = Answered<unknown> | Refused | Unexpected

export const answerOf = async (response: Response): Promise<AnyAnswer> => {
  const { status, headers } = response
  const text = await response.text()
  const isJson = /[/+]json\b/.test(headers.get('content-type') ?? '')
  if (response.ok) {
    const body = isJson ? JSON.parse(text) : text || undefined
    return { ok: true, status, body, headers, replayed: headers.get('idempotency-replayed') === 'true' }
  }
  const body = { detail: text, ...(isJson ? parsed(text) : {}) }
  const code = 'code' in body && typeof body.code === 'string' ? body.code : 'unexpected'
  return { ok: false, status, code, body, headers, tried: [] } as Refused | Unexpected
}

/** A proxy may label any text as JSON. */
const parsed = (text: string): object => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
