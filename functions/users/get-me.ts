// Returns the caller.

import { selfToShow } from '#domain/users/reads.ts'
import { userView } from '#domain/users/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.getMe, async ({ user, read }) => {
  const me = await selfToShow(read, user)
  return { reply: userView(me.user, me.profile) }
})
