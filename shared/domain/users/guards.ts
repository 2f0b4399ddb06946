// The conditions that keep the invariants of users, in order of precedence, and the problem that a broken one answers.

import { either } from '#kernel/data/condition.ts'
import { access, companions, keepers, order } from '#kernel/data/guards.ts'
import type { Key } from '#kernel/data/key.ts'
import { secondsUntil } from './attempts.ts'
import { invariant } from './invariants.ts'
import { Attempt, Email, Profile, Session, User, Username } from './items.ts'
import { EmailTaken, InvalidRefreshToken, TooManyAttempts, UsernameTaken } from './problems.ts'

export const guard = keepers('users', {
  uniqueUsername: Username.guard({
    when: (username) => username.missing(),
    fails: UsernameTaken,
    keeps: [invariant.uniqueUsername],
  }),
  uniqueEmail: Email.guard({ when: (email) => email.missing(), fails: EmailTaken, keeps: [invariant.uniqueEmail] }),
  fewAttempts: Attempt.guard({
    when: (attempt, { most, now }: { most: number; now: string }) =>
      either(attempt.absent('windowEndsAt'), attempt.atMost('windowEndsAt', now), attempt.atMost('count', most)),
    fails: TooManyAttempts,
    tells: ({ windowEndsAt = '' }, { now }) => ({ retryAfter: secondsUntil(windowEndsAt, now) }),
    keeps: [invariant.fewAttempts],
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
  /** A session ends 30 days after its last use. */
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
  /** A failure counts against an unknown name only while no user has the name. */
  freeUsername: Username.expectation({ when: (username) => username.missing(), keeps: order }),
})
