// Every way in which users, their sessions and the attempts to sign in change.

import type { Key } from '#kernel/data/key.ts'
import { check, put, remove, update } from '#kernel/data/write.ts'
import {
  emailKey,
  type ProfileItem,
  profileKey,
  type SessionItem,
  sessionKey,
  type UserItem,
  userKey,
  usernameKey,
} from './item.ts'
import { rule } from './rules.ts'
import type { Rotation } from './sessions.ts'

type Registration = Pick<UserItem, 'userId' | 'username' | 'email' | 'passwordHash' | 'createdAt'>

type Name = Pick<ProfileItem, 'firstName' | 'lastName'>

/** @param others what other modules register with every user */
export const register = (registration: Registration, name: Name, ...others: Key[]) => {
  const { userId, username, email } = registration
  const companions = [profileKey(userId), ...others]
  const state = { sessionEpoch: 0, rotatedEpoch: 0, version: 0, changes: 0 }
  const user: UserItem = { ...registration, role: 'USER', ...state, companions: companions.map(idOf) }
  const whole = rule.wholeRegistration(usernameKey(username), emailKey(email), ...companions)
  return [
    put('claimUsername', usernameKey(username), { userId }, rule.uniqueUsername()),
    put('claimEmail', emailKey(email), { userId }, rule.uniqueEmail()),
    put('register', userKey(userId), user, whole),
    put('describe', profileKey(userId), { userId, ...name, companionOf: userId }),
  ]
}

const idOf = ({ pk, sk }: Key): string => `${pk}|${sk}`

/** @param profile as read; what stays as it was is not written */
export const rename = ({ version }: UserItem, profile: ProfileItem, name: Name) => {
  const set = Object.fromEntries(Object.entries(name).filter(([part, value]) => value !== profile[part as keyof Name]))
  return Object.keys(set).length > 0
    ? [update('rename', profileKey(profile.userId), { set: { ...set, version: version + 1 } })]
    : []
}

interface Changes {
  readonly email?: string | undefined
  readonly passwordHash?: string | undefined
  readonly role?: UserItem['role']
  /** The profile changes beside it, so that whoever changes either knows of both. */
  readonly renamed?: boolean
}

/** Only from the user as read. A new password begins a new epoch, which ends every session. */
export const change = (
  user: UserItem,
  { email = user.email, passwordHash, role = user.role, renamed = false }: Changes,
) => {
  if (email === user.email && passwordHash === undefined && role === user.role && !renamed) return []
  const epoch = nextEpoch(user)
  const set = {
    ...{ email, role, version: user.version + 1 },
    ...(passwordHash === undefined ? {} : { passwordHash, sessionEpoch: epoch, rotatedEpoch: epoch }),
    ...(renamed ? { profileVersion: user.version + 1 } : {}),
  }
  return [
    update('change', userKey(user.userId), { set, add: { changes: 1 } }, rule.asRead(user.version)),
    ...moveEmail(user, email),
  ]
}

/** Nothing is written for one who is an operator already. */
export const promote = (user: UserItem) => change(user, { role: 'OPERATOR' })

/** An email that is new in letter case alone has its guard already. */
const moveEmail = ({ userId, email: before }: UserItem, email: string) =>
  emailKey(before).pk === emailKey(email).pk
    ? []
    : [put('claimEmail', emailKey(email), { userId }, rule.uniqueEmail()), remove('freeEmail', emailKey(before))]

/** The epoch that a new password begins. */
const nextEpoch = ({ sessionEpoch }: UserItem): number => sessionEpoch + 1

/** The session that asks for a new password lives on, unless it was over before. */
export const keepSession = (user: UserItem, session: SessionItem | undefined) => {
  if (!session || session.endedAt) return []
  // Read at another moment, the two may only seem to be of different epochs.
  if (session.epoch !== user.sessionEpoch) return [sameSession(session)]
  const kept = next(session, { epoch: nextEpoch(user) })
  return [update('keepSession', keyOf(session), kept, rule.spentOnce(session.version))]
}

/** Holds the transaction to what was read of the user. */
export const sameUser = (user: UserItem) => check('sameUser', userKey(user.userId), rule.asRead(user.version))

/** Holds the transaction to what a name was found to be: a user's, or free. */
export const sameName = (username: string, user: UserItem | undefined) =>
  user ? sameUser(user) : check('freeName', usernameKey(username), rule.asRead(undefined))

export const beginSession = (session: SessionItem) => put('beginSession', keyOf(session), session)

/** @param user as read */
export const rotate = (user: UserItem, session: SessionItem, rotation: Rotation, now: string) => {
  const { set, givesWay, sibling, spends } = rotation
  const gaveWay = (givesWay ? 1 : 0) - (spends ? 1 : 0)
  const { add, ...rest } = next(session, set)
  const moved = [givesWay, spends].filter((key) => key !== undefined)
  return [
    update(
      'rotate',
      keyOf(session),
      { ...rest, add: gaveWay === 0 ? add : { ...add, gaveWay } },
      rule.live(),
      rule.unexpired(now),
      rule.spentOnce(session.version),
      rule.siblingKept(...moved),
    ),
    update(
      'vouch',
      userKey(user.userId),
      { set: { rotatedEpoch: session.epoch } },
      rule.currentEpoch(session.epoch),
      // The access token says which role the user has.
      rule.asRead(user.version),
    ),
    ...(givesWay && sibling ? [put('giveWay', givesWay, sibling)] : []),
    ...(spends ? [remove('spendSibling', spends)] : []),
  ]
}

export const endSession = (session: SessionItem, now: string) =>
  update(
    'endSession',
    keyOf(session),
    next(session, { endedAt: now, endedVersion: session.version + 1 }),
    rule.spentOnce(session.version),
  )

/** Holds the transaction to what was read of the session. */
export const sameSession = (session: SessionItem) =>
  check('sameSession', keyOf(session), rule.spentOnce(session.version))

const keyOf = ({ userId, sessionId }: SessionItem) => sessionKey(userId, sessionId)

const next = ({ version }: SessionItem, set: Partial<SessionItem>) => ({
  set: { ...set, version: version + 1 },
  add: { changes: 1 },
})
