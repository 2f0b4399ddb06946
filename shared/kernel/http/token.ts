// Access tokens: EdDSA, verified in every function with public keys from its configuration; two keys during a rotation.

import { importJWK, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import { environment, runtime } from '#kernel/commit/runtime.ts'

export const ISSUER = 'holdfast'
/** RFC 9068: no other token of this service passes as an access token. */
export const TOKEN_TYPE = 'at+jwt'

export interface Caller {
  readonly userId: string
  readonly role: string
  /** The session of the token: a family of refresh tokens. */
  readonly sessionId: string
  /** The session epoch of the user at the time of issue. Tokens of the first editions have none. */
  readonly epoch?: number
}

/** Verified tokens, so that a warm function verifies each token once. */
const verified = new Map<string, { caller: Caller; until: number }>()
const REMEMBERED = 1000

/** @returns undefined if the token is invalid or expired */
export const verifyToken = async (token: string): Promise<Caller | undefined> => {
  const now = runtime().clock()
  const known = verified.get(token)
  if (known) return known.until > now ? known.caller : undefined
  // Outside of the try block: missing keys are a configuration error, not an invalid token.
  const { keys } = JSON.parse(environment('TOKEN_PUBLIC_KEYS')) as JSONWebKeySet
  try {
    const { payload } = await jwtVerify(token, ({ kid }) => publicKey(keys, kid), {
      algorithms: ['EdDSA'],
      issuer: ISSUER,
      audience: ISSUER,
      typ: TOKEN_TYPE,
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

const callerOf = ({ sub = '', role, sid, epoch }: JWTPayload): Caller => ({
  userId: sub,
  role: String(role),
  sessionId: String(sid),
  ...(typeof epoch === 'number' ? { epoch } : {}),
})

const imported = new Map<string, ReturnType<typeof importJWK>>()
const publicKey = async (keys: JSONWebKeySet['keys'], kid: string | undefined) => {
  const jwk = keys.find((key) => key.kid === kid)
  if (!jwk) throw new Error('The token names an unknown key.')
  const known = imported.get(jwk.x as string) ?? importJWK(jwk, 'EdDSA')
  imported.set(jwk.x as string, known)
  return known
}
