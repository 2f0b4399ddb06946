// The invariant of erasures: nothing of an erased person is left.

import { User } from '#domain/users/items.ts'
import type { Item } from '#kernel/data/condition.ts'
import { excludes, invariants, minus, type Side } from '#kernel/data/invariants.ts'
import { traces } from './modules.ts'

/** What each module declares as left of a person. */
const left = (item: Item): readonly Side[] =>
  traces.flatMap((one) => {
    const userId = one.of(item)
    return userId === undefined ? [] : [{ about: userId, side: 1 as const, with: User.key(userId).pk }]
  })

export const invariant = invariants('erasure', {
  erased: {
    says: 'Of an erased user nothing is left but what each module declares as kept.',
    audit: excludes(
      left,
      minus(User, ({ userId, erasedAt }) => (erasedAt ? [{ about: userId, with: User.key(userId) }] : [])),
    ),
  },
})
