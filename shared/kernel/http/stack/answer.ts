// Responses: the headers and the log line of every reply and problem.

import type { Reply } from '#kernel/commit/receipt.ts'
import { reportFailure, runtime } from '#kernel/commit/runtime.ts'
import type { Language } from '#kernel/data/language.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Internal, READ_UNAVAILABLE, Unavailable } from '#kernel/data/problems.ts'
import type { Access, Endpoint } from '#kernel/http/contract.ts'
import { policyOf, protection } from '#kernel/http/headers.ts'
import { languageOf, prefersPage } from '#kernel/http/language.ts'
import { failure, log } from '#kernel/http/log.ts'
import { measure } from '#kernel/http/metrics.ts'
import { countAnswer } from '#kernel/http/traffic.ts'
import { header, isShared, type Layer, type Received, type Result } from './request.ts'

/** The HTTP response of a reply. */
export const answerReply = (endpoint: Endpoint, received: Received, reply: Reply): Result => {
  const { operation } = endpoint
  const { status, replayed, location, page } = reply
  const isSentOn = location !== undefined && !header(received, 'accept')?.includes('application/json')
  note(received, isSentOn ? { operation, status: 303 } : { operation, status, replayed })
  if (isSentOn) return respond(received, 303, undefined, { location, ...negotiated(endpoint) })
  if (page !== undefined && prefersPage(header(received, 'accept')))
    return respond(received, status, page, { ...pageHeaders(received, page), ...negotiated(endpoint) })
  return bodied(endpoint, received, reply)
}

/** Caches keep one reply for each of these request headers. */
const negotiated = (endpoint: Endpoint): Record<string, string> => {
  const { redirects, pages, sharedForS } = endpoint
  const headers = [
    ...(redirects || pages ? ['accept'] : []),
    ...(redirects || pages || isPage(endpoint) ? ['accept-language'] : []),
    ...(sharedForS === undefined ? [] : ['authorization']),
  ]
  return headers.length > 0 ? { vary: headers.join(', ') } : {}
}

/** Whether its replies are pages for every caller. */
const isPage = ({ file }: Pick<Endpoint, 'file'>): boolean => file?.type?.startsWith('text/html') ?? false

const pageHeaders = (received: Received, page: string): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-language': languageOf(header(received, 'accept-language')),
  'content-security-policy': policyOf(page),
})

const bodied = (endpoint: Endpoint, received: Received, { status, body, replayed }: Reply): Result => {
  const { file, sharedForS, pages } = endpoint
  const text = file?.type !== undefined && typeof body === 'string' ? body : JSON.stringify(body)
  return respond(received, status, text, {
    ...(body === undefined ? {} : { 'content-type': file?.type ?? 'application/json' }),
    ...(pages || isPage(endpoint) ? { 'content-language': languageOf(header(received, 'accept-language')) } : {}),
    ...(file?.name ? { 'content-disposition': `attachment; filename="${file.name}"` } : {}),
    ...(replayed ? { 'idempotency-replayed': 'true' } : {}),
    ...(isShared(endpoint, received.context.learned) ? { 'cache-control': `public, max-age=${sharedForS}` } : {}),
    ...(file?.maxAgeS ? { 'cache-control': `public, max-age=${file.maxAgeS}` } : {}),
    ...(isPage(endpoint) ? { 'content-security-policy': policyOf(text, file?.allows) } : {}),
    ...(file?.gzip ? { 'content-encoding': 'gzip' } : {}),
    ...negotiated(endpoint),
  })
}

/** The page of a browser whose request was refused, for endpoints that browsers open. */
export type RefusedPage = (language: Language, problem: Problem) => string

/** The outermost layer: answers problems as problem+json, and any other error as an opaque 500. */
export const answerProblem = (endpoint: Endpoint, refused?: RefusedPage): ReturnType<Layer> => ({
  onError: (request) => {
    const { error } = request
    const { operation, access } = endpoint
    const problem = error instanceof Problem ? adapted(error, access) : new Problem(Internal)
    if (!(error instanceof Problem)) {
      log.error(operation, { requestId: requestId(request), failure: failure(error) })
      reportFailure({ operation, error })
    }
    const { status, code } = problem.kind
    note(request, { operation, status, code })
    const language = languageOf(header(request, 'accept-language'))
    const page = prefersPage(header(request, 'accept')) ? refused?.(language, problem) : undefined
    request.response = respond(request, status, page ?? JSON.stringify(problem.body(request.event.rawPath, language)), {
      ...(page
        ? pageHeaders(request, page)
        : { 'content-type': 'application/problem+json', 'content-language': language }),
      ...negotiated(endpoint),
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="holdfast"' } : {}),
      ...retryAfter(problem),
      ...(problem.fields['allow'] ? { allow: (problem.fields['allow'] as string[]).join(', ') } : {}),
    })
  },
})

/** For an endpoint without writes, `unavailable` does not mention the Idempotency-Key. */
const adapted = (problem: Problem, access: Access): Problem =>
  problem.kind === Unavailable && !Object.values(access).includes('write')
    ? new Problem(Unavailable, problem.fields, READ_UNAVAILABLE)
    : problem

/** The Retry-After header of transient problems. */
const retryAfter = ({ kind: { status }, fields }: Problem): Record<string, string> => {
  const seconds = fields['retryAfter'] ?? (status === 429 || status === 503 ? 1 : undefined)
  return seconds === undefined ? {} : { 'retry-after': String(seconds) }
}

const requestId = ({ event }: Received): string => event.requestContext.requestId

const respond = (
  received: Received,
  statusCode: number,
  body: string | undefined,
  headers: Record<string, string>,
): Result => ({
  statusCode,
  headers: {
    ...protection(header(received, 'x-forwarded-proto')),
    ...headers,
    'cache-control': headers['cache-control'] ?? 'no-store',
    'x-request-id': requestId(received),
  },
  ...(body === undefined ? {} : { body }),
  ...(headers['content-encoding'] ? { isBase64Encoded: true } : {}),
})

interface Ended {
  readonly operation: string
  readonly status: number
  /** The code of the problem, if one was answered. */
  readonly code?: string
  readonly replayed?: boolean | undefined
}

/** One log line per request: caller, operation, outcome and cost. */
const note = (received: Received, { operation, status, code, replayed }: Ended): void => {
  const { caller, identified, meter } = received.context.learned
  const userId = caller?.userId ?? identified
  if (meter) runtime().observe?.({ operation, status, meter })
  measure({ operation, code, replayed, meter })
  countAnswer(code)
  const named = replayed ? 'replayed' : code
  const members = {
    requestId: requestId(received),
    operation,
    status,
    ...(named ? { code: named } : {}),
    ...(userId ? { userId } : {}),
    ...meter,
  }
  if (status >= 500) log.warn('request', members)
  else log.info('request', members)
}
