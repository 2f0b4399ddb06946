// The calendar of a user's seats, for calendar apps.

import { isOpen, readToken } from '#domain/matches/calendar.ts'
import { calendarFile } from '#domain/matches/calendar-file.ts'
import { Calendar } from '#domain/matches/items.ts'
import { CalendarNotFound } from '#domain/matches/problems.ts'
import { calendarEntries } from '#domain/matches/reads.ts'
import { User } from '#domain/users/items.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.getCalendar, async ({ query, now, language, read, refuse }) => {
  const { userId, no } = readToken(query.token) ?? refuse(CalendarNotFound)
  const [calendar, user] = await read.all([Calendar.key(userId), User.key(userId)])
  // A user who has asked for deletion has no calendar any more.
  if (!isOpen(calendar) || calendar.no !== no || user?.deletedAt) return refuse(CalendarNotFound)
  return { reply: calendarFile(await calendarEntries(read, userId, now), now, language) }
})
