// The invariants of users and sessions, each with the audit that proves it on stored data.

import { acrossPartitions, each, invariants, minus, partition, plus, rooted } from '#kernel/data/invariants.ts'
import { limitOf } from './attempts.ts'
import { Attempt, Email, Profile, Session, Sibling, User, Username } from './items.ts'

export const invariant = invariants('users', {
  registered: {
    says: 'Every profile and every session belongs to a registered user.',
    audit: rooted(User, 'username'),
  },
  profile: {
    says: 'A user has a profile, and both have the same profile version.',
    audit: partition(
      User,
      { profile: Profile },
      ({ profileVersion = 0 }, { profile }) => profile !== undefined && (profile.version ?? 0) === profileVersion,
    ),
  },
  uniqueUsername: {
    says: 'A username, compared without case, belongs to at most one user.',
    audit: acrossPartitions(
      plus(User, ({ userId, username }) => {
        const key = Username.key(username)
        return [{ about: `${key.pk} of ${userId}`, with: key }]
      }),
      minus(Username, ({ pk, userId }) => [{ about: `${pk} of ${userId}`, with: User.key(userId) }]),
    ),
  },
  uniqueEmail: {
    says: 'An email, compared without case, belongs to at most one user.',
    audit: acrossPartitions(
      plus(User, ({ userId, email }) => {
        const key = Email.key(email)
        return [{ about: `${key.pk} of ${userId}`, with: key }]
      }),
      minus(Email, ({ pk, userId }) => [{ about: `${pk} of ${userId}`, with: User.key(userId) }]),
    ),
  },
  fewAttempts: {
    says: 'In a window of 15 minutes, at most 10 password checks fail per username and address, and at most 100 per address.',
    audit: each(Attempt, ({ count, pk }) => count <= limitOf(pk)),
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
