// Sessions: families of refresh tokens, how one follows another, and what a token that somebody presents is.

import { createHash } from 'node:crypto'
import type { SessionItem, UserItem } from './item.ts'

const LIFETIME_MS = 30 * 24 * 60 * 60 * 1000
/** How long a spent token may still be shown by a client that never got its successor. */
const GRACE_MS = 10_000

/** What a refresh token says, base64url. Its reader needs no look-up to find the session. */
export interface RefreshToken {
  readonly userId: string
  readonly sessionId: string
  /** Proves that the token is of the family, whichever generation it is of. */
  readonly family: string
  readonly secret: string
}

type Random = (bytes: number) => Uint8Array

const LAYOUT = /^(user_[0-9a-z]{26})\.(session_[0-9a-z]{26})\.([\w-]{22})\.([\w-]{43})$/

/** @returns undefined for what was never a token of ours */
export const readToken = (text: string): RefreshToken | undefined => {
  const [, userId, sessionId, family, secret] = LAYOUT.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? []
  return userId && sessionId && family && secret ? { userId, sessionId, family, secret } : undefined
}

export const writeToken = ({ userId, sessionId, family, secret }: RefreshToken): string =>
  Buffer.from([userId, sessionId, family, secret].join('.'), 'latin1').toString('base64url')

export const begin = (
  user: UserItem,
  sessionId: string,
  now: string,
  random: Random,
): { session: SessionItem; token: RefreshToken } => {
  const token = { userId: user.userId, sessionId, family: secretOf(16, random), secret: secretOf(32, random) }
  const session = {
    ...{ sessionId, userId: user.userId, epoch: user.sessionEpoch },
    ...{ familyHash: hash(token.family), currentHash: hash(token.secret) },
    ...{ version: 0, changes: 0, createdAt: now, usedAt: now, usedBefore: expiry(now), ...life(now) },
  }
  return { session, token }
}

export const isOfFamily = ({ familyHash }: SessionItem, { family }: RefreshToken): boolean =>
  familyHash === hash(family)

/** `lost`: just spent, and its successor not yet used, as if the reply had been lost. */
export const standingOf = (
  session: SessionItem,
  { secret }: RefreshToken,
  now: string,
): 'current' | 'lost' | 'spent' => {
  const { currentHash, previousHash, rotatedAt = '' } = session
  if (hash(secret) === currentHash) return 'current'
  return hash(secret) === previousHash && Date.parse(now) - Date.parse(rotatedAt) <= GRACE_MS ? 'lost' : 'spent'
}

/** What a rotation sets in the session, and the token that is current then. */
export const follow = (
  session: SessionItem,
  presented: RefreshToken,
  now: string,
  random: Random,
): { set: Partial<SessionItem>; token: RefreshToken } => {
  const token = { ...presented, secret: secretOf(32, random) }
  // A replacement leaves the spent token and its time as they are, so that the grace does not grow.
  const spent =
    hash(presented.secret) === session.currentHash ? { previousHash: session.currentHash, rotatedAt: now } : {}
  const used = { usedAt: now, usedBefore: session.expiresAt, ...life(now) }
  return { set: { ...spent, ...used, currentHash: hash(token.secret) }, token }
}

const expiry = (now: string): string => new Date(Date.parse(now) + LIFETIME_MS).toISOString()
const life = (now: string): { expiresAt: string; ttl: number } => ({
  expiresAt: expiry(now),
  ttl: Math.ceil(Date.parse(expiry(now)) / 1000),
})

const secretOf = (bytes: number, random: Random): string => Buffer.from(random(bytes)).toString('base64url')

/** The secrets are random and long, so a plain hash hides them. */
const hash = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
