// Returns the public profile of a user.

import { UserNotFound } from '#domain/users/problems.ts'
import { registered } from '#domain/users/reads.ts'
import { personView } from '#domain/users/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.getUser, async ({ path, read, refuse }) => {
  const { user, profile } = (await registered(read, path.userId)) ?? refuse(UserNotFound)
  return { reply: personView(user, profile) }
})
