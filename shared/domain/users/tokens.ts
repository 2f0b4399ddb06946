// Access tokens, signed with EdDSA. Only functions that start or continue a session import this file, and so read the key.

import { importJWK, type JWK, SignJWT } from 'jose'
import type * as z from 'zod/mini'
import { Misconfigured } from '#kernel/commit/misconfiguration.ts'
import { environment } from '#kernel/commit/runtime.ts'
import { keysCommand, readSecret } from '#kernel/http/secret.ts'
import { ISSUER, TOKEN_TYPE } from '#kernel/http/token.ts'
import type { UserItem } from './items.ts'
import type { Role, Tokens } from './schema.ts'
import { type RefreshToken, writeToken } from './sessions.ts'

/** An operator's token ends sooner, because it opens more. */
const LIFETIME_S: Readonly<Record<Role, number>> = { USER: 15 * 60, OPERATOR: 5 * 60 }

interface Signer {
  readonly kid: string
  readonly key: Awaited<ReturnType<typeof importJWK>>
}

/** How long a process signs with the key that it read. After a rotation, every process uses the new key by then. */
const KEPT_MS = 10 * 60 * 1000
let kept: { readonly secret: string | undefined; readonly signer: Promise<Signer>; readonly until: number } | undefined

/** In the cloud, the key is in a secret; on one machine, in the environment. */
const readSigner = async (secret: string | undefined): Promise<Signer> => {
  const remedy = `Run "${secret ? keysCommand(secret) : 'npm run keys'}"`
  const text = secret ? await readSecret(secret, remedy) : environment('TOKEN_PRIVATE_KEY')
  try {
    const jwk = JSON.parse(text) as JWK
    return { kid: jwk.kid as string, key: await importJWK(jwk, 'EdDSA') }
  } catch {
    // The error of JSON.parse would quote the text.
    throw new Misconfigured(`${secret ?? 'TOKEN_PRIVATE_KEY'} contains no private key. ${remedy}.`)
  }
}

const signerAt = (now: number): Promise<Signer> => {
  const secret = process.env['TOKEN_PRIVATE_KEY_SECRET']
  if (kept && kept.secret === secret && now < kept.until) return kept.signer
  const signer = readSigner(secret)
  kept = { secret, signer, until: now + KEPT_MS }
  // The next request retries.
  signer.catch(() => {
    kept = undefined
  })
  return signer
}

/** Where operators must have an authenticator app, one without it acts as a user, and so can set one up. */
export const roleOf = ({ role }: UserItem, isSecured: boolean): Role =>
  process.env['OPERATOR_MFA'] === 'required' && !isSecured ? 'USER' : role

/** The access token and the refresh token of a session. */
export const tokensFor = async (
  user: UserItem,
  refreshToken: RefreshToken,
  now: string,
): Promise<z.input<typeof Tokens>> => {
  const { kid, key } = await signerAt(Date.parse(now))
  const seconds = Math.floor(Date.parse(now) / 1000)
  const lifetimeS = LIFETIME_S[user.role]
  const accessToken = await new SignJWT({ role: user.role, sid: refreshToken.sessionId, epoch: user.sessionEpoch })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: TOKEN_TYPE })
    .setIssuer(ISSUER)
    .setAudience(ISSUER)
    .setSubject(user.userId)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + lifetimeS)
    .sign(key)
  return { accessToken, refreshToken: writeToken(refreshToken), tokenType: 'Bearer', expiresIn: lifetimeS }
}
