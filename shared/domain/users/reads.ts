// Reads of users.

import { due } from '#kernel/commit/due.ts'
import type { Page, PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import type { Condition } from '#kernel/data/condition.ts'
import { brokenBy, problemOf } from '#kernel/data/guards.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Unauthenticated } from '#kernel/data/problems.ts'
import type { Caller } from '#kernel/http/token.ts'
import { type Counter, deviceCounter, failureCounters, type Unread } from './attempts.ts'
import { guard } from './guards.ts'
import {
  type AttemptItem,
  dueUsers,
  Email,
  type EmailItem,
  Profile,
  type ProfileItem,
  Session,
  type SessionItem,
  Totp,
  type TotpItem,
  User,
  type UserItem,
  Username,
  type UsernameItem,
  usernamesFrom,
} from './items.ts'
import { isOfFamily, type RefreshToken } from './sessions.ts'

type Reader = Read<'users'>

/** No user has this id. It is read in place of an unknown user, so that every name takes the same number of round trips. */
const NO_USER = 'nobody'

export interface Registered {
  readonly user: UserItem
  readonly profile: ProfileItem
}

/** The usernames of these users, in order; null for one that has left. */
export const usernamesOf = async (read: Reader, userIds: readonly string[]): Promise<(string | null)[]> =>
  (await read.all(userIds.map((userId) => User.key(userId)))).map((user) => user?.username || null)

/** A user and the profile, as of one moment. */
export const registered = async (read: Reader, userId: string): Promise<Registered | undefined> => {
  const [user, profile] = await read.all([User.key(userId), Profile.key(userId)])
  return atOneMoment(read, user, profile)
}

/** Reads both again if a change came in between. */
const atOneMoment = async (
  read: Reader,
  user: UserItem | undefined,
  profile: ProfileItem | undefined,
): Promise<Registered | undefined> => {
  if (!user || !profile) return undefined
  const { userId, profileVersion = 0 } = user
  if (profileVersion === (profile.version ?? 0)) return { user, profile }
  const [sameUser, sameProfile] = await read.moment([User.key(userId), Profile.key(userId)])
  return sameUser && sameProfile && { user: sameUser, profile: sameProfile }
}

/** A user and the profile, of which each may be missing. */
export type Found = Partial<Registered>

/** In the order of the ids. A username never changes, so both need not be of one moment. */
export const peopleOf = async (read: Reader, userIds: readonly string[]): Promise<Found[]> => {
  const { users, profiles } = await read.groups({
    users: userIds.map((userId) => User.key(userId)),
    profiles: userIds.map((userId) => Profile.key(userId)),
  })
  return userIds.map((_, at) => {
    const [user, profile] = [users[at], profiles[at]]
    return { ...(user ? { user } : {}), ...(profile ? { profile } : {}) }
  })
}

/** The caller. @throws Problem if the user no longer exists, has asked for deletion or is locked, or if the session has ended */
export const self = async (read: Reader, caller: Caller): Promise<Registered> =>
  assertActive(await registered(read, caller.userId), caller)

/** The same for a reply that only shows: the access token of an ended session reads until it expires. */
export const selfToShow = (read: Reader, { userId, role, sessionId }: Caller): Promise<Registered> =>
  self(read, { userId, role, sessionId })

/** The caller and the session of the token. @throws Problem as self() */
export const selfInSession = async (
  read: Reader,
  caller: Caller,
): Promise<Registered & { session: SessionItem | undefined }> => {
  const { userId, sessionId } = caller
  const keys = [User.key(userId), Profile.key(userId), Session.key(userId, sessionId)] as const
  const [user, profile, session] = await read.all(keys)
  return { ...assertActive(await atOneMoment(read, user, profile), caller), session }
}

/** The caller and one session of the caller. @throws Problem as self() */
export const selfAndSession = async (read: Reader, caller: Caller, sessionId: string) => {
  const { userId } = caller
  const [user, session] = await read.all([User.key(userId), Session.key(userId, sessionId)])
  return { ...assertActive(user && { user }, caller), session }
}

/** Access tokens of before are valid for some minutes. */
const assertActive = <F extends Pick<Registered, 'user'>>(found: F | undefined, caller: Caller): F => {
  if (!found) throw new Problem(Unauthenticated)
  const [broken] = brokenBy({ ...found.user }, [guard.active(caller)])
  if (broken) throw problemOf(broken, { ...found.user })
  return found
}

/** @throws Problem if the user no longer exists */
export const userOf = async (read: Reader, userId: string): Promise<UserItem> => {
  const found = await read.get(User.key(userId))
  if (!found) throw new Problem(Unauthenticated)
  return found
}

/** The user of a name. */
export const named = async (read: Reader, username: string): Promise<UserItem | undefined> => {
  const claim = await read.get(Username.key(username))
  return claim && read.get(User.key(claim.userId))
}

/** A page of the users whose names begin with a prefix, by name. */
export const usersFrom = async (read: Reader, prefix: string, page: PageAsked): Promise<Page<Registered>> => {
  const found: Registered[] = []
  const keep = async (claims: readonly UsernameItem[]): Promise<UsernameItem[]> => {
    const { users, profiles } = await read.groups({
      users: claims.map(({ userId }) => User.key(userId)),
      profiles: claims.map(({ userId }) => Profile.key(userId)),
    })
    return claims.filter((_, at) => {
      const [user, profile] = [users[at], profiles[at]]
      if (!user || !profile || user.deletedAt) return false
      found.push({ user, profile })
      return true
    })
  }
  const { items, next } = await read.list({ ...usernamesFrom(prefix), index: 'list', ...page, keep })
  const byId = new Map(found.map((one) => [one.user.userId, one]))
  return { items: items.flatMap(({ userId }) => byId.get(userId) ?? []), next }
}

/** For whom an address is reserved, with counters in the same round trip. */
export const holderAndCounters = async (
  read: Reader,
  email: string,
  unread: readonly Unread[],
): Promise<{ holder: EmailItem | undefined; counters: Counter[] }> => {
  const { holders, attempts } = await read.groups({
    holders: [Email.key(email)],
    attempts: unread.map(({ key }) => key),
  })
  return { holder: holders[0], counters: countersWith(unread, attempts) }
}

/** An account as a person who has lost its password describes it. */
export interface Described {
  readonly email: string
  /** Of several accounts with the address, the one that is meant. */
  readonly username?: string | undefined
}

/**
 * The user whose password a mail to the address may reset, with counters: the user of the name, if that user has the address
 * and no other has verified it, otherwise the user for whom it is reserved. Every address takes the same number of round trips.
 */
export const accountAndCounters = async (
  read: Reader,
  { email, username }: Described,
  unread: readonly Unread[],
): Promise<{ user: UserItem | undefined; counters: Counter[] }> => {
  const { holders, claims, attempts } = await read.groups({
    holders: [Email.key(email)],
    claims: username === undefined ? [] : [Username.key(username)],
    attempts: unread.map(({ key }) => key),
  })
  const [holder] = holders
  const ids = [holder?.userId ?? NO_USER, claims[0]?.userId ?? NO_USER]
  const users = await read.all([...new Set(ids)].map((userId) => User.key(userId)))
  const [held, named] = ids.map((userId) => users.find((user) => user?.userId === userId))
  const isMeant = named !== undefined && Email.key(named.email).pk === Email.key(email).pk
  return { user: isMeant && !holder?.verifiedAt ? named : held, counters: countersWith(unread, attempts) }
}

export const counters = async (read: Reader, unread: readonly Unread[]): Promise<Counter[]> =>
  countersWith(unread, await read.all(unread.map(({ key }) => key)))

/** A password check: the user of the name, the counters that limit it, and whether the device has signed in before. */
export interface Claimed {
  readonly claim: UsernameItem | undefined
  readonly user: UserItem | undefined
  readonly totp: TotpItem | undefined
  readonly counters: readonly Counter[]
}

/**
 * The user of a name, and the failures. An unknown name takes the same number of round trips.
 * @param known a refresh token: a device that has signed in to this account before is not delayed by the failures of others
 */
export const claimed = async (
  read: Reader,
  { address, username }: { address: string; username: string },
  known: RefreshToken | undefined,
): Promise<Claimed> => {
  const strangers = failureCounters(address, username)
  const device = known ? [deviceCounter(known.sessionId)] : []
  const { claims, attempts, sessions } = await read.groups({
    claims: [Username.key(username)],
    attempts: [...strangers, ...device].map(({ key }) => key),
    sessions: known ? [Session.key(known.userId, known.sessionId)] : [],
  })
  const [claim] = claims
  const userId = claim?.userId ?? NO_USER
  const [user, totp] = await read.all([User.key(userId), Totp.key(userId)])
  const [session] = sessions
  const isKnown = known !== undefined && session !== undefined && known.userId === claim?.userId
  const all = countersWith([...strangers, ...device], attempts)
  return { claim, user, totp, counters: isKnown && isOfFamily(session, known) ? all.slice(-1) : all.slice(0, 2) }
}

const countersWith = (unread: readonly Unread[], items: readonly (AttemptItem | undefined)[]): Counter[] =>
  unread.map((one, at) => ({ ...one, item: items[at] }))

/** The sessions of a user, by id; ended ones included. */
export const sessions = (read: Reader, userId: string, page: PageAsked, where: Condition<SessionItem>) =>
  read.list({ ...Session.within(userId), where, ...page })

/** Users whom the eraser has to look at, oldest first. */
export const usersToErase = (read: Reader, now: string): Promise<readonly UserItem[]> =>
  due(read, dueUsers, { until: now, limit: 100 })

export const session = (read: Reader, { userId, sessionId }: SessionId): Promise<SessionItem | undefined> =>
  read.get(Session.key(userId, sessionId))

type SessionId = Pick<RefreshToken, 'userId' | 'sessionId'>

/** A session and its user, possibly of different moments: the writes check both. */
export const sessionAndUser = async (
  read: Reader,
  { userId, sessionId }: SessionId,
): Promise<{ session: SessionItem; user: UserItem } | undefined> => {
  const [session, user] = await read.all([Session.key(userId, sessionId), User.key(userId)])
  return session && user && { session, user }
}
