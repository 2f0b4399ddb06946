// The problems that any endpoint can answer, beyond its contract.

import * as z from 'zod/mini'
import { documented } from './documented.ts'
import type { Text } from './language.ts'
import { problem } from './problem.ts'

export const Unauthenticated = problem('unauthenticated', 401, {
  en: {
    title: 'Authentication required',
    detail: 'Send a valid access token as "Authorization: Bearer <accessToken>". POST /auth/tokens issues one.',
  },
  ko: {
    title: '로그인 필요',
    detail:
      '유효한 액세스 토큰을 "Authorization: Bearer <accessToken>"으로 보내 주십시오. 토큰은 POST /auth/tokens에서 발급합니다.',
  },
})
export const Forbidden = problem('forbidden', 403, {
  en: { title: 'Forbidden', detail: 'This resource belongs to another user.' },
  ko: { title: '권한 없음', detail: '다른 사용자의 리소스입니다.' },
})
/** Each guard with this problem gives its own detail on how to make room. */
export const QuotaExceeded = problem(
  'quota-exceeded',
  409,
  {
    en: { title: 'Quota exceeded', detail: 'You have reached the maximum number of these. The field limit gives it.' },
    ko: { title: '사용 한도 초과', detail: '최대 개수에 도달했습니다. 한도는 limit에 있습니다.' },
  },
  { limit: documented(z.int(), { example: 5 }) },
)
export const NotFound = problem('not-found', 404, {
  en: { title: 'Route not found', detail: 'No endpoint has this path. Look it up in /openapi.json.' },
  ko: { title: '경로를 찾을 수 없음', detail: '이 경로의 API가 없습니다. /openapi.json에서 확인해 주십시오.' },
})
export const ProblemNotFound = problem('problem-not-found', 404, {
  en: { title: 'Problem not found', detail: 'No problem has this code. Look it up in /openapi.json.' },
  ko: {
    title: '문제 코드를 찾을 수 없음',
    detail: '이 코드의 문제가 없습니다. 코드는 /openapi.json에서 확인해 주십시오.',
  },
})
export const MethodNotAllowed = problem(
  'method-not-allowed',
  405,
  {
    en: {
      title: 'Method not allowed',
      detail: 'This path does not support this method. The Allow header lists the methods that it supports.',
    },
    ko: {
      title: '허용되지 않는 메서드',
      detail: '이 경로는 이 메서드를 지원하지 않습니다. 지원하는 메서드는 Allow 헤더에 있습니다.',
    },
  },
  { allow: documented(z.array(z.string()), { example: ['GET'] }) },
)
export const TooLarge = problem('body-too-large', 413, {
  en: { title: 'Body too large', detail: 'The request body exceeds 65536 bytes. Send a smaller one.' },
  ko: { title: '너무 큰 본문', detail: '요청 본문이 65536바이트를 넘습니다. 더 작게 보내 주십시오.' },
})
export const UnsupportedType = problem('unsupported-media-type', 415, {
  en: { title: 'Unsupported media type', detail: 'Send the body with "content-type: application/json".' },
  ko: { title: '지원하지 않는 미디어 타입', detail: '본문을 "content-type: application/json"으로 보내 주십시오.' },
})
export const InvalidJson = problem('invalid-json', 400, {
  en: { title: 'Invalid JSON', detail: 'The body is not well-formed JSON in UTF-8.' },
  ko: { title: '잘못된 JSON', detail: '본문이 UTF-8로 된 올바른 JSON이 아닙니다.' },
})
export const InvalidRequest = problem(
  'invalid-request',
  400,
  {
    en: { title: 'Invalid request', detail: 'Parts of the request are invalid; errors lists each.' },
    ko: { title: '잘못된 요청', detail: '요청에 잘못된 부분이 있습니다. errors에 하나씩 적혀 있습니다.' },
  },
  {
    errors: documented(z.array(z.object({ pointer: z.string(), detail: z.string() })), {
      example: [{ pointer: '/amount', detail: 'is required' }],
    }),
  },
)
export const InvalidCursor = problem('invalid-cursor', 400, {
  en: {
    title: 'Invalid cursor',
    detail:
      'The cursor is damaged or expired, or belongs to another list, caller or filter. Start again without a cursor.',
  },
  ko: {
    title: '사용할 수 없는 커서',
    detail:
      '커서가 손상되었거나 만료되었거나, 다른 목록, 사용자 또는 조건의 커서입니다. 커서 없이 처음부터 다시 조회해 주십시오.',
  },
})
export const KeyRequired = problem('idempotency-key-required', 400, {
  en: {
    title: 'Idempotency-Key required',
    detail:
      'Send an Idempotency-Key header of 1 to 255 visible ASCII characters. Use the same key for every retry of this request.',
  },
  ko: {
    title: '멱등키 필요',
    detail:
      '보이는 ASCII 문자 1~255자로 된 Idempotency-Key 헤더를 보내 주십시오. 같은 요청을 다시 보낼 때는 같은 키를 사용해 주십시오.',
  },
})
export const KeyReused = problem('idempotency-key-reused', 422, {
  en: { title: 'Idempotency-Key reused', detail: 'This key was used for a different request. Choose a new key.' },
  ko: { title: '이미 사용한 멱등키', detail: '다른 요청에 사용한 Idempotency-Key입니다. 새 키를 사용해 주십시오.' },
})
export const Busy = problem('busy', 503, {
  en: {
    title: 'Too many concurrent writes',
    detail:
      'Other requests are writing the same data. This request wrote nothing and takes no effect later. Retry after the number of seconds in the Retry-After header.',
  },
  ko: {
    title: '동시 쓰기가 너무 많음',
    detail:
      '다른 요청들이 같은 데이터를 쓰고 있습니다. 이 요청은 아무것도 쓰지 않았으며 나중에 반영되지도 않습니다. Retry-After 헤더에 적힌 시간(초)이 지난 뒤 다시 보내 주십시오.',
  },
})
/** The results of the health checks, and the age of the oldest last run of a scheduled job, in seconds. */
export const checks = z.object({
  table: z.enum(['ok', 'unavailable']),
  bucket: z.enum(['ok', 'unavailable']),
  oldestJobRunS: z.nullable(z.int().check(z.gte(0))),
})
export const Unavailable = problem(
  'unavailable',
  503,
  {
    en: {
      title: 'Service unavailable',
      detail:
        'The store did not answer in time, so the request may or may not take effect. Repeat it with the same Idempotency-Key to learn the outcome. Without a key, read the resource before you repeat the request.',
    },
    ko: {
      title: '일시적으로 이용할 수 없음',
      detail:
        '저장소가 제때 응답하지 않아 요청이 반영되었는지 알 수 없습니다. 같은 Idempotency-Key로 다시 보내면 결과를 알 수 있습니다. 키가 없다면 다시 보내기 전에 먼저 조회해 주십시오.',
    },
  },
  { checks: z.optional(checks) },
)
/** The detail of `unavailable` for a request without writes. */
export const READ_UNAVAILABLE: Text = {
  en: 'The store did not answer in time. Nothing was changed. Retry later.',
  ko: '저장소가 제때 응답하지 않았습니다. 변경된 것은 없습니다. 잠시 후 다시 시도해 주십시오.',
}
export const Internal = problem('internal', 500, {
  en: {
    title: 'Internal error',
    detail:
      'The request failed unexpectedly. Retry later; if it fails again, report the X-Request-Id of this response.',
  },
  ko: {
    title: '내부 오류',
    detail:
      '예기치 않은 오류로 요청이 실패했습니다. 잠시 후 다시 시도하고, 또 실패하면 이 응답의 X-Request-Id를 알려 주십시오.',
  },
})

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
