// The headers that replies carry, each described once.

import type { oas31 } from 'zod-openapi'

export const headers = {
  RequestId: {
    description: 'Names the request in our logs.',
    schema: { type: 'string' },
    required: true,
  },
  IdempotencyReplayed: {
    description: 'Stands there where this reply was given before under the same Idempotency-Key.',
    schema: { type: 'string', const: 'true' },
  },
  RetryAfter: {
    description: 'Seconds to wait before the next try.',
    schema: { type: 'integer', minimum: 1 },
    required: true,
  },
  Location: {
    description: 'The page to show next, such as that of the result.',
    schema: { type: 'string', format: 'uri-reference' },
    required: true,
  },
  Challenge: { description: 'How to sign in.', schema: { type: 'string' }, required: true },
} satisfies Record<string, oas31.HeaderObject>

type Ref = { readonly $ref: string }
const ref = (name: keyof typeof headers): Ref => ({ $ref: `#/components/headers/${name}` })

/** @param keyed whether the call takes an Idempotency-Key */
export const headersOf = (status: number, keyed: boolean): Record<string, Ref> => ({
  'X-Request-Id': ref('RequestId'),
  ...(keyed && status < 300 ? { 'Idempotency-Replayed': ref('IdempotencyReplayed') } : {}),
  ...(status === 303 ? { Location: ref('Location') } : {}),
  ...(status === 401 ? { 'WWW-Authenticate': ref('Challenge') } : {}),
  ...(status === 429 || status === 503 ? { 'Retry-After': ref('RetryAfter') } : {}),
})
