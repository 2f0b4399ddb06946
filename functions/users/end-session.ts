// Ends one of the caller's sessions. Its access token stays valid until it expires.

import { guard } from '#domain/users/guards.ts'
import { selfAndSession } from '#domain/users/reads.ts'
import { endSession } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.endSession, async ({ user: caller, path, now, read, require }) => {
  const { user, session } = await selfAndSession(read, caller, path.sessionId)
  const standing = guard.standing({ now, epoch: user.sessionEpoch })
  return { writes: [endSession(require(session, standing), now, standing)], reply: undefined }
})
