// Revokes the token of the caller's calendar.

import { guard } from '#domain/matches/guards.ts'
import { calendar } from '#domain/matches/reads.ts'
import { revokeCalendar } from '#domain/matches/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.revokeCalendar, async ({ user, now, read, require }) => {
  require(await calendar(read, user.userId), guard.calendarOpen())
  return { writes: [revokeCalendar(user.userId, now)], reply: undefined }
})
