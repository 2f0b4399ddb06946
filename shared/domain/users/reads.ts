// Reads of users.

import type { Read } from '#kernel/commit/store.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Unauthenticated } from '#kernel/data/problems.ts'
import type { Caller } from '#kernel/http/token.ts'
import { type Counter, countersOf } from './attempts.ts'
import {
  type AttemptItem,
  Profile,
  type ProfileItem,
  Session,
  type SessionItem,
  User,
  type UserItem,
  Username,
} from './items.ts'
import type { RefreshToken } from './sessions.ts'

type Reader = Read<'users'>

/** No user has this id. It is read in place of an unknown user, so that every name takes the same number of round trips. */
const NO_USER = 'nobody'

export interface Registered {
  readonly user: UserItem
  readonly profile: ProfileItem
}

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

/** @throws Problem if the user no longer exists */
export const self = async (read: Reader, { userId }: Pick<Caller, 'userId'>): Promise<Registered> =>
  assertRegistered(await registered(read, userId))

/** The caller and the session of the token. @throws Problem if the user no longer exists */
export const selfInSession = async (
  read: Reader,
  { userId, sessionId }: Caller,
): Promise<Registered & { session: SessionItem | undefined }> => {
  const keys = [User.key(userId), Profile.key(userId), Session.key(userId, sessionId)] as const
  const [user, profile, session] = await read.all(keys)
  return { ...assertRegistered(await atOneMoment(read, user, profile)), session }
}

const assertRegistered = (found: Registered | undefined): Registered => {
  if (!found) throw new Problem(Unauthenticated)
  return found
}

/** The user of a name. */
export const named = async (read: Reader, username: string): Promise<UserItem | undefined> => {
  const claim = await read.get(Username.key(username))
  return claim && read.get(User.key(claim.userId))
}

/** The failures of a name at an address, and of the address with any name. */
export const countersFor = async (read: Reader, address: string, username: string): Promise<Counter[]> => {
  const [pair, any] = countersOf(address, username)
  return countersWith([pair, any], await read.all([pair.key, any.key]))
}

/** The user of a name, and the failures. An unknown name takes the same number of round trips. */
export const claimed = async (
  read: Reader,
  address: string,
  username: string,
): Promise<{ user: UserItem | undefined; counters: Counter[] }> => {
  const [pair, any] = countersOf(address, username)
  const [claim, ...attempts] = await read.all([Username.key(username), pair.key, any.key])
  const user = await read.get(User.key(claim?.userId ?? NO_USER))
  return { user, counters: countersWith([pair, any], attempts) }
}

const countersWith = (
  counters: readonly Omit<Counter, 'item'>[],
  items: readonly (AttemptItem | undefined)[],
): Counter[] => counters.map((counter, at) => ({ ...counter, item: items[at] }))

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
