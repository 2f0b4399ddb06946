// The invariants of users and sessions, each with the audit that proves it on stored data.

import { acrossPartitions, each, invariants, minus, partition, plus, rooted } from '#kernel/data/invariants.ts'
import { after } from '#kernel/data/time.ts'
import { mostOf } from './attempts.ts'
import { Attempt, Email, Profile, Session, Sibling, User, Username } from './items.ts'
import { MOST_MS } from './sessions.ts'

export const invariant = invariants('users', {
  registered: {
    says: 'Every profile and every session belongs to a registered user.',
    audit: rooted(User, 'username'),
  },
  profile: {
    says: 'A user who is not erased has a profile, and both have the same profile version.',
    audit: partition(
      User,
      { profile: Profile },
      ({ profileVersion = 0, erasedAt }, { profile }) =>
        erasedAt !== undefined || (profile !== undefined && (profile.version ?? 0) === profileVersion),
    ),
  },
  uniqueUsername: {
    says: 'A username, compared without case, belongs to at most one user.',
    audit: acrossPartitions(
      plus(User, ({ userId, username, erasedAt }) => {
        const key = Username.key(username)
        return erasedAt ? [] : [{ about: `${key.pk} of ${userId}`, with: key }]
      }),
      minus(Username, ({ pk, userId }) => [{ about: `${pk} of ${userId}`, with: User.key(userId) }]),
    ),
  },
  uniqueEmail: {
    says: 'An email, compared without case, is reserved for at most one user.',
    audit: acrossPartitions(
      plus(User, ({ userId, email, unreserved, erasedAt }) => {
        const key = Email.key(email)
        return unreserved || erasedAt ? [] : [{ about: `${key.pk} of ${userId}`, with: key }]
      }),
      minus(Email, ({ pk, userId }) => [{ about: `${pk} of ${userId}`, with: User.key(userId) }]),
    ),
  },
  verified: {
    says: 'A verified email is reserved for its user, and never moves to another one.',
    audit: acrossPartitions(
      plus(User, ({ userId, email, emailVerifiedAt, erasedAt }) => {
        const key = Email.key(email)
        return emailVerifiedAt && !erasedAt ? [{ about: `${key.pk} of ${userId}`, with: key }] : []
      }),
      minus(Email, ({ pk, userId, verifiedAt }) =>
        verifiedAt ? [{ about: `${pk} of ${userId}`, with: User.key(userId) }] : [],
      ),
    ),
  },
  fewAttempts: {
    says: 'In a window of 15 minutes, at most 10 password checks fail per account from unknown devices, at most 10 per known device, and per address 100, then one every 2 seconds. In an hour, a user requests at most 5 mails.',
    audit: each(Attempt, ({ count, pk }) => count <= (mostOf(pk) ?? count)),
  },
  absoluteLife: {
    says: 'A session ends at most 180 days after its start.',
    // Sessions of the first edition get their end with their next use.
    audit: each(
      Session,
      ({ createdAt, expiresAt, lastUsedAt }) => lastUsedAt === undefined || expiresAt <= after(createdAt, MOST_MS),
    ),
  },
  ended: {
    says: 'An ended session has no successor: none of its refresh tokens is used after its end.',
    // The first edition kept currentHash, and the version at the end of the session.
    audit: each(
      Session,
      ({ endedAt, currentHash, endedVersion, version }) =>
        endedAt === undefined || currentHash === undefined || endedVersion === version,
    ),
  },
  siblings: {
    says: 'Each open successor of a refresh token, except the newest, is stored until it is used.',
    audit: partition(User, { sessions: Session, siblings: Sibling }, (_, { sessions, siblings }) =>
      sessions.every(({ sessionId, previousHash, siblings: count = 1 }) => {
        const open = siblings.filter(
          (sibling) => sibling.sessionId === sessionId && sibling.parentHash === previousHash,
        )
        return open.length === count - 1
      }),
    ),
  },
  epochs: {
    says: 'The epoch of a session never exceeds the session epoch of its user.',
    audit: partition(User, { sessions: Session }, ({ sessionEpoch }, { sessions }) =>
      sessions.every(({ epoch }) => epoch <= sessionEpoch),
    ),
  },
})
