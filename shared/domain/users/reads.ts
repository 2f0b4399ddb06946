// How users are read.

import type { Read } from '#kernel/commit/store.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Unauthenticated } from '#kernel/data/problems.ts'
import type { Caller } from '#kernel/http/token.ts'
import { type Counter, countersOf } from './attempts.ts'
import {
  type ProfileItem,
  profileKey,
  type SessionItem,
  sessionKey,
  type UserItem,
  userKey,
  usernameKey,
} from './item.ts'
import type { RefreshToken } from './sessions.ts'

type Reader = Read<'users'>

/** No user has this id, but looking it up costs as much as if. */
const NOBODY = 'nobody'

export interface Registered {
  readonly user: UserItem
  readonly profile: ProfileItem
}

/** A user and their profile as they were together. */
export const registered = async (read: Reader, userId: string): Promise<Registered | undefined> => {
  const keys = [userKey(userId), profileKey(userId)] as const
  const found = pairOf(await read.all(keys))
  const { profileVersion = 0 } = found?.user ?? {}
  if (!found || profileVersion === (found.profile.version ?? 0)) return found
  // A change came between the two reads.
  return pairOf(await read.moment(keys))
}

const pairOf = ([user, profile]: readonly [UserItem | undefined, ProfileItem | undefined]): Registered | undefined =>
  user && profile ? { user, profile } : undefined

/** @throws Problem where the token has outlived its user */
export const self = async (read: Reader, { userId }: Pick<Caller, 'userId'>): Promise<Registered> => {
  const found = await registered(read, userId)
  if (!found) throw new Problem(Unauthenticated)
  return found
}

/** The caller, and the session that their token came from. @throws Problem as above */
export const selfInSession = async (
  read: Reader,
  { userId, sessionId }: Caller,
): Promise<Registered & { session: SessionItem | undefined }> => {
  const session = sessionKey(userId, sessionId)
  // All of it in one round trip; what was read once is remembered.
  await read.all([userKey(userId), profileKey(userId), session])
  return { ...(await self(read, { userId })), session: await read.get(session) }
}

export const named = async (read: Reader, username: string): Promise<UserItem | undefined> => {
  const guard = await read.get(usernameKey(username))
  return guard && read.get(userKey(guard.userId))
}

/** How often a name was tried from an address, and the address with any name. */
export const countersFor = async (read: Reader, address: string, username: string): Promise<Counter[]> => {
  const counters = countersOf(address, username)
  const items = await read.all(counters.map(({ key }) => key))
  return counters.map((counter, at) => ({ ...counter, item: items[at] }))
}

/** Who a name belongs to, and how often it was tried; as many round trips for a name that no user has. */
export const claimed = async (
  read: Reader,
  address: string,
  username: string,
): Promise<{ user: UserItem | undefined; counters: Counter[] }> => {
  const name = usernameKey(username)
  // All of it in one round trip; what was read once is remembered.
  await read.all([name, ...countersOf(address, username).map(({ key }) => key)])
  const { userId = NOBODY } = (await read.get(name)) ?? {}
  return { user: await read.get(userKey(userId)), counters: await countersFor(read, address, username) }
}

export const session = (read: Reader, { userId, sessionId }: SessionId): Promise<SessionItem | undefined> =>
  read.get(sessionKey(userId, sessionId))

type SessionId = Pick<RefreshToken, 'userId' | 'sessionId'>

/** A session and its user. Either may be older than the other: a write tells. */
export const sessionAndUser = async (
  read: Reader,
  { userId, sessionId }: SessionId,
): Promise<{ session: SessionItem; user: UserItem } | undefined> => {
  const [session, user] = await read.all([sessionKey(userId, sessionId), userKey(userId)])
  return session && user ? { session: session as SessionItem, user: user as UserItem } : undefined
}
