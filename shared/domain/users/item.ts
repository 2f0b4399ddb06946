// What users store: one partition a user, holding the user, the profile and the sessions, guards for what is unique, and attempts.

import { space } from '#kernel/data/item.ts'
import type { Key } from '#kernel/data/key.ts'
import type { Role } from './schema.ts'

export const keys = space('users', 'USER', 'USERNAME', 'EMAIL', 'ATTEMPT')

export interface UserItem {
  userId: string
  /** As given; compared in lower case. */
  username: string
  email: string
  role: Role
  /** A PHC string. */
  passwordHash: string
  createdAt: string
  /** Sessions of another epoch are over: a new password begins a new one. */
  sessionEpoch: number
  /** The epoch of the session that was rotated last. */
  rotatedEpoch: number
  /** Set to what was read plus one with every change, while changes counts them: they differ if one change missed another. */
  version: number
  changes: number
  /** The version that the profile was changed with last; the profile has it too, so a reader sees whether the two belong together. */
  profileVersion?: number
  /** What was registered together with the user, as `pk|sk`. */
  companions: readonly string[]
}

export interface ProfileItem {
  userId: string
  firstName: string
  lastName: string
  /** As the user's profileVersion. */
  version?: number
  companionOf: string
}

interface GuardItem {
  userId: string
}

/** A family of refresh tokens, of which one is spent last and its successors are open. Only hashes of their secrets are stored. */
export interface SessionItem {
  sessionId: string
  userId: string
  /** Of the secret that all tokens of the family share. */
  familyHash: string
  /** Of the successor that was given last. */
  currentHash: string
  /** Of the token that was spent last: the parent of every open successor. */
  previousHash?: string
  /** When it was spent, by which clock, and how many successors it has. */
  rotatedAt?: string
  rotatedBy?: string
  siblings?: number
  /** How many tokens gave way unspent: one SiblingItem each. */
  gaveWay?: number
  epoch: number
  /** As in the user. */
  version: number
  changes: number
  createdAt: string
  expiresAt: string
  /** The last use, and when the session would have expired without it. */
  usedAt: string
  usedBefore: string
  endedAt?: string
  endedVersion?: number
  /** Seconds since 1970; the store deletes it some time later. */
  ttl: number
}

/** A refresh token that gave way to a sibling before it was spent. While the parent is the session's last spent token, it may still be used. */
export interface SiblingItem {
  sessionId: string
  parentHash: string
  /** Seconds since 1970; longer than the session can live without another sign-in. */
  ttl: number
}

/** Failed attempts to sign in, counted in windows that begin with a failure. */
export interface AttemptItem {
  count: number
  /** All failures ever, and those before this window. */
  failures: number
  before: number
  windowEndsAt: string
  lastAt: string
  ttl: number
}

export const userKey = (userId: string): Key<'users', UserItem> => keys.key('USER', userId, 'USER')
export const profileKey = (userId: string): Key<'users', ProfileItem> => keys.key('USER', userId, 'PROFILE')
export const sessionKey = (userId: string, sessionId: string): Key<'users', SessionItem> =>
  keys.key('USER', userId, `SESSION#${sessionId}`)
export const siblingKey = (userId: string, sessionId: string, hash: string): Key<'users', SiblingItem> =>
  keys.key('USER', userId, `SIBLING#${sessionId}#${hash}`)
export const usernameKey = (username: string): Key<'users', GuardItem> =>
  keys.key('USERNAME', username.toLowerCase(), 'USERNAME')
export const emailKey = (email: string): Key<'users', GuardItem> => keys.key('EMAIL', email.toLowerCase(), 'EMAIL')
/** The address comes first: it has no `#`, which a name may have. */
export const pairKey = (address: string, username: string): Key<'users', AttemptItem> =>
  keys.key('ATTEMPT', `PAIR#${address}#${username.toLowerCase()}`, 'ATTEMPT')
export const addressKey = (address: string): Key<'users', AttemptItem> =>
  keys.key('ATTEMPT', `ADDRESS#${address}`, 'ATTEMPT')
