// The calendar of a user: its token, which calendar apps keep in an address, and the changes of it.

import { isSigned, sign } from '#kernel/http/signature.ts'
import { check, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { Calendar, type CalendarItem } from './items.ts'

const USE = 'calendar'
const FORM = /^(user_[0-7][0-9a-hjkmnp-tv-z]{25})\.([1-9][0-9]{0,8})\.([A-Za-z0-9_-]{22})$/

/** The user and the number are readable, and signed: the table holds nothing with which a token could be made. */
export const calendarToken = ({ userId, no }: Pick<CalendarItem, 'userId' | 'no'>): string =>
  `${userId}.${no}.${sign(USE, userId, String(no))}`

/** @returns undefined if this service did not make the token */
export const readToken = (token: string): Pick<CalendarItem, 'userId' | 'no'> | undefined => {
  const [, userId = '', no = '', signature = ''] = FORM.exec(token) ?? []
  return isSigned(signature, USE, userId, no) ? { userId, no: Number(no) } : undefined
}

interface OpenCalendar extends CalendarItem {
  revokedAt?: never
}

export const isOpen = (calendar: CalendarItem | undefined): calendar is OpenCalendar =>
  calendar !== undefined && calendar.revokedAt === undefined

/** The calendar with a valid token: the one that there is, or the next. @param before as read */
export const opened = (before: CalendarItem | undefined, userId: string, now: string): CalendarItem =>
  isOpen(before) ? before : { userId, no: (before?.no ?? 0) + 1, revoked: before?.revoked ?? 0, createdAt: now }

/** @param before as read @param calendar as of opened() */
export const openCalendar = (before: CalendarItem | undefined, { userId, revoked, createdAt }: CalendarItem) => {
  const asRead = guard.calendarUnchanged({ no: before?.no, revoked: before?.revoked })
  return isOpen(before)
    ? check('keepCalendar', Calendar.key(userId), asRead)
    : update(
        'openCalendar',
        Calendar.key(userId),
        { set: { userId, revoked, createdAt }, add: { no: 1 }, remove: ['revokedAt'] },
        asRead,
      )
}

/** From now on the token is worth nothing. */
export const revokeCalendar = (userId: string, now: string) =>
  update(
    'revokeCalendar',
    Calendar.key(userId),
    { set: { revokedAt: now }, add: { revoked: 1 } },
    guard.calendarOpen(),
  )
