// Reads the body of a request, with API Gateway's size limit and a time limit.

import type { IncomingMessage } from 'node:http'
import type { ProblemKind } from '#kernel/data/problem.ts'
import { TooLarge } from '#kernel/data/problems.ts'
import { BodyLate } from './own-reply.ts'

const MAX_BYTES = 10 * 1024 * 1024
/** From the headers to the last byte of the body. */
const BODY_MS = 10_000
const none = Buffer.alloc(0)

/**
 * @returns a problem if the body is too large or late. The rest of a large body is read and dropped, so that the client
 * receives the reply.
 */
export const readBody = async (request: IncomingMessage, ms = BODY_MS): Promise<Buffer | ProblemKind> => {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  if (encoding === undefined && (length === undefined || length === '0')) return none
  const body = Promise.withResolvers<Buffer | ProblemKind>()
  const timer = setTimeout(() => body.resolve(BodyLate), ms)
  const chunks: Buffer[] = []
  let left = Number(length ?? 0) > MAX_BYTES ? -1 : MAX_BYTES
  if (left < 0) body.resolve(TooLarge)
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left >= 0) chunks.push(chunk)
    else {
      chunks.length = 0
      body.resolve(TooLarge)
    }
  })
  request.on('end', () => body.resolve(Buffer.concat(chunks)))
  request.on('error', body.reject)
  try {
    return await body.promise
  } finally {
    clearTimeout(timer)
  }
}
