// The local bucket: accepts the forms and URLs of Amazon S3, stores objects as files, and emits an event per upload.

import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { runtime } from '#kernel/commit/runtime.ts'
import { localSigner } from '#media/bucket.ts'
import { type Signer, signedUrl } from '#media/presign.ts'
import { contextOf } from './context.ts'
import { type Denied, denied, deniedForm } from './form.ts'
import type { Scheduled } from './jobs.ts'
import { Objects } from './objects.ts'
import { rejectionOf } from './origin.ts'

export interface LocalBucket {
  /** The environment variables of the functions. */
  readonly environment: { readonly BUCKET_NAME: string; readonly BUCKET_URL: string; readonly BUCKET_KEY: string }
  /** Resolves when the jobs of all uploads have finished. */
  settled(): Promise<void>
  close(): Promise<void>
}

export interface Options {
  /** Undefined: a temporary folder. */
  readonly folder?: string | undefined
  readonly host?: string
  /** The jobs that run on uploads. */
  readonly jobs: readonly Scheduled[]
}

const NAME = 'holdfast'
/** More than any form allows, so that the policy of the form decides. */
const MOST_BYTES = 8 * 1024 * 1024

export const startBucket = async ({ folder, host = '127.0.0.1', jobs }: Options): Promise<LocalBucket> => {
  const objects = new Objects(folder)
  // Random per start, so that only functions of this instance can sign forms and URLs.
  const BUCKET_KEY = randomBytes(32).toString('base64url')
  const signer = localSigner(BUCKET_KEY)
  const running = new Set<Promise<void>>()
  const arrived = (key: string, size: number): void => {
    for (const { job, handler } of jobs) {
      if (job.arrivesIn === undefined || !key.startsWith(`${job.arrivesIn}/`)) continue
      const event = { source: 'aws.s3', 'detail-type': 'Object Created', detail: { object: { key, size } } }
      const run = handler(event, contextOf(job.operation))
        .then(() => {})
        .catch((error) => console.error(`${job.operation} failed for ${key}:`, error))
        .finally(() => running.delete(run))
      running.add(run)
    }
  }
  const server = createServer((request, response) => {
    const rejected = rejectionOf(request, host)
    if (rejected) return refuse(response, denied(rejected.status, 'AccessDenied', rejected.words.en.detail))
    answer({ objects, signer }, request, response)
      .then((stored) => stored && arrived(...stored))
      .catch((error) => {
        if (!request.errored) console.error(error)
        response.destroy()
      })
  }).listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const settled = async (): Promise<void> => void (await Promise.all(running))
  return {
    environment: {
      BUCKET_NAME: NAME,
      BUCKET_URL: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      BUCKET_KEY,
    },
    settled,
    close: async () => {
      await settled()
      server.close()
      server.closeAllConnections()
      objects.close()
    },
  }
}

interface Kept {
  readonly objects: Objects
  readonly signer: Signer
}

/** @returns the stored key and size */
const answer = async (
  { objects, signer }: Kept,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<[key: string, size: number] | undefined> => {
  const { method = '', url = '/', headers } = request
  if (headers.origin !== undefined) {
    response.setHeader('access-control-allow-origin', headers.origin)
    response.setHeader('vary', 'origin')
  }
  if (method === 'OPTIONS') {
    response.setHeader('access-control-allow-methods', 'GET, POST')
    response.setHeader('access-control-allow-headers', headers['access-control-request-headers'] ?? '*')
    response.writeHead(204).end()
    return undefined
  }
  const body = await bodyOf(request)
  if (!body) return refuse(response, denied(400, 'EntityTooLarge', 'Your proposed upload exceeds what is allowed.'))
  if (method === 'POST') return takeForm({ objects, signer }, response, body, String(headers['content-type']))
  const why = deniedAddress(signer, method, `http://${headers.host}${url}`)
  if (why) return refuse(response, why)
  const key = url.slice(1, url.indexOf('?'))
  if (method === 'PUT') {
    await objects.put(key, {
      type: String(headers['content-type']),
      cacheControl: headers['cache-control'],
      bytes: body,
    })
    response.writeHead(200).end()
    return [key, body.length]
  }
  if (method === 'DELETE') {
    await objects.delete(key)
    response.writeHead(204).end()
    return undefined
  }
  const found = await objects.get(key)
  if (!found) return refuse(response, denied(404, 'NoSuchKey', 'The specified key does not exist.'))
  const { type, cacheControl, bytes } = found
  response.writeHead(200, { 'content-type': type, ...(cacheControl ? { 'cache-control': cacheControl } : {}) })
  response.end(bytes)
  return undefined
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    size += part.length
    // The rest is read and dropped, so that the connection stays open for the reply.
    if (size <= MOST_BYTES) parts.push(part)
  }
  return size <= MOST_BYTES ? Buffer.concat(parts) : undefined
}

const refuse = (response: ServerResponse, { status, code, message }: Denied): undefined => {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  )
}

const takeForm = async (
  { objects, signer }: Kept,
  response: ServerResponse,
  body: Buffer,
  contentType: string,
): Promise<[key: string, size: number] | undefined> => {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => undefined)
  const file = form?.get('file')
  if (!form || !(file instanceof Blob))
    return refuse(response, denied(400, 'InvalidArgument', 'POST requires exactly one file upload per request.'))
  const fields = Object.fromEntries(
    [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name.toLowerCase(), value]] : [])),
  )
  const where = { signer, bucket: NAME, now: runtime().clock() }
  const why = deniedForm({ fields, bytes: file.size }, where)
  if (why) return refuse(response, why)
  const { key = '', 'content-type': type = 'binary/octet-stream' } = fields
  await objects.put(key, { type, bytes: await file.bytes() })
  response.writeHead(204).end()
  return [key, file.size]
}

/** Recomputes the signature of the URL and compares. */
const deniedAddress = (signer: Signer, method: string, address: string): Denied | undefined => {
  const [url = ''] = address.split('?')
  const query = new URL(address).searchParams
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '') ?? []
  const seconds = Number(query.get('X-Amz-Expires'))
  if (year === undefined || (method !== 'GET' && method !== 'PUT' && method !== 'DELETE'))
    return denied(403, 'AccessDenied', 'Access Denied')
  const from = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  if (signedUrl(signer, { method, url, from, seconds }) !== address)
    return denied(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match.')
  const expired = runtime().clock() > Date.parse(from) + seconds * 1000
  return expired ? denied(403, 'AccessDenied', 'Request has expired') : undefined
}
