// Access tokens, signed with EdDSA. Only the functions that begin or continue a session import this file, and the key with it.

import { importJWK, type JWK, SignJWT } from 'jose'
import type * as z from 'zod/mini'
import { environment } from '../../kernel/runtime.ts'
import { ISSUER } from '../../kernel/token.ts'
import type { UserItem } from './item.ts'
import type { Tokens } from './schema.ts'
import { type RefreshToken, writeToken } from './sessions.ts'

const LIFETIME_S = 15 * 60

interface Signer {
  readonly kid: string
  readonly key: Awaited<ReturnType<typeof importJWK>>
}

let signer: Promise<Signer> | undefined

const readSigner = async (): Promise<Signer> => {
  const jwk = JSON.parse(environment('TOKEN_PRIVATE_KEY')) as JWK
  if (!jwk.kid) throw new Error('TOKEN_PRIVATE_KEY has no kid')
  return { kid: jwk.kid, key: await importJWK(jwk, 'EdDSA') }
}

/** The pair that a session gives its client. */
export const tokensFor = async (
  user: UserItem,
  refreshToken: RefreshToken,
  now: string,
): Promise<z.input<typeof Tokens>> => {
  signer ??= readSigner()
  const { kid, key } = await signer
  const seconds = Math.floor(Date.parse(now) / 1000)
  const accessToken = await new SignJWT({ role: user.role, sid: refreshToken.sessionId })
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setSubject(user.userId)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + LIFETIME_S)
    .sign(key)
  return { accessToken, refreshToken: writeToken(refreshToken), tokenType: 'Bearer', expiresIn: LIFETIME_S }
}
