// Amazon S3's checks of an upload form: its signature and all conditions of its policy.

import { type Signer, signatureOf } from '#media/presign.ts'

export interface Denied {
  readonly status: number
  readonly code: string
  readonly message: string
}
export const denied = (status: number, code: string, message: string): Denied => ({ status, code, message })

export interface Sent {
  /** By lower-case name. */
  readonly fields: Readonly<Record<string, string>>
  readonly bytes: number
}

interface Where {
  readonly signer: Signer
  readonly bucket: string
  readonly now: number
}

type Condition = Readonly<Record<string, string>> | readonly [string, string | number, string | number]
interface Policy {
  readonly expiration: string
  readonly conditions: readonly Condition[]
}

const NEEDED = ['key', 'policy', 'x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature']
/** Fields that the policy need not mention. */
const EXEMPT = ['policy', 'x-amz-signature', 'bucket']

/** @returns the reason for a refusal, or undefined */
export const deniedForm = (sent: Sent, { signer, bucket, now }: Where): Denied | undefined => {
  const { fields, bytes } = sent
  const missing = NEEDED.find((name) => !fields[name])
  if (missing) return denied(400, 'InvalidArgument', `Bucket POST must contain a field named '${missing}'.`)
  const { policy: encoded = '', 'x-amz-credential': credential = '' } = fields
  const [id, ...scope] = credential.split('/')
  if (id !== signer.accessKeyId || scope.slice(1).join('/') !== `${signer.region}/s3/aws4_request`)
    return denied(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.')
  if (signatureOf(encoded, signer.secretAccessKey, scope.join('/')) !== fields['x-amz-signature'])
    return denied(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match.')
  const policy = JSON.parse(Buffer.from(encoded, 'base64').toString()) as Policy
  if (now >= Date.parse(policy.expiration)) return invalid('Policy expired.')
  return brokenBy(policy, { ...fields, bucket }, bytes)
}

const invalid = (why: string): Denied => denied(403, 'AccessDenied', `Invalid according to Policy: ${why}`)

const brokenBy = ({ conditions }: Policy, fields: Sent['fields'], bytes: number): Denied | undefined => {
  const spoken = new Set(EXEMPT)
  for (const condition of conditions) {
    const [operator, subject, value] = Array.isArray(condition)
      ? condition
      : ['eq', ...Object.entries(condition).flat()]
    if (operator === 'content-length-range') {
      if (bytes < Number(subject)) return denied(400, 'EntityTooSmall', 'Your proposed upload is smaller than allowed.')
      if (bytes > Number(value)) return denied(400, 'EntityTooLarge', 'Your proposed upload exceeds what is allowed.')
      continue
    }
    const name = String(subject).replace('$', '').toLowerCase()
    spoken.add(name)
    const sent = fields[name] ?? ''
    const holds = operator === 'starts-with' ? sent.startsWith(String(value)) : sent === value
    if (!holds) return invalid(`Policy Condition failed: ${JSON.stringify([operator, subject, value])}`)
  }
  const extra = Object.keys(fields).find((name) => !spoken.has(name) && !name.startsWith('x-ignore-'))
  return extra ? invalid(`Extra input fields: ${extra}`) : undefined
}
