// Makes the token of the caller's calendar, or shows the one that there is.

import { calendar } from '#domain/matches/reads.ts'
import { calendarView } from '#domain/matches/views.ts'
import { openCalendar, opened } from '#domain/matches/writes.ts'
import { active } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.openCalendar, async ({ user, now, read }) => {
  const { userId } = user
  const before = await calendar(read, userId)
  const shown = opened(before, userId, now)
  return { writes: [openCalendar(before, shown), active(user)], reply: calendarView(shown) }
})
