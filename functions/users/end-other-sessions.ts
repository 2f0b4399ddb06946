// Ends all of the caller's sessions but the one that asks.

import { selfInSession } from '#domain/users/reads.ts'
import { changeUser, keepSession } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.endOtherSessions, async ({ user: caller, read }) => {
  const { user, session } = await selfInSession(read, caller)
  return {
    writes: [...changeUser(user, { endsSessions: true, kept: session }).writes, ...keepSession(user, session)],
    reply: undefined,
  }
})
