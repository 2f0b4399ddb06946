// The problems that any endpoint may answer, whatever its contract lists.

import * as z from 'zod/mini'
import { documented } from './documented.ts'
import { problem } from './problem.ts'

export const Unauthenticated = problem(
  'unauthenticated',
  401,
  'Sign in first',
  'Send a valid access token as "Authorization: Bearer <accessToken>"; POST /auth/tokens gives one.',
)
export const Forbidden = problem('forbidden', 403, 'Not yours', 'The resource belongs to somebody else.')
/** Each rule that answers it says in its own detail what makes room. */
export const QuotaExceeded = problem(
  'quota-exceeded',
  409,
  'Quota exceeded',
  'There are as many of these as there may be; limit says how many.',
  { limit: documented(z.int(), { example: 5 }) },
)
export const NotFound = problem('not-found', 404, 'No such route', 'No endpoint has this path.')
export const MethodNotAllowed = problem(
  'method-not-allowed',
  405,
  'Other methods only',
  'The path exists, but not with this method; the Allow header lists those it takes.',
  { allow: documented(z.array(z.string()), { example: ['GET'] }) },
)
export const TooLarge = problem('body-too-large', 413, 'Body too large', 'A body holds at most 65536 bytes.')
export const UnsupportedType = problem(
  'unsupported-media-type',
  415,
  'JSON only',
  'Send the body with "content-type: application/json".',
)
export const InvalidJson = problem('invalid-json', 400, 'JSON refused', 'The body is not well-formed JSON in UTF-8.')
export const InvalidRequest = problem(
  'invalid-request',
  400,
  'Invalid request',
  'Parts of the request do not fit the contract; errors lists each.',
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
  'The cursor is damaged, out of date or of another list, caller or filter; start again without one.',
)
export const KeyRequired = problem(
  'idempotency-key-required',
  400,
  'Idempotency-Key required',
  'Send an Idempotency-Key header: 1 to 255 visible ASCII characters, the same for every try of this request.',
)
export const KeyReused = problem(
  'idempotency-key-reused',
  422,
  'Idempotency-Key reused',
  'This key was used with another request; choose a new key.',
)
export const Busy = problem(
  'busy',
  503,
  'Too many writers',
  'Other requests were writing to the same data. Nothing was written, and nothing of this request will be. Try again after Retry-After seconds.',
)
/** The parts that a look at the service's health asks, and how long the job that has waited longest has not run. */
export const checks = z.object({
  table: z.enum(['ok', 'unavailable']),
  bucket: z.enum(['ok', 'unavailable']),
  oldestJobRunS: z.nullable(z.int().check(z.gte(0))),
})
export const Unavailable = problem(
  'unavailable',
  503,
  'No answer in time',
  'The store did not answer in time, so the request may or may not take effect. Repeat it under the same Idempotency-Key to learn what became of it; without a key, read before you repeat.',
  { checks: z.optional(checks) },
)
/** What `unavailable` says of a request that writes nothing. */
export const READ_UNAVAILABLE = 'The store did not answer in time. Nothing was changed. Try again later.'
export const Internal = problem(
  'internal',
  500,
  'Our fault',
  'Something broke on our side; the request id helps us find it.',
)

/** In the order in which the stack can meet them. */
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
