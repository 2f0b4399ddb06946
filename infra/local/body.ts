// The body of a request, as far as API Gateway takes it.

import type { IncomingMessage } from 'node:http'

const MAX_BYTES = 10 * 1024 * 1024
const none = Buffer.alloc(0)

/** @returns undefined where it is too large; the rest is then read and dropped, so that the client gets to see the answer */
export const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  if (encoding === undefined && (length === undefined || length === '0')) return none
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let left = Number(length ?? 0) > MAX_BYTES ? -1 : MAX_BYTES
    if (left < 0) resolve(undefined)
    request.on('data', (chunk: Buffer) => {
      left -= chunk.length
      if (left >= 0) chunks.push(chunk)
      else {
        chunks.length = 0
        resolve(undefined)
      }
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    request.on('error', reject)
  })
}
