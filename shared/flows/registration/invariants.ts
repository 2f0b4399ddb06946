// The invariants of a registration, each with the audit that proves it on stored data.

import { DefaultGroup } from '#domain/friends/items.ts'
import { User } from '#domain/users/items.ts'
import { coveredAcross, invariants, minus, plus } from '#kernel/data/invariants.ts'

export const invariant = invariants('registration', {
  defaultGroup: {
    says: 'A user who is not erased has a default friend group.',
    audit: coveredAcross(
      plus(User, ({ userId, erasedAt }) => (erasedAt ? [] : [{ about: userId, with: DefaultGroup.key(userId) }])),
      minus(DefaultGroup, ({ ownerId }) => [{ about: ownerId, with: User.key(ownerId) }]),
    ),
  },
})
