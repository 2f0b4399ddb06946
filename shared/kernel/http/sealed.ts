// Values that only this service can read: encrypted with a key derived from the stack's HMAC key.

import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import { environment } from '#kernel/commit/runtime.ts'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

const keyFor = (use: string): Buffer => createHmac('sha256', environment('HMAC_KEY')).update(`seal ${use}`).digest()

/** @param use the purpose and the owner; a value can be opened only for the same */
export const seal = (use: string, text: string, random: (bytes: number) => Uint8Array): string => {
  const nonce = random(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, keyFor(use), nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** @returns undefined if the value was sealed for another use or with another key */
export const unseal = (use: string, value: string): string | undefined => {
  const bytes = Buffer.from(value, 'base64url')
  const decipher = createDecipheriv(CIPHER, keyFor(use), bytes.subarray(0, NONCE_BYTES))
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
  const open = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES))
  try {
    return Buffer.concat([open, decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
