// Registers a user: the user, the profile, the unique names, and the default friend group, in one transaction.

import { openDefaultGroup } from '#domain/friends/writes.ts'
import type { ProfileItem, UserItem } from '#domain/users/items.ts'
import { type Reservation, register as registerUser } from '#domain/users/writes.ts'
import { guard } from './guards.ts'

/** @param groupId of the default group */
export const register = (user: UserItem, profile: ProfileItem, address: Reservation, groupId: string) => [
  ...registerUser(user, profile, address, guard.whole(user)),
  openDefaultGroup(groupId, user.userId, user.createdAt),
]
