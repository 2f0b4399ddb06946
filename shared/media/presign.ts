// Amazon S3 signatures for callers without credentials: a URL with an expiry, a form that uploads one object.

import { createHash, createHmac } from 'node:crypto'

export interface Signer {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly region: string
}

const ALGORITHM = 'AWS4-HMAC-SHA256'

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** Such as 20261122T090000Z. */
const compact = (instant: string): string => instant.replace(/[-:]|\.\d+/g, '')

const scopeOf = ({ region }: Signer, time: string): string => `${time.slice(0, 8)}/${region}/s3/aws4_request`

/** @param scope date, region, service and `aws4_request`, joined by slashes */
export const signatureOf = (text: string, secretAccessKey: string, scope: string): string =>
  hmac(scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`) as Buffer, text).toString('hex')

export interface Addressed {
  readonly method: 'GET' | 'PUT' | 'DELETE'
  readonly url: string
  /** ISO 8601; the URL is valid from then on. */
  readonly from: string
  readonly seconds: number
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
export const signedUrl = (signer: Signer, { method, url, from, seconds }: Addressed): string => {
  const { host, pathname } = new URL(url)
  const time = compact(from)
  const scope = scopeOf(signer, time)
  // Sorted by name, as they are signed.
  const query = [
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${signer.accessKeyId}/${scope}`],
    ['X-Amz-Date', time],
    ['X-Amz-Expires', String(seconds)],
    ...(signer.sessionToken ? [['X-Amz-Security-Token', signer.sessionToken]] : []),
    ['X-Amz-SignedHeaders', 'host'],
  ]
    .map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  const request = [method, pathname, query, `host:${host}\n`, 'host', 'UNSIGNED-PAYLOAD'].join('\n')
  const text = [ALGORITHM, time, scope, createHash('sha256').update(request).digest('hex')].join('\n')
  return `${url}?${query}&X-Amz-Signature=${signatureOf(text, signer.secretAccessKey, scope)}`
}

export interface Upload<T extends string> {
  readonly bucket: string
  readonly key: string
  readonly contentType: T
  readonly mostBytes: number
  readonly now: string
  readonly expiresAt: string
}

/** The fields of the form except the file. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html */
export const signedForm = <T extends string>(signer: Signer, upload: Upload<T>) => {
  const { bucket, key, contentType, mostBytes, now, expiresAt } = upload
  const time = compact(now)
  const scope = scopeOf(signer, time)
  const fields = {
    key,
    'Content-Type': contentType,
    'x-amz-algorithm': ALGORITHM,
    'x-amz-credential': `${signer.accessKeyId}/${scope}`,
    'x-amz-date': time,
    ...(signer.sessionToken ? { 'x-amz-security-token': signer.sessionToken } : {}),
  }
  const exactly = Object.entries({ bucket, ...fields }).map(([name, value]) => ({ [name]: value }))
  const conditions = [...exactly, ['content-length-range', 1, mostBytes]]
  const policy = Buffer.from(JSON.stringify({ expiration: expiresAt, conditions })).toString('base64')
  return { ...fields, policy, 'x-amz-signature': signatureOf(policy, signer.secretAccessKey, scope) }
}
