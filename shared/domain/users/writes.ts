// Changes of users and sessions.

import type { Clause } from '#kernel/data/guards.ts'
import type { Key } from '#kernel/data/key.ts'
import { type Announcement, announce } from '#kernel/data/outbox.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'
import { change, check, put, remove, update } from '#kernel/data/write.ts'
import type { Caller } from '#kernel/http/token.ts'
import { event } from './events.ts'
import { guard, isOperator } from './guards.ts'
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
import type { Registered } from './reads.ts'
import { MOST_MS, type Rotation } from './sessions.ts'

export const newUser = (
  registration: Pick<UserItem, 'userId' | 'username' | 'email' | 'passwordHash' | 'language' | 'createdAt'>,
): UserItem => ({ ...registration, role: 'USER', sessionEpoch: 0, version: 0 })

/** What a registration does about the address: reserves it, or finds it reserved for the holder as read. */
export type Reservation = 'reserve' | { readonly holder: EmailItem | undefined }

/** @param whole requires the companions of a registration */
export const register = (
  user: UserItem,
  profile: ProfileItem,
  address: Reservation,
  whole: Clause<'users', never, UserItem>,
) => {
  const { userId, username, createdAt } = user
  return announce(
    [
      put('claimUsername', Username.key(username), { userId, ...listed(username) }, guard.uniqueUsername()),
      ...reserve(user, address),
      put('register', User.key(userId), user, whole),
      put('describe', Profile.key(userId), profile),
    ],
    createdAt,
    event.registered(user, { userId }),
  )
}

const reserve = ({ userId, email }: UserItem, address: Reservation) => {
  if (address === 'reserve') return [put('claimEmail', Email.key(email), { userId }, guard.uniqueEmail())]
  const same = guard.sameHolder({ userId: address.holder?.userId })
  return address.holder
    ? [check('keepEmail', Email.key(email), same)]
    : [put('claimEmail', Email.key(email), { userId }, same)]
}

const listed = (username: string) => ({ listPk: usernamesFrom(username).partition.pk, listSk: username.toLowerCase() })

/** Lists a username of the first edition. */
export const list = (username: string, claim: UsernameItem | undefined) =>
  claim && !claim.listPk
    ? [update('list', Username.key(username), { set: listed(username) }, guard.sameUsername(claim))]
    : []

/** The changes of a user; undefined attributes stay unchanged. */
interface UserChanges {
  readonly email?: string | undefined
  readonly passwordHash?: string | undefined
  readonly role?: UserItem['role']
  readonly language?: UserItem['language'] | undefined
  /** The version of the profile that changes in the same transaction. */
  readonly profileVersion?: number | undefined
  /** '' drops a pending change. */
  readonly pendingEmail?: string | undefined
  readonly emailVerifiedAt?: string | undefined
  /** Ends every session, as a new password does. */
  readonly endsSessions?: true
  /** The session that continues when the others end. */
  readonly kept?: SessionItem | undefined
}

/**
 * Changes a user from the state that was read. A new password starts a new epoch, which ends every session, and drops an email
 * that waits for its verification.
 * @returns the user afterwards, and the writes: none if nothing changes
 */
export const changeUser = (user: UserItem, changes: UserChanges) => {
  const { email = user.email, role = user.role, endsSessions, kept, pendingEmail: wanted, ...set } = changes
  // A person with the earlier password may have asked for the address that waits.
  const pendingEmail = wanted ?? (set.passwordHash !== undefined && user.pendingEmail ? '' : undefined)
  const isSame = email === user.email && role === user.role && (pendingEmail ?? '') === (user.pendingEmail ?? '')
  const isIdle = !endsSessions && Object.values(set).every((value) => value === undefined)
  if (isSame && isIdle) return { after: user, writes: [] }
  const isEnding = set.passwordHash !== undefined || endsSessions === true
  const epoch = isEnding ? nextEpoch(user, kept) : nothing
  const changed = change(
    'change',
    User.key(user.userId),
    {
      of: user,
      set: { ...set, ...epoch.set, email, role, ...(pendingEmail ? { pendingEmail } : {}), version: user.version + 1 },
      remove: [
        ...epoch.remove,
        ...(pendingEmail === '' ? (['pendingEmail'] as const) : []),
        // Only without mail does the email itself change here, unverified.
        ...(email === user.email ? [] : (['emailVerifiedAt', 'unreserved'] as const)),
        ...(set.emailVerifiedAt === undefined ? [] : (['unreserved'] as const)),
      ],
    },
    guard.unchangedUser(user),
    ...(set.profileVersion === undefined ? [] : [guard.withProfile(user)]),
  )
  return { after: changed.after, writes: [changed] }
}

interface Names extends Pick<ProfileItem, 'firstName' | 'lastName'> {
  readonly displayName: string | undefined
}

/** Changes a user together with the profile. */
export const changeRegistered = (
  { user, profile }: Registered,
  { firstName, lastName, displayName, ...changes }: Names & UserChanges,
) => {
  const isSame = firstName === profile.firstName && lastName === profile.lastName && displayName === profile.displayName
  if (isSame) {
    const { after, writes } = changeUser(user, changes)
    return { after: { user: after, profile }, writes }
  }
  const version = user.version + 1
  const named = change(
    'rename',
    Profile.key(user.userId),
    { of: profile, set: { firstName, lastName, displayName, version } },
    guard.withProfile(user),
  )
  const { after, writes } = changeUser(user, { ...changes, profileVersion: version })
  return { after: { user: after, profile: named.after }, writes: [...writes, named] }
}

/** Ends every session; its access tokens still say OPERATOR, but do nothing. Writes nothing for a user who is no operator. */
export const demote = (user: UserItem) =>
  user.role === 'OPERATOR' ? changeUser(user, { role: 'USER', endsSessions: true }).writes : []

/** Writes nothing for a user who is already an operator. */
export const promote = (user: UserItem) => changeUser(user, { role: 'OPERATOR' }).writes

/** Goes with a change of the email: without mail, the new address is reserved at once. */
export const moveEmail = ({ userId, email: before, unreserved, emailVerifiedAt }: UserItem, email: string) => {
  if (email === before) return []
  if (Email.key(before).pk === Email.key(email).pk && !unreserved)
    return emailVerifiedAt ? [put('keepEmail', Email.key(email), { userId }, guard.sameHolder({ userId }))] : []
  return [
    put('claimEmail', Email.key(email), { userId }, guard.uniqueEmail()),
    ...(unreserved ? [] : [remove('freeEmail', Email.key(before))]),
  ]
}

/** An address that its user has proved to own, and what is stored about it. */
export interface Proof {
  readonly user: UserItem
  readonly email: string
  readonly holder: EmailItem | undefined
  /** The user for whom the address is reserved, if another. */
  readonly other: UserItem | undefined
}

/** Verifies the address of a user: it becomes the email, and is reserved for the user, even if another had it unverified. */
export const verify = (proof: Proof, now: string) => {
  const { user, email } = proof
  const { userId, email: before } = user
  const isMoved = Email.key(before).pk !== Email.key(email).pk
  const verified = change(
    'verify',
    User.key(userId),
    {
      of: user,
      set: { email, emailVerifiedAt: now, version: user.version + 1 },
      remove: user.pendingEmail === email ? ['unreserved', 'pendingEmail'] : ['unreserved'],
    },
    guard.unchangedUser(user),
  )
  return {
    after: verified.after,
    writes: [
      verified,
      ...reserveVerified(proof, now),
      ...(isMoved && !user.unreserved ? [remove('freeEmail', Email.key(before))] : []),
    ],
  }
}

const reserveVerified = ({ user: { userId }, email, holder, other }: Proof, now: string) => [
  put(
    'verifyEmail',
    Email.key(email),
    { userId, verifiedAt: now },
    guard.sameHolder({ userId: holder?.userId }),
    ...(holder?.userId === userId ? [] : [guard.unverified()]),
  ),
  ...(other ? [giveUpEmail(other)] : []),
]

/** Another user has verified the address, so this user has it without a reservation. */
const giveUpEmail = (user: UserItem) =>
  update(
    'giveUpEmail',
    User.key(user.userId),
    { set: { unreserved: true, version: user.version + 1 } },
    guard.unchangedUser(user),
  )

/** The epoch that a new password starts: every session ends but the one that is kept. */
const nextEpoch = (user: UserItem, kept?: SessionItem) => {
  const sessionEpoch = user.sessionEpoch + 1
  return continues(user, kept)
    ? { set: { sessionEpoch, keptSession: kept.sessionId }, remove: [] as const }
    : { set: { sessionEpoch }, remove: ['keptSession'] as const }
}
const nothing = { set: {}, remove: [] as const }

const continues = (user: UserItem, session: SessionItem | undefined): session is SessionItem =>
  session !== undefined && session.endedAt === undefined && session.epoch === user.sessionEpoch

/** The session that sets a new password continues, unless it had ended. */
export const keepSession = (user: UserItem, session: SessionItem | undefined) => {
  if (!session || session.endedAt) return []
  // Read at different moments, the two can seem to be of different epochs.
  if (!continues(user, session)) return [sameSession(session)]
  return [changeSession('keepSession', session, { epoch: user.sessionEpoch + 1 })]
}

interface Reset {
  readonly passwordHash: string
  /** The link verifies the address, too. */
  readonly proof: Proof | undefined
  /** The failures of the account, which the new password makes void. */
  readonly counter: Key<'users', AttemptItem>
}

/** Sets a new password without the old one. */
export const resetPassword = (user: UserItem, { passwordHash, proof, counter }: Reset, now: string) => {
  const { writes } = changeUser(user, { passwordHash, ...(proof ? { emailVerifiedAt: now } : {}) })
  return [...writes, ...(proof ? reserveVerified(proof, now) : []), remove('forgetFailures', counter)]
}

/** The user asks for deletion: every session ends, and the eraser begins. */
export const leaveService = (user: UserItem, now: string) => {
  const { userId, version } = user
  const { set, remove } = nextEpoch(user)
  const left = { ...set, deletedAt: now, version: version + 1, ...dueUsers.entry(userId, now) }
  const leave = change('leave', User.key(userId), { of: user, set: left, remove }, guard.unchangedUser(user))
  return announce([leave], now, event.deleted(user, { userId }))
}

/** Another job has to act first. */
const POSTPONED_MS = 2000
export const postpone = (user: UserItem, now: string) => {
  const { userId, version } = user
  const set = { version: version + 1, ...dueUsers.entry(userId, after(now, POSTPONED_MS)) }
  return change('postpone', User.key(userId), { of: user, set }, guard.unchangedUser(user))
}

/** The last step: names and addresses go. The id stays, so that others see a former member. */
export const forgetUser = (user: UserItem, now: string, whole: Clause<'users', never, UserItem>) => {
  const { userId, username, email, unreserved, createdAt, deletedAt = now, sessionEpoch, version, eventSeq } = user
  const kept: UserItem = {
    userId,
    username: '',
    email: '',
    passwordHash: '',
    role: 'USER',
    createdAt,
    sessionEpoch,
    version: version + 1,
    ...(eventSeq ? { eventSeq } : {}),
    deletedAt,
    erasedAt: now,
    ...dueUsers.entry(userId, after(now, DAY_MS)),
  }
  return [
    put('forget', User.key(userId), kept, guard.unchangedUser(user), whole),
    remove('forgetProfile', Profile.key(userId)),
    remove('freeUsername', Username.key(username)),
    ...(unreserved ? [] : [remove('freeEmail', Email.key(email))]),
  ]
}

/** The second pass found nothing. */
export const lookAgain = (user: UserItem) =>
  change(
    'lookAgain',
    User.key(user.userId),
    { of: user, set: { version: user.version + 1 }, remove: ['duePk', 'dueSk'] },
    guard.unchangedUser(user),
  )

/** Requires that the caller may begin something new. */
export const active = (caller: Caller) => check('active', User.key(caller.userId), guard.active(caller))

/** Requires that the caller is an operator, whatever the access token says. */
export const asOperator = (caller: Caller) => check('asOperator', User.key(caller.userId), ...isOperator(caller))

/** Like active(), with events of the user. @param user as read */
export const activeWith = (caller: Caller, now: string, ...announced: readonly Announcement[]) =>
  announce([update('announce', User.key(caller.userId), {}, guard.active(caller))], now, ...announced)

/** @param before as read; an app that was never confirmed is replaced */
export const beginTotp = (item: TotpItem, before: TotpItem | undefined) =>
  put('beginTotp', Totp.key(item.userId), { ...item, version: (before?.version ?? 0) + 1 }, sameTotp(before))

/** Stores the use of a code. */
export const useTotp = (before: TotpItem, after: TotpItem) =>
  put('useTotp', Totp.key(after.userId), after, sameTotp(before))

export const removeTotp = (before: TotpItem) => remove('removeTotp', Totp.key(before.userId), sameTotp(before))

/** Requires the authenticator app as read. */
export const keepTotp = (userId: string, before: TotpItem | undefined) =>
  check('keepTotp', Totp.key(userId), sameTotp(before))

const sameTotp = (before: TotpItem | undefined) => guard.unchangedTotp({ version: before?.version })

/** An operator locks the user out: every session ends. */
export const lockUser = (user: UserItem, now: string) => {
  const { userId, version, lockedAt = now } = user
  const { set, remove } = nextEpoch(user)
  const locked = { ...set, lockedAt, version: version + 1 }
  return change('lock', User.key(userId), { of: user, set: locked, remove }, guard.unchangedUser(user))
}

export const unlockUser = (user: UserItem) =>
  change(
    'unlock',
    User.key(user.userId),
    { of: user, set: { version: user.version + 1 }, remove: ['lockedAt'] },
    guard.unchangedUser(user),
  )

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
    changeSession(
      'rotate',
      session,
      set,
      guard.live(),
      guard.unexpired({ now }),
      guard.withinLife({ startedFrom: after(set.expiresAt, -MOST_MS) }),
      guard.withSiblings({ moved }),
    ),
    // The role in the access token must be current.
    check('sameEpoch', User.key(user.userId), guard.currentEpoch({ epoch: session.epoch }), guard.unchangedUser(user)),
    ...(replaces ? [put('replaceSibling', replaces.key, replaces.sibling)] : []),
    ...(spends ? [remove('spendSibling', spends)] : []),
  ]
}

/** After this, no token of the session can be used. @param asks further clauses */
export const endSession = <Code extends string = never>(
  session: SessionItem,
  now: string,
  ...asks: Clause<'users', Code, SessionItem>[]
) =>
  change(
    'endSession',
    keyOf(session),
    { of: session, set: { endedAt: now, version: session.version + 1 }, remove: ['currentHash'] },
    ...asks,
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
