// The conditions of a registration: all of it or nothing.

import { DefaultGroup } from '#domain/friends/items.ts'
import { invariant as users } from '#domain/users/invariants.ts'
import { Email, Profile, User, type UserItem, Username } from '#domain/users/items.ts'
import { companions, keepers } from '#kernel/data/guards.ts'
import { invariant } from './invariants.ts'

export const guard = keepers('registration', {
  whole: companions({
    with: ({ userId, username, email }: Pick<UserItem, 'userId' | 'username' | 'email'>) => [
      User.key(userId),
      Profile.key(userId),
      Username.key(username),
      Email.key(email),
      DefaultGroup.key(userId),
    ],
    keeps: [invariant.defaultGroup, users.registered, users.profile, users.uniqueUsername, users.uniqueEmail],
  }),
})
