// What a call of the client comes to: an answer, or a problem whose code tells which fields it has.

import type * as z from 'zod/mini'
import type { Endpoint } from './contract.ts'
import type { FieldsOf, ProblemKind } from './problem.ts'
import type { everywhere } from './problems.ts'

/** As RFC 9457 has it. Beside the fields of its kind it may carry others that a later version adds. */
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

/** One member for each problem: where `code` is known, so are the fields of `body`. */
export type Refused<K extends ProblemKind = ProblemKind> = K extends ProblemKind
  ? {
      readonly ok: false
      readonly status: number
      readonly code: K['code']
      readonly body: ProblemBody<K>
      readonly headers: Headers
    }
  : never

/** What somebody on the way answered, such as a gateway that limits how often one may ask. */
export interface Unexpected {
  readonly ok: false
  readonly status: number
  readonly code: 'unexpected'
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Headers
}

type Body<E extends Endpoint> = E['reply'] extends readonly [number, infer S extends z.ZodMiniType]
  ? z.output<S>
  : undefined

export type AnswerOf<E extends Endpoint> =
  | Answered<Body<E>>
  | Refused<E['fails'][number] | (typeof everywhere)[number]>
  | Unexpected

/** What a list is made of; never, where the reply is no list. */
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
  const body = (isJson && parsed(text)) || { detail: text }
  const code = typeof body['code'] === 'string' ? body['code'] : 'unexpected'
  return { ok: false, status, code, body, headers } as Refused | Unexpected
}

/** Whoever answers in our place may call anything JSON. */
const parsed = (text: string): Record<string, unknown> | undefined => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
