// The condition that keeps an erasure whole.

import { DefaultGroup } from '#domain/friends/items.ts'
import { Profile, User } from '#domain/users/items.ts'
import { companions, keepers } from '#kernel/data/guards.ts'
import { invariant } from './invariants.ts'

export const guard = keepers('erasure', {
  /** Names, addresses and the default group go together with the mark that the user is erased. */
  whole: companions({
    with: ({ userId }: { userId: string }) => [User.key(userId), Profile.key(userId), DefaultGroup.key(userId)],
    keeps: [invariant.erased],
  }),
})
