// Changes of users and sessions.

import type { Clause } from '#kernel/data/guards.ts'
import { change, check, put, remove } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { Email, Profile, type ProfileItem, Session, type SessionItem, User, type UserItem, Username } from './items.ts'
import type { Registered } from './reads.ts'
import type { Rotation } from './sessions.ts'

export const newUser = (
  registration: Pick<UserItem, 'userId' | 'username' | 'email' | 'passwordHash' | 'createdAt'>,
): UserItem => ({ ...registration, role: 'USER', sessionEpoch: 0, version: 0 })

/** @param whole requires the companions of a registration */
export const register = (user: UserItem, profile: ProfileItem, whole: Clause<'users', never, UserItem>) => {
  const { userId, username, email } = user
  return [
    put('claimUsername', Username.key(username), { userId }, guard.uniqueUsername()),
    put('claimEmail', Email.key(email), { userId }, guard.uniqueEmail()),
    put('register', User.key(userId), user, whole),
    put('describe', Profile.key(userId), profile),
  ]
}

/** The changes of a user; undefined attributes stay unchanged. */
interface UserChanges {
  readonly email?: string | undefined
  readonly passwordHash?: string | undefined
  readonly role?: UserItem['role']
  /** The version of the profile that changes in the same transaction. */
  readonly profileVersion?: number | undefined
}

/**
 * Changes a user from the state that was read. A new password starts a new epoch, which ends every session.
 * @returns the user afterwards, and the writes: none if nothing changes
 */
export const changeUser = (user: UserItem, changes: UserChanges) => {
  const { email = user.email, passwordHash, role = user.role, profileVersion } = changes
  const isSame = email === user.email && role === user.role
  if (isSame && passwordHash === undefined && profileVersion === undefined) return { after: user, writes: [] }
  const sessionEpoch = passwordHash === undefined ? undefined : nextEpoch(user)
  const changed = change(
    'change',
    User.key(user.userId),
    { of: user, set: { email, role, passwordHash, sessionEpoch, profileVersion, version: user.version + 1 } },
    guard.unchangedUser(user),
    ...(profileVersion === undefined ? [] : [guard.withProfile(user)]),
  )
  return { after: changed.after, writes: [changed, ...moveEmail(user, email)] }
}

/** Changes a user together with the profile. */
export const changeRegistered = (
  { user, profile }: Registered,
  { firstName, lastName, ...changes }: Pick<ProfileItem, 'firstName' | 'lastName'> & UserChanges,
) => {
  if (firstName === profile.firstName && lastName === profile.lastName) {
    const { after, writes } = changeUser(user, changes)
    return { after: { user: after, profile }, writes }
  }
  const version = user.version + 1
  const named = change(
    'rename',
    Profile.key(user.userId),
    { of: profile, set: { firstName, lastName, version } },
    guard.withProfile(user),
  )
  const { after, writes } = changeUser(user, { ...changes, profileVersion: version })
  return { after: { user: after, profile: named.after }, writes: [...writes, named] }
}

/** Writes nothing for a user who is already an operator. */
export const promote = (user: UserItem) => changeUser(user, { role: 'OPERATOR' }).writes

/** An email that differs only in case is already reserved. */
const moveEmail = ({ userId, email: before }: UserItem, email: string) =>
  Email.key(before).pk === Email.key(email).pk
    ? []
    : [put('claimEmail', Email.key(email), { userId }, guard.uniqueEmail()), remove('freeEmail', Email.key(before))]

/** The epoch that a new password starts. */
const nextEpoch = ({ sessionEpoch }: UserItem): number => sessionEpoch + 1

/** The session that sets a new password continues, unless it had ended. */
export const keepSession = (user: UserItem, session: SessionItem | undefined) => {
  if (!session || session.endedAt) return []
  // Read at different moments, the two can seem to be of different epochs.
  if (session.epoch !== user.sessionEpoch) return [sameSession(session)]
  return [changeSession('keepSession', session, { epoch: nextEpoch(user) })]
}

/** Requires the user as read. */
export const sameUser = (user: UserItem) => check('sameUser', User.key(user.userId), guard.unchangedUser(user))

/** Requires the state of a name as read: its user, or that no user has it. */
export const sameName = (username: string, user: UserItem | undefined) =>
  user ? sameUser(user) : check('freeName', Username.key(username), guard.freeUsername())

export const beginSession = (session: SessionItem) => put('beginSession', keyOf(session), session)

/** @param user as read */
export const rotate = (user: UserItem, session: SessionItem, rotation: Rotation, now: string) => {
  const { set, replaces, spends } = rotation
  const moved = [replaces?.key, spends].filter((key) => key !== undefined)
  return [
    changeSession('rotate', session, set, guard.live(), guard.unexpired({ now }), guard.withSiblings({ moved })),
    // The role in the access token must be current.
    check('sameEpoch', User.key(user.userId), guard.currentEpoch({ epoch: session.epoch }), guard.unchangedUser(user)),
    ...(replaces ? [put('replaceSibling', replaces.key, replaces.sibling)] : []),
    ...(spends ? [remove('spendSibling', spends)] : []),
  ]
}

/** After this, no token of the session can be used. */
export const endSession = (session: SessionItem, now: string) =>
  change(
    'endSession',
    keyOf(session),
    { of: session, set: { endedAt: now, version: session.version + 1 }, remove: ['currentHash'] },
    guard.unchangedSession(session),
  )

/** Requires the session as read. */
export const sameSession = (session: SessionItem) =>
  check('sameSession', keyOf(session), guard.unchangedSession(session))

const keyOf = ({ userId, sessionId }: SessionItem) => Session.key(userId, sessionId)

/** Changes a session from the state that was read. */
const changeSession = <Code extends string = never>(
  name: string,
  session: SessionItem,
  set: Partial<SessionItem>,
  ...asks: Clause<'users', Code, SessionItem>[]
) =>
  change(
    name,
    keyOf(session),
    { of: session, set: { ...set, version: session.version + 1 } },
    ...asks,
    guard.unchangedSession(session),
  )
