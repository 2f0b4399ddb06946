// The conditions that keep the invariants of users, in order of precedence, and the problem that a broken one answers.

import { both, either, type On } from '#kernel/data/condition.ts'
import { access, companions, keepers, order } from '#kernel/data/guards.ts'
import type { Key } from '#kernel/data/key.ts'
import { Forbidden, Unauthenticated } from '#kernel/data/problems.ts'
import type { Caller } from '#kernel/http/token.ts'
import { secondsUntil } from './attempts.ts'
import { invariant } from './invariants.ts'
import { Attempt, type AttemptItem, Email, Profile, Session, Totp, User, Username } from './items.ts'
import {
  EmailTaken,
  InvalidRefreshToken,
  SessionNotFound,
  TooManyAttempts,
  TooManyMails,
  TooManyRegistrations,
  UsernameTaken,
} from './problems.ts'

interface Limited {
  readonly most: number
  readonly now: string
}

/** The window is over, or its count is at most `most`. */
const few = (attempt: On<AttemptItem>, { most, now }: Limited) =>
  either(attempt.absent('windowEndsAt'), attempt.atMost('windowEndsAt', now), attempt.atMost('count', most))

export const guard = keepers('users', {
  uniqueUsername: Username.guard({
    when: (username) => username.missing(),
    fails: UsernameTaken,
    keeps: [invariant.uniqueUsername],
  }),
  uniqueEmail: Email.guard({ when: (email) => email.missing(), fails: EmailTaken, keeps: [invariant.uniqueEmail] }),
  /** A username belongs to the user that was read. */
  sameUsername: Username.expectation({
    when: (username, { userId }: { userId: string }) => username.equals('userId', userId),
    keeps: [invariant.uniqueUsername],
  }),
  /** The holder of an address is the one that was read. */
  sameHolder: Email.expectation({
    when: (email, { userId }: { userId: string | undefined }) =>
      userId === undefined ? email.missing() : email.equals('userId', userId),
    keeps: [invariant.uniqueEmail],
  }),
  /** A verified address never moves to another user. */
  unverified: Email.expectation({
    when: (email) => either(email.missing(), email.absent('verifiedAt')),
    keeps: [invariant.verified],
  }),
  fewAttempts: Attempt.guard({
    when: few,
    fails: TooManyAttempts,
    tells: ({ windowEndsAt = '' }, { now }) => ({ retryAfter: secondsUntil(windowEndsAt, now) }),
    keeps: [invariant.fewAttempts],
  }),
  /** Beyond the limit, one attempt at a time. */
  spacedAttempts: Attempt.guard({
    when: (attempt, { most, now }: Limited) =>
      either(few(attempt, { most, now }), both(attempt.exists('nextAt'), attempt.atMost('nextAt', now))),
    fails: TooManyAttempts,
    tells: ({ nextAt, windowEndsAt = '' }, { now }) => ({ retryAfter: secondsUntil(nextAt ?? windowEndsAt, now) }),
    keeps: [invariant.fewAttempts],
  }),
  fewMails: Attempt.guard({
    when: few,
    fails: TooManyMails,
    tells: ({ windowEndsAt = '' }, { now }) => ({ retryAfter: secondsUntil(windowEndsAt, now) }),
    keeps: [invariant.fewAttempts],
  }),
  /** Without a problem: beyond the limit, a registration or a request of a reset sends no mail. */
  fewQuietMails: Attempt.expectation({ when: few, keeps: [invariant.fewAttempts] }),
  fewRegistrations: Attempt.guard({
    when: few,
    fails: TooManyRegistrations,
    tells: ({ windowEndsAt = '' }, { now }) => ({ retryAfter: secondsUntil(windowEndsAt, now) }),
    keeps: order,
  }),
  /** A new window replaces only the one that was read, so that no concurrent failure is lost. */
  sameWindow: Attempt.expectation({
    when: (attempt, { windowEndsAt }: { windowEndsAt: string | undefined }) =>
      windowEndsAt === undefined ? attempt.missing() : attempt.equals('windowEndsAt', windowEndsAt),
    keeps: order,
  }),
  live: Session.guard({
    when: (session) => session.absent('endedAt'),
    fails: InvalidRefreshToken,
    keeps: [invariant.ended],
  }),
  /** For a request that names a session, an ended one is unknown. */
  standing: Session.guard({
    when: (session, { now, epoch }: { now: string; epoch: number }) =>
      both(session.absent('endedAt'), session.later('expiresAt', now), session.equals('epoch', epoch)),
    fails: SessionNotFound,
    keeps: access,
  }),
  /** A session ends 30 days after its last use, and 180 days after its start. */
  unexpired: Session.guard({
    when: (session, { now }: { now: string }) => session.later('expiresAt', now),
    fails: InvalidRefreshToken,
    keeps: access,
  }),
  /** A new password ends every session but the one that set it. */
  currentEpoch: User.guard({
    when: (user, { epoch }: { epoch: number }) => user.equals('sessionEpoch', epoch),
    fails: InvalidRefreshToken,
    keeps: access,
  }),
  /** A refresh token is used once, and the end of a session is never overwritten. */
  unchangedSession: Session.expectation({
    when: (session, { version }: { version: number }) => session.equals('version', version),
    keeps: order,
  }),
  /** A use prolongs a session from its stored start, which is at most 180 days before the new end. */
  withinLife: Session.expectation({
    when: (session, { startedFrom }: { startedFrom: string }) => session.atLeast('createdAt', startedFrom),
    keeps: [invariant.absoluteLife],
  }),
  withSiblings: companions({
    with: ({ moved }: { moved: readonly Key[] }) => moved,
    keeps: [invariant.siblings],
  }),
  /** A password is checked against the stored hash, and no concurrent change is overwritten. */
  unchangedUser: User.expectation({
    when: (user, { version }: { version: number }) => user.equals('version', version),
    keeps: [invariant.uniqueEmail, invariant.epochs],
  }),
  /** User and profile have the same profile version. */
  withProfile: companions({
    with: ({ userId }: { userId: string }) => [User.key(userId), Profile.key(userId)],
    keeps: [invariant.profile],
  }),
  /**
   * A user who has asked for deletion, or whom an operator has locked out, begins nothing new, and neither does a session that
   * has ended with its epoch: the access token names it.
   */
  active: User.guard({
    when: (user, { epoch, sessionId }: Pick<Caller, 'epoch' | 'sessionId'>) =>
      both(
        user.absent('deletedAt'),
        user.absent('lockedAt'),
        ...(epoch === undefined
          ? []
          : [either(user.equals('sessionEpoch', epoch), user.equals('keptSession', sessionId))]),
      ),
    fails: Unauthenticated,
    detail: {
      en: 'This session has ended, or the account is locked. Sign in again.',
      ko: '세션이 끝났거나 계정이 잠겼습니다. 다시 로그인해 주십시오.',
    },
    keeps: access,
  }),
  /** The role in an access token can be outdated. */
  operator: User.guard({
    when: (user, { userId }: { userId: string }) =>
      both(user.equals('userId', userId), user.equals('role', 'OPERATOR')),
    fails: Forbidden,
    detail: {
      en: 'This account is no operator any more. Sign in again: the access token carries the role.',
      ko: '이 계정은 더 이상 운영자가 아닙니다. 다시 로그인해 주십시오. 역할은 액세스 토큰에 들어 있습니다.',
    },
    keeps: access,
    authorises: true,
  }),
  /** A code is used once. */
  unchangedTotp: Totp.expectation({
    when: (totp, { version }: { version: number | undefined }) =>
      version === undefined ? totp.missing() : totp.equals('version', version),
    keeps: order,
  }),
  /** A failure counts against an unknown name only while no user has the name. */
  freeUsername: Username.expectation({ when: (username) => username.missing(), keeps: order }),
})

/** The caller is an operator, whatever the access token says. */
export const isOperator = (caller: Caller) => [guard.active(caller), guard.operator(caller)] as const
