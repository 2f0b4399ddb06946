// The gateway's own replies: problems with the usual headers, without a function.

import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import { Problem, type ProblemKind, problem } from '#kernel/data/problem.ts'
import { protection } from '#kernel/http/headers.ts'
import { languageOf } from '#kernel/http/language.ts'

export interface OwnReply {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const BodyLate = problem('request-timeout', 408, {
  en: {
    title: 'Request timeout',
    detail:
      'The request body did not arrive within 10 seconds, so the request had no effect. Send the whole body, then read the reply.',
  },
  ko: {
    title: '요청 시간 초과',
    detail: '요청 본문이 10초 안에 도착하지 않아 요청이 처리되지 않았습니다. 본문을 모두 보낸 뒤 응답을 읽어 주십시오.',
  },
})
const MalformedRequest = problem('malformed-request', 400, {
  en: {
    title: 'Malformed request',
    detail:
      'The request is not a valid HTTP/1.1 request with exactly one Host header. Send a request that conforms to RFC 9112.',
  },
  ko: {
    title: '잘못된 HTTP 요청',
    detail: 'Host 헤더가 하나인 올바른 HTTP/1.1 요청이 아닙니다. RFC 9112에 맞는 요청을 보내 주십시오.',
  },
})
const RequestLate = problem('request-timeout', 408, {
  en: {
    title: 'Request timeout',
    detail: 'The request did not arrive in time and had no effect. Send it again on a new connection.',
  },
  ko: {
    title: '요청 시간 초과',
    detail: '요청이 제때 도착하지 않아 처리되지 않았습니다. 새 연결로 다시 보내 주십시오.',
  },
})
const HeadersTooLarge = problem('headers-too-large', 431, {
  en: {
    title: 'Headers too large',
    detail: 'The request line and headers exceed 16 KiB. Send a shorter URL, or fewer or shorter headers.',
  },
  ko: {
    title: '너무 큰 헤더',
    detail: '요청 줄과 헤더가 16KiB를 넘습니다. 더 짧은 URL을 쓰거나 헤더를 줄여 주십시오.',
  },
})

/** What is known of the request. */
interface Asked {
  readonly path: string
  /** The header Accept-Language. */
  readonly languages: string | undefined
}

/** @param asked undefined: the request could not be read */
export const ownReply = (kind: ProblemKind, asked?: Asked, headers: Record<string, string> = {}): OwnReply => {
  const language = languageOf(asked?.languages)
  const { instance, ...body } = new Problem(kind).body(asked?.path ?? '', language)
  return {
    statusCode: kind.status,
    headers: {
      ...protection(),
      'content-type': 'application/problem+json',
      'content-language': language,
      'cache-control': 'no-store',
      'x-request-id': randomUUID(),
      ...headers,
    },
    body: JSON.stringify(asked ? { ...body, instance } : body),
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
