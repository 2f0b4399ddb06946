// The outermost layer: every reply leaves here, problems as problem+json, everything else that was thrown as an opaque 500.

import type { Reply } from '#kernel/commit/receipt.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Internal, READ_UNAVAILABLE, Unavailable } from '#kernel/data/problems.ts'
import type { Access } from '#kernel/http/contract.ts'
import { policyOf, protection } from '#kernel/http/headers.ts'
import { failure, log } from '#kernel/http/log.ts'
import { measure } from '#kernel/http/metrics.ts'
import { header, known, type Layer, type Request } from './request.ts'

export const answer: Layer = ({ operation, file, access }) => ({
  after: (request) => {
    const { status, body, replayed, location } = request.response as Reply
    if (location && !header(request, 'accept')?.includes('application/json')) {
      respond(request, 303, undefined, { location })
      return note(request, operation, 303, undefined)
    }
    const asItStands = file?.type !== undefined
    respond(request, status, asItStands ? (body as string) : JSON.stringify(body), {
      ...(body === undefined ? {} : { 'content-type': file?.type ?? 'application/json' }),
      ...(replayed ? { 'idempotency-replayed': 'true' } : {}),
      ...(file?.maxAgeS ? { 'cache-control': `public, max-age=${file.maxAgeS}` } : {}),
      ...(file?.type?.startsWith('text/html')
        ? { 'content-security-policy': policyOf(body as string, file.allows) }
        : {}),
      ...(file?.gzip ? { 'content-encoding': 'gzip' } : {}),
    })
    note(request, operation, status, replayed ? 'replayed' : undefined)
  },
  onError: (request) => {
    const { error } = request
    const problem = error instanceof Problem ? said(error, access) : new Problem(Internal)
    if (!(error instanceof Problem)) log.error(operation, { requestId: requestId(request), failure: failure(error) })
    const { status, code } = problem.kind
    respond(request, status, JSON.stringify(problem.body(request.event.rawPath)), {
      'content-type': 'application/problem+json',
      ...(status === 401 ? { 'www-authenticate': 'Bearer realm="holdfast"' } : {}),
      ...retryAfter(problem),
      ...(problem.fields['allow'] ? { allow: (problem.fields['allow'] as string[]).join(', ') } : {}),
    })
    note(request, operation, status, code)
  },
})

/** A read has nothing to learn under an Idempotency-Key. */
const said = (problem: Problem, access: Access): Problem =>
  problem.kind === Unavailable && !Object.values(access).includes('write')
    ? new Problem(Unavailable, problem.fields, READ_UNAVAILABLE)
    : problem

/** Whatever may be sent again says when. */
const retryAfter = ({ kind: { status }, fields }: Problem): Record<string, string> => {
  const seconds = fields['retryAfter'] ?? (status === 429 || status === 503 ? 1 : undefined)
  return seconds === undefined ? {} : { 'retry-after': String(seconds) }
}

const requestId = ({ event }: Request): string => event.requestContext.requestId

const respond = (
  request: Request,
  statusCode: number,
  body: string | undefined,
  headers: Record<string, string>,
): void => {
  request.response = {
    statusCode,
    headers: {
      ...protection(header(request, 'x-forwarded-proto')),
      ...headers,
      'cache-control': headers['cache-control'] ?? 'no-store',
      'x-request-id': requestId(request),
    },
    ...(body === undefined ? {} : { body }),
    ...(headers['content-encoding'] ? { isBase64Encoded: true } : {}),
  }
}

/** One line a request: who, what, how it ended and what it cost. */
const note = (request: Request, operation: string, status: number, code: string | undefined): void => {
  const caller = known(request, 'caller')
  const meter = known(request, 'meter')
  if (meter) runtime().observe?.({ operation, status, meter })
  const replayed = code === 'replayed'
  measure({ operation, code: replayed ? undefined : code, replayed, meter })
  const members = {
    requestId: requestId(request),
    operation,
    status,
    ...(code ? { code } : {}),
    ...(caller ? { userId: caller.userId } : {}),
    ...meter,
  }
  if (status >= 500) log.warn('request', members)
  else log.info('request', members)
}
