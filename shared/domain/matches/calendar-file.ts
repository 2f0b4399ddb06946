// The file of a calendar in the format of RFC 5545: one event for each seat, also for those that ended lately.

import { ICalCalendar, ICalEventStatus } from 'ical-generator'
import type { Language } from '#kernel/data/language.ts'
import { after } from '#kernel/data/time.ts'
import type { EndedItem, MatchItem, SeatItem } from './items.ts'

/** A seat with its match. */
export interface Entry {
  readonly match: MatchItem
  readonly seat: SeatItem | EndedItem
}

const NAMES: Readonly<Record<Language, string>> = { en: 'My matches', ko: '내 경기' }
const MINUTE_MS = 60_000
/** How often an app should fetch the file. */
const REFRESH_S = 60 * 60

const hasEnded = (seat: SeatItem | EndedItem): seat is EndedItem => 'endedAt' in seat

const statusOf = ({ match, seat }: Entry): ICalEventStatus => {
  if (hasEnded(seat) || match.status === 'CANCELLED') return ICalEventStatus.CANCELLED
  return seat.status === 'HELD' ? ICalEventStatus.TENTATIVE : ICalEventStatus.CONFIRMED
}

/** @param now the time of the file, ISO 8601 */
export const calendarFile = (entries: readonly Entry[], now: string, language: Language): string => {
  const calendar = new ICalCalendar({
    name: NAMES[language],
    prodId: { company: 'Holdfast', product: 'matches', language: language.toUpperCase() },
    ttl: REFRESH_S,
  })
  for (const entry of entries) {
    const { match, seat } = entry
    calendar.createEvent({
      id: `${seat.applicationId}@holdfast`,
      // Each change of the match by its host counts, and so does the end of the seat.
      sequence: match.version + (hasEnded(seat) ? 1 : 0),
      start: new Date(match.startsAt),
      end: new Date(after(match.startsAt, match.durationMinutes * MINUTE_MS)),
      stamp: new Date(now),
      summary: match.title,
      location: match.venue,
      status: statusOf(entry),
    })
  }
  return calendar.toString()
}
