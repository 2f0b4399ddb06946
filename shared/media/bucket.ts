// The bucket through the table client's credentials: presigned forms and URLs grant no more than this function may do.

import { environment, runtime } from '#kernel/commit/runtime.ts'
import { after } from '#kernel/data/time.ts'
import { type Signer, signedForm, signedUrl, type Upload } from './presign.ts'

/** Returns a presigned URL of an object. */
export type Address = (key: string) => string

const FORM_MS = 10 * 60 * 1000
const HOUR_MS = 60 * 60 * 1000
const PATIENCE_MS = 10_000
const HEALTH_MS = 2000

/** The signer of the local bucket, which has its own key. */
export const localSigner = (key: string): Signer => ({ accessKeyId: 'local', secretAccessKey: key, region: 'local' })

/** The function's credentials and region. */
const signer = async (): Promise<Signer> => {
  const key = process.env['BUCKET_KEY']
  if (key) return localSigner(key)
  const { config } = runtime().client
  const [credentials, region] = await Promise.all([config.credentials(), config.region()])
  return { ...credentials, region }
}

const urlOf = (key: string): string => `${environment('BUCKET_URL')}/${key}`

/** @param mostBytes larger or empty uploads are refused by the bucket */
export const uploadForm = async <T extends string>(
  object: Pick<Upload<T>, 'key' | 'contentType' | 'mostBytes'>,
  now: string,
) => {
  const expiresAt = after(now, FORM_MS)
  const bucket = environment('BUCKET_NAME')
  const fields = signedForm(await signer(), { ...object, bucket, now, expiresAt })
  return { uploadUrl: `${environment('BUCKET_URL')}/`, fields, expiresAt }
}

/** Signed at the full hour, so that browsers can cache the object; valid until then and for an hour more, or until the token of the role ends. */
export const addresses = async (now: string): Promise<Address> => {
  const from = new Date(Math.floor(Date.parse(now) / HOUR_MS) * HOUR_MS).toISOString()
  const own = await signer()
  return (key) => signedUrl(own, { method: 'GET', url: urlOf(key), from, seconds: (2 * HOUR_MS) / 1000 })
}

const ask = async (
  method: 'GET' | 'PUT' | 'DELETE',
  key: string,
  now: string,
  request: RequestInit = {},
): Promise<Response> => {
  const url = signedUrl(await signer(), { method, url: urlOf(key), from: now, seconds: 60 })
  const response = await fetch(url, { ...request, method, signal: AbortSignal.timeout(PATIENCE_MS) })
  if (response.ok) return response
  throw new Error(`The bucket answered ${response.status} to ${method} ${key}: ${await response.text()}`)
}

export const getObject = async (key: string, now: string): Promise<Uint8Array> =>
  new Uint8Array(await (await ask('GET', key, now)).arrayBuffer())

/** Keys are unique, so clients may cache the object forever. */
export const putObject = async (
  key: string,
  body: Uint8Array<ArrayBuffer>,
  contentType: string,
  now: string,
): Promise<void> => {
  const headers = { 'content-type': contentType, 'cache-control': 'private, max-age=31536000, immutable' }
  await (await ask('PUT', key, now, { body, headers })).arrayBuffer()
}

/** Deleting a missing object succeeds. */
export const deleteObject = async (key: string, now: string): Promise<void> => {
  await (await ask('DELETE', key, now)).arrayBuffer()
}

/** @param folder that the function may read @returns whether the bucket answers; a missing object is an answer too */
export const bucketAnswers = async (folder: string, now: string): Promise<boolean> => {
  const url = signedUrl(await signer(), { method: 'GET', url: urlOf(`${folder}/health`), from: now, seconds: 60 })
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(HEALTH_MS) })
    const text = await response.text()
    return response.status < 500 && !text.includes('NoSuchBucket')
  } catch {
    return false
  }
}
