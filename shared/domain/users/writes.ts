// Every way in which users, their sessions and the attempts to sign in change.

import type { Key } from '../../kernel/key.ts'
import { check, put, remove, update } from '../../kernel/write.ts'
import { type Counter, WINDOW_MS } from './attempts.ts'
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
export const rename = (profile: ProfileItem, name: Name) => {
  const set = Object.fromEntries(Object.entries(name).filter(([part, value]) => value !== profile[part as keyof Name]))
  return Object.keys(set).length > 0 ? [update('rename', profileKey(profile.userId), { set })] : []
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

/** Clocks differ; no window that some clock still holds open is deleted. */
const SPARE_S = 60 * 60

/** Counts a wrong guess, into a new window where none is open. */
export const countFailure = ({ key, limit, item }: Counter, now: string) => {
  if (item && item.windowEndsAt > now)
    return update(
      'countFailure',
      key,
      { set: { lastAt: now }, add: { count: 1, failures: 1 } },
      rule.fewAttempts(limit - 1, now),
    )
  const windowEndsAt = new Date(Date.parse(now) + WINDOW_MS).toISOString()
  const before = item?.failures ?? 0
  const set = { count: 1, before, windowEndsAt, lastAt: now, ttl: Math.ceil(Date.parse(windowEndsAt) / 1000) + SPARE_S }
  return update('openWindow', key, { set, add: { failures: 1 } }, rule.oneWindow(before))
}

/** A right guess does not count, but one more than may be made is refused although it is right. */
export const allowGuess = ({ key, limit }: Counter, now: string) =>
  check('allowGuess', key, rule.fewAttempts(limit - 1, now))

export const beginSession = (session: SessionItem) => put('beginSession', keyOf(session), session)

/** @param user as read */
export const rotate = (user: UserItem, session: SessionItem, set: Partial<SessionItem>, now: string) => [
  update(
    'rotate',
    keyOf(session),
    next(session, set),
    rule.live(),
    rule.unexpired(now),
    rule.spentOnce(session.version),
  ),
  update('vouch', userKey(user.userId), { set: { rotatedEpoch: session.epoch } }, rule.currentEpoch(session.epoch)),
]

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
