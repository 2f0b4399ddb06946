// Users as the lines of lists name them.

import type * as z from 'zod/mini'
import { Profile, type ProfileItem, User, type UserItem } from '#domain/users/items.ts'
import { displayNameOf } from '#domain/users/views.ts'
import type { Read } from '#kernel/commit/store.ts'
import type { FoundUser, userStates } from './schema.ts'

/** A user, with the profile until the erasure. */
export interface Found {
  readonly user: UserItem
  readonly profile: ProfileItem | undefined
}

export const foundUser = async (read: Read<'users'>, userId: string): Promise<Found | undefined> => {
  const [user, profile] = await read.all([User.key(userId), Profile.key(userId)])
  return user && { user, profile }
}

export const stateOf = ({ erasedAt, deletedAt, lockedAt }: UserItem): (typeof userStates)[number] => {
  if (erasedAt) return 'ERASED'
  if (deletedAt) return 'DELETED'
  return lockedAt ? 'LOCKED' : 'ACTIVE'
}

export const memberView = (userId: string, found: Found | undefined) => ({
  userId,
  username: found?.user.username || null,
  displayName: found?.profile ? displayNameOf(found.profile, found.user) : null,
})

export const foundUserView = ({ user, profile }: Found): z.input<typeof FoundUser> => ({
  ...memberView(user.userId, { user, profile }),
  email: user.email || null,
  role: user.role,
  state: stateOf(user),
  createdAt: user.createdAt,
})
