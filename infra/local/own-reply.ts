// The gateway's own replies: problems with the usual headers, without a function.

import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { Problem, type ProblemKind, problem } from '#kernel/data/problem.ts'
import { protection } from '#kernel/http/headers.ts'

export interface OwnReply {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const BodyLate = problem(
  'request-timeout',
  408,
  'Request timeout',
  'The request body did not arrive within 10 seconds, so the request had no effect. Send the whole body, then read the reply.',
)
const MalformedRequest = problem(
  'malformed-request',
  400,
  'Malformed request',
  'The request is not a valid HTTP/1.1 request with a Host header. Send a request that conforms to RFC 9112.',
)
const RequestLate = problem(
  'request-timeout',
  408,
  'Request timeout',
  'The request did not arrive in time and had no effect. Send it again on a new connection.',
)
const HeadersTooLarge = problem(
  'headers-too-large',
  431,
  'Headers too large',
  'The request line and headers exceed 16 KiB. Send a shorter URL, or fewer or shorter headers.',
)

/** @param path of the request, if known */
export const ownReply = (kind: ProblemKind, path?: string, headers: Record<string, string> = {}): OwnReply => {
  const { instance, ...body } = new Problem(kind).body(path ?? '')
  return {
    statusCode: kind.status,
    headers: {
      ...protection(),
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-request-id': randomUUID(),
      ...headers,
    },
    body: JSON.stringify(path === undefined ? body : { ...body, instance }),
  }
}

/** The reply to a request that Node could not parse. @param code of Node's error */
export const unreadable = (code?: string): OwnReply => {
  const kind =
    code === 'HPE_HEADER_OVERFLOW'
      ? HeadersTooLarge
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? RequestLate
        : MalformedRequest
  return ownReply(kind, undefined, { connection: 'close' })
}

/** A reply as raw HTTP, for a connection without a response object. */
export const written = ({ statusCode, headers, body }: OwnReply): string => {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) })
  return [
    `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n')
}
