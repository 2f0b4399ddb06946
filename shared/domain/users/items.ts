// What users store: one partition a user, with the user, the profile and the sessions; one item for each thing that is unique; and counts of failed sign-ins.

import { space } from '#kernel/data/item.ts'
import type { Role } from './schema.ts'

export const users = space('users', 'USER', 'USERNAME', 'EMAIL', 'ATTEMPT')

export interface UserItem {
  userId: string
  /** As given; compared in lower case. */
  username: string
  email: string
  role: Role
  /** A PHC string. */
  passwordHash: string
  createdAt: string
  /** A new password begins a new epoch, which ends the sessions of the epochs before. */
  sessionEpoch: number
  /** The optimistic lock: each change of the user adds 1. */
  version: number
  /** The version of the user that last changed the profile. The profile has it too, so a reader of both detects a torn read. */
  profileVersion?: number
}

export interface ProfileItem {
  userId: string
  firstName: string
  lastName: string
  /** As the user's profileVersion. */
  version?: number
}

/** Stands for something that one user has and no other may have. */
export interface UniqueItem {
  userId: string
}

/**
 * A family of refresh tokens. One of them was spent last; its successors are open, which means that each may be used.
 * Only hashes of the secrets are stored.
 */
export interface SessionItem {
  sessionId: string
  userId: string
  /** Of the secret that all tokens of the family share. */
  familyHash: string
  /** Of the newest successor. Absent once the session has ended; sessions that the first edition ended have it still. */
  currentHash?: string
  /** Of the token that was spent last: the parent of every open successor. */
  previousHash?: string
  /** When it was spent, the process whose clock said so, and the number of its successors. */
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
  /** Of the first edition: the version that the end of the session gave it. */
  endedVersion?: number
  /** Seconds since 1970; DynamoDB deletes the item some time later. */
  ttl: number
}

/** A refresh token that a newer sibling replaced unspent. It may be used while its parent is the token that was spent last. */
export interface SiblingItem {
  sessionId: string
  parentHash: string
  /** Seconds since 1970; longer than the session can live without another sign-in. */
  ttl: number
}

/** Failed attempts to sign in, counted in a window that begins with a failure. */
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
