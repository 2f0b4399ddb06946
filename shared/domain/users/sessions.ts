// Sessions: families of refresh tokens, their rotation, and the classification of a presented token.

import { createHash } from 'node:crypto'
import { both } from '#kernel/data/condition.ts'
import type { Key } from '#kernel/data/key.ts'
import { DAY_MS } from '#kernel/data/time.ts'
import { Session, type SessionItem, Sibling, type SiblingItem, type UserItem } from './items.ts'

const LIFETIME_MS = 30 * DAY_MS
/** The longest life of a session, however it is used. */
export const MOST_MS = 180 * DAY_MS
/** The grace period in which a used token may be used again: the reply was lost, or two tabs used it at once. */
const GRACE_MS = 10_000
/** The expected maximum difference between the clocks of two processes. */
const APART_MS = 5000
/** The maximum difference that must not end a session wrongly. */
const FAR_APART_MS = 5 * 60 * 1000
/** The maximum number of successors of one token. */
const MOST_SIBLINGS = 20
/** How long a successor that was replaced before its use is stored. */
const REMEMBERED_MS = 180 * DAY_MS

/*
 * A token has one successor for each time it is presented within the grace. Each of these siblings may be used; the first
 * use of one retires the others. A retired token is refused and ends nothing. A spent token that is presented again ends
 * its session, unless it was presented within the grace. Each sibling that a newer one replaces unspent is stored as an
 * item of its own, so it is never taken for a spent token.
 */

/** The content of a refresh token, encoded as base64url. It names the session, so no index is needed. */
export interface RefreshToken {
  readonly userId: string
  readonly sessionId: string
  /** Proves that the token belongs to the family; all its tokens share this secret. */
  readonly family: string
  readonly secret: string
}

type Random = (bytes: number) => Uint8Array

const LAYOUT = /^(user_[0-9a-z]{26})\.(session_[0-9a-z]{26})\.([\w-]{22})\.([\w-]{43})$/

/** @returns undefined if the text is not a refresh token of this service */
export const readToken = (text: string): RefreshToken | undefined => {
  const [, userId, sessionId, family, secret] = LAYOUT.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? []
  return userId && sessionId && family && secret ? { userId, sessionId, family, secret } : undefined
}

export const writeToken = ({ userId, sessionId, family, secret }: RefreshToken): string =>
  Buffer.from([userId, sessionId, family, secret].join('.'), 'latin1').toString('base64url')

/** The maximum length of a stored User-Agent. */
const MOST_CLIENT = 120

/** A new session of a user. */
export interface Beginning {
  readonly user: Pick<UserItem, 'userId' | 'sessionEpoch'>
  readonly sessionId: string
  /** The User-Agent. */
  readonly client?: string
}

export const begin = (
  { user, sessionId, client }: Beginning,
  now: string,
  random: Random,
): { session: SessionItem; token: RefreshToken } => {
  const token = { userId: user.userId, sessionId, family: secretOf(16, random), secret: secretOf(32, random) }
  const session = {
    sessionId,
    userId: user.userId,
    familyHash: hash(token.family),
    currentHash: hash(token.secret),
    epoch: user.sessionEpoch,
    version: 0,
    createdAt: now,
    ...(client ? { client: [...client].slice(0, MOST_CLIENT).join('') } : {}),
    ...life(now, now),
  }
  return { session, token }
}

export const isOfFamily = ({ familyHash }: SessionItem, { family }: RefreshToken): boolean =>
  familyHash === hash(family)

/** Sessions of a user that have not ended. */
export const standing = ({ sessionEpoch }: Pick<UserItem, 'sessionEpoch'>, now: string) =>
  both(Session.on.absent('endedAt'), Session.on.later('expiresAt', now), Session.on.equals('epoch', sessionEpoch))

/** A time and the name of its clock. */
export interface Moment {
  readonly now: string
  readonly clock: string
}

/**
 * The classification of a presented token by its session.
 * `current`: the newest successor. `again`: used within the grace period, with all successors unused.
 * `unsure`: the same, but two clocks disagree about the grace period. `past`: a sibling replaced before its use, or a used
 * token.
 */
export type Standing = 'current' | 'again' | 'unsure' | 'past'

export const standingOf = (session: SessionItem, { secret }: RefreshToken, { now, clock }: Moment): Standing => {
  const { currentHash, previousHash, rotatedAt = '', rotatedBy, siblings = 1 } = session
  if (hash(secret) === currentHash) return 'current'
  if (hash(secret) !== previousHash) return 'past'
  const since = Date.parse(now) - Date.parse(rotatedAt)
  const apart = rotatedBy === clock ? 0 : APART_MS
  if (apart === 0 ? since <= GRACE_MS : since >= -apart && since <= GRACE_MS + apart)
    return siblings < MOST_SIBLINGS ? 'again' : 'unsure'
  return apart > 0 && since <= GRACE_MS + apart + FAR_APART_MS ? 'unsure' : 'past'
}

/** The key of a token that was replaced before its use. */
export const siblingOf = ({ userId, sessionId, secret }: RefreshToken): Key<'users', SiblingItem> =>
  Sibling.key(userId, sessionId, hash(secret))

/** A sibling may be used until another one is. */
export const isOpen = ({ previousHash }: SessionItem, { parentHash }: SiblingItem): boolean =>
  parentHash === previousHash

/** The changes of a rotation: the session, the replaced successor, and the used sibling. */
export interface Rotation {
  readonly set: Partial<SessionItem> & Pick<SessionItem, 'expiresAt'>
  readonly token: RefreshToken
  readonly replaces?: { readonly key: Key<'users', SiblingItem>; readonly sibling: SiblingItem }
  readonly spends?: Key<'users', SiblingItem>
}

export const follow = (
  session: SessionItem,
  presented: RefreshToken,
  { now, clock }: Moment,
  random: Random,
): Rotation => {
  const { userId, sessionId, currentHash = '', previousHash = '', siblings = 1 } = session
  const token = { ...presented, secret: secretOf(32, random) }
  const shown = hash(presented.secret)
  const used = { ...life(now, session.createdAt), currentHash: hash(token.secret) }
  // A further successor leaves the used token and its time unchanged, so that the grace period does not grow.
  const set =
    shown === previousHash
      ? { ...used, siblings: siblings + 1 }
      : { ...used, previousHash: shown, rotatedAt: now, rotatedBy: clock, siblings: 1 }
  if (shown === currentHash) return { set, token }
  return {
    set,
    token,
    replaces: {
      key: Sibling.key(userId, sessionId, currentHash),
      sibling: { sessionId, parentHash: previousHash, ttl: Math.ceil((Date.parse(now) + REMEMBERED_MS) / 1000) },
    },
    ...(shown === previousHash ? {} : { spends: siblingOf(presented) }),
  }
}

const life = (now: string, createdAt: string): Pick<SessionItem, 'lastUsedAt' | 'expiresAt' | 'ttl'> => {
  const endMs = Math.min(Date.parse(now) + LIFETIME_MS, Date.parse(createdAt) + MOST_MS)
  return { lastUsedAt: now, expiresAt: new Date(endMs).toISOString(), ttl: Math.ceil(endMs / 1000) }
}

const secretOf = (bytes: number, random: Random): string => Buffer.from(random(bytes)).toString('base64url')

/** The secrets are random and long, so a fast hash protects them. */
const hash = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
