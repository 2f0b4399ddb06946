// Views of users, field by field, so that no stored attribute leaks.

import type * as z from 'zod/mini'
import type { ProfileItem, UserItem } from './items.ts'
import type { Person, User } from './schema.ts'

export const userView = (user: UserItem, profile: ProfileItem): z.input<typeof User> => ({
  userId: user.userId,
  username: user.username,
  email: user.email,
  firstName: profile.firstName,
  lastName: profile.lastName,
  role: user.role,
  createdAt: user.createdAt,
})

export const personView = (user: UserItem, profile: ProfileItem): z.input<typeof Person> => ({
  userId: user.userId,
  username: user.username,
  firstName: profile.firstName,
  lastName: profile.lastName,
})
