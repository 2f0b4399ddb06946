// The items of users: one partition per user with profile and sessions, one item per unique value, and counters of failures.

import { space } from '#kernel/data/item.ts'
import type { Role } from './schema.ts'

export const users = space('users', 'USER', 'USERNAME', 'EMAIL', 'ATTEMPT')

export interface UserItem {
  userId: string
  /** As entered; compared in lower case. */
  username: string
  email: string
  role: Role
  /** A PHC string. */
  passwordHash: string
  createdAt: string
  /** A new password starts a new epoch, which ends the sessions of earlier epochs. */
  sessionEpoch: number
  /** The optimistic lock: each change of the user adds 1. */
  version: number
  /**
   * The version of the user at the last change of the profile. The profile has it too, so a reader of both detects a torn read.
   */
  profileVersion?: number
}

export interface ProfileItem {
  userId: string
  firstName: string
  lastName: string
  /** The same as the user's profileVersion. */
  version?: number
}

/** Reserves a value that only one user may have. */
export interface UniqueItem {
  userId: string
}

/**
 * A family of refresh tokens. One of them was used last; its successors are open: each may still be used.
 * Only hashes of the secrets are stored.
 */
export interface SessionItem {
  sessionId: string
  userId: string
  /** The hash of the secret that all tokens of the family share. */
  familyHash: string
  /** The hash of the newest successor. Absent once the session has ended, except in the first edition. */
  currentHash?: string
  /** The hash of the token that was used last: the parent of every open successor. */
  previousHash?: string
  /** The time of its use, the clock of that time, and the number of its successors. */
  rotatedAt?: string
  rotatedBy?: string
  siblings?: number
  epoch: number
  /** The optimistic lock: each change of the session adds 1. */
  version: number
  createdAt: string
  /** 30 days after the last use. */
  expiresAt: string
  endedAt?: string
  /** In the first edition: the version at the end of the session. */
  endedVersion?: number
  /** Seconds since 1970; DynamoDB deletes the item some time later. */
  ttl: number
}

/** A refresh token that a newer sibling replaced before its use. It may be used while its parent is the last used token. */
export interface SiblingItem {
  sessionId: string
  parentHash: string
  /** Seconds since 1970; longer than the session can live without another sign-in. */
  ttl: number
}

/** Failed password checks in a window that starts with a failure. */
export interface AttemptItem {
  count: number
  windowEndsAt: string
  ttl: number
}

export const User = users.item<UserItem>()('USER', 'USER', (userId: string) => userId)
export const Profile = users.item<ProfileItem>()('USER', 'PROFILE', (userId: string) => userId)
export const Session = users.items<SessionItem>()('USER', 'SESSION', (userId: string, sessionId: string) => [
  userId,
  sessionId,
])
export const Sibling = users.items<SiblingItem>()(
  'USER',
  'SIBLING',
  (userId: string, sessionId: string, hash: string) => [userId, `${sessionId}#${hash}`],
)
export const Username = users.item<UniqueItem>()('USERNAME', 'USERNAME', (username: string) => username.toLowerCase())
export const Email = users.item<UniqueItem>()('EMAIL', 'EMAIL', (email: string) => email.toLowerCase())
export const Attempt = users.item<AttemptItem>()('ATTEMPT', 'ATTEMPT', (counter: string) => counter)
