// The token of a user's calendar, which calendar apps keep in an address.

import { isSigned, sign } from '#kernel/http/signature.ts'
import type { CalendarItem } from './items.ts'

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
