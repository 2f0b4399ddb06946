// CORS as API Gateway answers it: which origins may call the API, the preflight reply, and the headers of other replies.

import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.ts'

export type Asked = Pick<IncomingMessage, 'method' | 'headers'>

/** Request headers that pages of other origins may send. */
export const ALLOWED_HEADERS = ['authorization', 'content-type', 'idempotency-key']
/** Reply headers that pages of other origins may read. */
export const EXPOSED_HEADERS = ['x-request-id', 'idempotency-replayed', 'retry-after']
/** The longest time for which browsers cache a preflight reply. The default of some is 5 seconds. */
export const PREFLIGHT_S = 2 * 60 * 60

/** @param value a list, or a comma-separated string @throws Refusal if one is not an origin */
export const originsIn = (value: unknown, setting: string): string[] => {
  const all = Array.isArray(value) ? value.map(String) : String(value ?? '').split(',')
  const origins = all.map((one) => one.trim()).filter((one) => one !== '')
  const wrong = origins.find(
    (origin) => origin !== '*' && (origin.includes('*') || URL.parse(origin)?.origin !== origin),
  )
  if (wrong === undefined) return origins
  throw new Refusal({
    en: `${setting} contains "${wrong}". Use origins such as https://host without a path, or * for all.`,
    ko: `${setting}에 "${wrong}"이(가) 있습니다. https://host처럼 경로가 없는 출처를 쓰거나 모두 허용하려면 *를 써 주십시오.`,
  })
}

/** Whether CORS_ORIGINS lists the origin. */
export const isListed = (origin: string): boolean => {
  const listed = originsIn(process.env['CORS_ORIGINS'], 'CORS_ORIGINS')
  return listed.includes('*') || listed.includes(origin)
}

export const isPreflight = ({ method, headers }: Asked): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined

export const preflightHeaders = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
  'access-control-allow-headers': ALLOWED_HEADERS.join(', '),
  'access-control-max-age': String(PREFLIGHT_S),
}

/** The headers with which the page of an accepted origin may read the reply. A request without Origin gets none. */
export const corsHeaders = ({ headers: { origin } }: Pick<Asked, 'headers'>): Record<string, string> =>
  // A page without an origin of its own is only accepted as same-origin, and then needs no header.
  origin === undefined || origin === 'null'
    ? {}
    : {
        'access-control-allow-origin': origin,
        'access-control-expose-headers': EXPOSED_HEADERS.join(', '),
        vary: 'origin',
      }
