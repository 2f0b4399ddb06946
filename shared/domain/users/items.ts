// The items of users: one partition per user with profile and sessions, one item per unique value, and counters of failures.

import { space } from '#kernel/data/item.ts'
import { LAST, type Span } from '#kernel/data/key.ts'
import type { Language } from '#kernel/data/language.ts'
import type { Subject } from '#kernel/data/outbox.ts'
import { type Queue, striped } from '#kernel/data/queue.ts'
import type { Role } from './schema.ts'

export const users = space('users', 'USER', 'USERNAME', 'EMAIL', 'ATTEMPT', 'NAMES', 'DUE_USER')

export interface UserItem extends Subject {
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
  /** The session that began the present epoch, and so continues in it. Its access tokens name the epoch before. */
  keptSession?: string
  /** The optimistic lock: each change of the user adds 1. */
  version: number
  /**
   * The version of the user at the last change of the profile. The profile has it too, so a reader of both detects a torn read.
   */
  profileVersion?: number
  /** The language of mails. Absent in the first editions: that of the request that causes the mail. */
  language?: Language
  /** The time when the user proved to receive mail at the address. */
  emailVerifiedAt?: string
  /** A new address, which replaces the email once it is verified. */
  pendingEmail?: string
  /** The address is reserved for another user, or for none: the first user who verifies it gets it. */
  unreserved?: true
  /** An operator has locked the user out. */
  lockedAt?: string
  /** The user has asked for deletion. */
  deletedAt?: string
  /** Everything personal is erased; this item stays, without any name or address. */
  erasedAt?: string
  /** The due time of the next erasure step. */
  duePk?: string
  dueSk?: string
}

export interface ProfileItem {
  userId: string
  firstName: string
  lastName: string
  /** The name that others see. Absent in the first edition: the first name. */
  displayName?: string
  /** The same as the user's profileVersion. */
  version?: number
}

/** Reserves a username. */
export interface UsernameItem {
  userId: string
  /** Lists usernames by their first two characters. Absent in the first edition, until the next sign-in. */
  listPk?: string
  listSk?: string
}

/** Reserves an address. Until it is verified, another user who verifies it takes it over. */
export interface EmailItem {
  userId: string
  verifiedAt?: string
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
  /** Absent in sessions of the first edition. */
  lastUsedAt?: string
  /** The User-Agent of the sign-in, shortened. */
  client?: string
  /** 30 days after the last use, at most 180 days after the sign-in. */
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

/** The authenticator app of a user. */
export interface TotpItem {
  userId: string
  /** Encrypted. */
  secret: string
  /** Hashes of the recovery codes that are left. */
  recovery: readonly string[]
  createdAt: string
  /** Absent until the app is confirmed with a code. */
  confirmedAt?: string
  /** The session epoch of the user when it was begun. A new password voids an app that is not confirmed. */
  epoch?: number
  /** The period of the last used code: each code works once. */
  lastStep: number
  /** The optimistic lock. */
  version: number
}

/** Counted events, such as failed password checks, in a window that starts with the first. */
export interface AttemptItem {
  count: number
  windowEndsAt: string
  /** The number of full windows before this one in a row; each doubles the next window. */
  strikes?: number
  /** For a counter with a spacing: beyond the limit, the next event counts from this time on. */
  nextAt?: string
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
export const Totp = users.item<TotpItem>()('USER', 'TOTP', (userId: string) => userId)
export const Username = users.item<UsernameItem>()('USERNAME', 'USERNAME', (username: string) => username.toLowerCase())
export const Email = users.item<EmailItem>()('EMAIL', 'EMAIL', (email: string) => email.toLowerCase())
export const Attempt = users.item<AttemptItem>()('ATTEMPT', 'ATTEMPT', (counter: string) => counter)

/** The number of leading characters by which usernames are listed, so that no list is of all users. */
const LISTED_BY = 2

/** In the index `list`: usernames with a prefix of at least two characters. */
export const usernamesFrom = (prefix: string): Span<'users', UsernameItem> => {
  const from = prefix.toLowerCase()
  // An operator may search for any text. A character can have two UTF-16 units.
  const start = [...from].slice(0, LISTED_BY).join('')
  return { partition: users.partition('NAMES', start), from, to: `${from}${LAST}` }
}

/** In the index `due`: users to erase, by the time of the next step. */
export const dueUsers: Queue<'users', UserItem> = striped(users.partition('DUE_USER', 'ALL'))
