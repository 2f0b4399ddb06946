// Signs out: ends the session of a refresh token, whichever token of the session is sent.

import { session as sessionOf } from '#domain/users/reads.ts'
import { isOfFamily, readToken } from '#domain/users/sessions.ts'
import { endSession } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.logout, async ({ body, now, read }) => {
  const presented = readToken(body.refreshToken)
  const session = presented && (await sessionOf(read, presented))
  const ends = session && isOfFamily(session, presented) && !session.endedAt
  return { writes: ends ? [endSession(session, now)] : [], reply: undefined }
})
