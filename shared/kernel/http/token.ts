// Access tokens: EdDSA, verified in every function with public keys from its configuration; two keys at a time for rotation.

import { importJWK, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import { environment, runtime } from '#kernel/commit/runtime.ts'

export const ISSUER = 'holdfast'

export interface Caller {
  readonly userId: string
  readonly role: string
  /** The session, the family of refresh tokens, that the token came from. */
  readonly sessionId: string
}

/** Verified tokens of this process, so that a warm function verifies each once. */
const verified = new Map<string, { caller: Caller; until: number }>()
const REMEMBERED = 1000

/** @returns undefined for a token that is forged, expired or no token at all */
export const verifyToken = async (token: string): Promise<Caller | undefined> => {
  const now = runtime().clock()
  const known = verified.get(token)
  if (known) return known.until > now ? known.caller : undefined
  // Before the try: a function without keys is misconfigured, and the token may be valid.
  const { keys } = JSON.parse(environment('TOKEN_PUBLIC_KEYS')) as JSONWebKeySet
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => publicKey(keys, kid), {
      algorithms: ['EdDSA'],
      issuer: ISSUER,
      audience: ISSUER,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(now),
    })
    const caller = callerOf(payload)
    if (verified.size >= REMEMBERED) verified.clear()
    verified.set(token, { caller, until: (payload.exp ?? 0) * 1000 })
    return caller
  } catch {
    return undefined
  }
}

const callerOf = ({ sub = '', role, sid }: JWTPayload): Caller => ({
  userId: sub,
  role: String(role),
  sessionId: String(sid),
})

const imported = new Map<string, ReturnType<typeof importJWK>>()
const publicKey = async (keys: JSONWebKeySet['keys'], kid: string | undefined) => {
  const jwk = keys.find((key) => key.kid === kid)
  if (!jwk) throw new Error('The token names an unknown key.')
  const known = imported.get(jwk.x as string) ?? importJWK(jwk, 'EdDSA')
  imported.set(jwk.x as string, known)
  return known
}
