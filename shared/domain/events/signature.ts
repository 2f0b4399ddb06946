// Signatures of webhooks as in Standard Webhooks, and the secrets for them. https://www.standardwebhooks.com

import { createHmac } from 'node:crypto'
import { seal, unseal } from '#kernel/http/sealed.ts'
import type { EarlierSecret, EndpointItem } from './items.ts'

const PREFIX = 'whsec_'
const SECRET_BYTES = 32

type Random = (bytes: number) => Uint8Array

const useOf = (endpointId: string): string => `webhook ${endpointId}`

/** What the operator is shown once, and what is stored of it. */
export const newSecret = (endpointId: string, random: Random) => {
  const shown = `${PREFIX}${Buffer.from(random(SECRET_BYTES)).toString('base64')}`
  return { shown, stored: seal(useOf(endpointId), shown, random) }
}

/** The replaced secrets that still sign, the latest first. */
export const earlierSecrets = ({ previous = [] }: EndpointItem, now: string): EarlierSecret[] =>
  [previous].flat().filter(({ until }) => until > now)

interface Signed {
  readonly id: string
  /** Seconds since 1970. */
  readonly timestamp: number
  readonly body: string
}

/** One signature for each secret, so that a receiver can change to another secret at any time. A secret that another HMAC key sealed has none. */
export const signatureOf = (endpointId: string, secrets: readonly string[], { id, timestamp, body }: Signed): string =>
  secrets
    .map((sealed) => unseal(useOf(endpointId), sealed))
    .filter((shown) => shown !== undefined)
    .map((shown) => Buffer.from(shown.slice(PREFIX.length), 'base64'))
    .map((key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`)
    .join(' ')
