// The problems that any endpoint can answer, beyond its contract.

import * as z from 'zod/mini'
import { documented } from './documented.ts'
import { problem } from './problem.ts'

export const Unauthenticated = problem(
  'unauthenticated',
  401,
  'Authentication required',
  'Send a valid access token as "Authorization: Bearer <accessToken>". POST /auth/tokens issues one.',
)
export const Forbidden = problem('forbidden', 403, 'Forbidden', 'This resource belongs to another user.')
/** Each guard with this problem gives its own detail on how to make room. */
export const QuotaExceeded = problem(
  'quota-exceeded',
  409,
  'Quota exceeded',
  'You have reached the maximum number of these. The field limit gives it.',
  { limit: documented(z.int(), { example: 5 }) },
)
export const NotFound = problem(
  'not-found',
  404,
  'Route not found',
  'No endpoint has this path. Look it up in /openapi.json.',
)
export const ProblemNotFound = problem(
  'problem-not-found',
  404,
  'Problem not found',
  'No problem has this code. Look it up in /openapi.json.',
)
export const MethodNotAllowed = problem(
  'method-not-allowed',
  405,
  'Method not allowed',
  'This path does not support this method. The Allow header lists the methods that it supports.',
  { allow: documented(z.array(z.string()), { example: ['GET'] }) },
)
export const TooLarge = problem(
  'body-too-large',
  413,
  'Body too large',
  'The request body exceeds 65536 bytes. Send a smaller one.',
)
export const UnsupportedType = problem(
  'unsupported-media-type',
  415,
  'Unsupported media type',
  'Send the body with "content-type: application/json".',
)
export const InvalidJson = problem('invalid-json', 400, 'Invalid JSON', 'The body is not well-formed JSON in UTF-8.')
export const InvalidRequest = problem(
  'invalid-request',
  400,
  'Invalid request',
  'Parts of the request are invalid; errors lists each.',
  {
    errors: documented(z.array(z.object({ pointer: z.string(), detail: z.string() })), {
      example: [{ pointer: '/amount', detail: 'is required' }],
    }),
  },
)
export const InvalidCursor = problem(
  'invalid-cursor',
  400,
  'Invalid cursor',
  'The cursor is damaged or expired, or belongs to another list, caller or filter. Start again without a cursor.',
)
export const KeyRequired = problem(
  'idempotency-key-required',
  400,
  'Idempotency-Key required',
  'Send an Idempotency-Key header of 1 to 255 visible ASCII characters. Use the same key for every retry of this request.',
)
export const KeyReused = problem(
  'idempotency-key-reused',
  422,
  'Idempotency-Key reused',
  'This key was used for a different request. Choose a new key.',
)
export const Busy = problem(
  'busy',
  503,
  'Too many concurrent writes',
  'Other requests are writing the same data. This request wrote nothing and takes no effect later. Retry after the number of seconds in the Retry-After header.',
)
/** The results of the health checks, and the age of the oldest last run of a scheduled job, in seconds. */
export const checks = z.object({
  table: z.enum(['ok', 'unavailable']),
  bucket: z.enum(['ok', 'unavailable']),
  oldestJobRunS: z.nullable(z.int().check(z.gte(0))),
})
export const Unavailable = problem(
  'unavailable',
  503,
  'Service unavailable',
  'The store did not answer in time, so the request may or may not take effect. Repeat it with the same Idempotency-Key to learn the outcome. Without a key, read the resource before you repeat the request.',
  { checks: z.optional(checks) },
)
/** The detail of `unavailable` for a request without writes. */
export const READ_UNAVAILABLE = 'The store did not answer in time. Nothing was changed. Retry later.'
export const Internal = problem(
  'internal',
  500,
  'Internal error',
  'The request failed unexpectedly. Retry later; if it fails again, report the X-Request-Id of this response.',
)

/** In the order of the stack. */
export const everywhere = [
  NotFound,
  MethodNotAllowed,
  Unauthenticated,
  TooLarge,
  UnsupportedType,
  InvalidJson,
  InvalidRequest,
  InvalidCursor,
  KeyRequired,
  KeyReused,
  Busy,
  Unavailable,
  Internal,
] as const
