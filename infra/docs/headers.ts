// The response headers, each described once.

import type { oas31 } from 'zod-openapi'
import { languages } from '#kernel/data/language.ts'

export const headers = {
  RequestId: {
    description: 'Identifies the request in the logs of the service.',
    schema: { type: 'string' },
    required: true,
  },
  IdempotencyReplayed: {
    description: 'Present if this reply was sent before for the same Idempotency-Key.',
    schema: { type: 'string', const: 'true' },
  },
  RetryAfter: {
    description: 'Seconds to wait before a retry.',
    schema: { type: 'integer', minimum: 1 },
    required: true,
  },
  Location: {
    description: 'The page to open next.',
    schema: { type: 'string', format: 'uri-reference' },
    required: true,
  },
  Language: {
    description: 'The language of `title` and `detail`, chosen by the request header `Accept-Language`.',
    schema: { type: 'string', enum: [...languages] },
    required: true,
  },
  Challenge: { description: 'The required authentication scheme.', schema: { type: 'string' }, required: true },
} satisfies Record<string, oas31.HeaderObject>

type Ref = { readonly $ref: string }
const ref = (name: keyof typeof headers): Ref => ({ $ref: `#/components/headers/${name}` })

/** @param keyed whether the endpoint takes an Idempotency-Key */
export const headersOf = (status: number, keyed: boolean): Record<string, Ref> => ({
  'X-Request-Id': ref('RequestId'),
  ...(keyed && status < 300 ? { 'Idempotency-Replayed': ref('IdempotencyReplayed') } : {}),
  ...(status >= 400 ? { 'Content-Language': ref('Language') } : {}),
  ...(status === 303 ? { Location: ref('Location') } : {}),
  ...(status === 401 ? { 'WWW-Authenticate': ref('Challenge') } : {}),
  ...(status === 429 || status === 503 ? { 'Retry-After': ref('RetryAfter') } : {}),
})
