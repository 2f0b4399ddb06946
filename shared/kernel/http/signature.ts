// Signatures of values that leave this service and come back: an HMAC with the stack's key.

import { createHmac, timingSafeEqual } from 'node:crypto'
import { environment } from '#kernel/commit/runtime.ts'

/** 22 characters of base64url are 132 bits. */
const LETTERS = 22

/** @param use the purpose; a signature is valid only for its purpose */
export const sign = (use: string, ...parts: readonly string[]): string =>
  createHmac('sha256', environment('HMAC_KEY'))
    .update(JSON.stringify([use, ...parts]))
    .digest('base64url')
    .slice(0, LETTERS)

export const isSigned = (signature: string, use: string, ...parts: readonly string[]): boolean => {
  const [given, expected] = [Buffer.from(signature), Buffer.from(sign(use, ...parts))]
  return given.length === expected.length && timingSafeEqual(given, expected)
}
