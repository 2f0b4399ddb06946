// Lists the caller's sessions that have not ended.

import { selfToShow, sessions } from '#domain/users/reads.ts'
import { standing } from '#domain/users/sessions.ts'
import { sessionView } from '#domain/users/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.listSessions, async ({ user: caller, page, now, read, cursor }) => {
  const { user } = await selfToShow(read, caller)
  const { items, next } = await sessions(read, user.userId, page, standing(user, now))
  return { reply: { items: items.map((one) => sessionView(one, caller.sessionId)), nextCursor: cursor(next) } }
})
