// Changes of matches, and of free or held seats.

import type { Clause } from '#kernel/data/guards.ts'
import { after } from '#kernel/data/time.ts'
import { change as changeOf, check, put, update } from '#kernel/data/write.ts'
import { isOpen } from './calendar.ts'
import { guard } from './guards.ts'
import { countMatch, holdSeat, limitsOf } from './holders.ts'
import {
  allMatches,
  applicationsOf,
  Calendar,
  type CalendarItem,
  dueMatches,
  dueSeats,
  HOLD_MS,
  type HolderItem,
  type HostItem,
  inAgenda,
  Match,
  type MatchItem,
  movedMatches,
  noticeEnds,
  Seat,
  type SeatItem,
  versions,
} from './items.ts'

/** The positions of a match in the lists by start: of all matches, and of its host's. */
export const listed = ({ matchId, hostId, startsAt }: Pick<MatchItem, 'matchId' | 'hostId' | 'startsAt'>) => ({
  listPk: allMatches.pk,
  listSk: `${startsAt}#${matchId}`,
  ...inAgenda('HOST', hostId, startsAt, matchId),
})

/** @param host as read */
export const open = (match: MatchItem, host: HostItem | undefined) => {
  const { matchId, hostId } = match
  return [
    put(
      'open',
      Match.key(matchId),
      { ...match, counted: true, ...versions.current },
      guard.withHost({ hostId, matchId }),
    ),
    countMatch(host, hostId, matchId),
  ]
}

export type MatchChanges = Partial<Pick<MatchItem, 'title' | 'venue' | 'startsAt' | 'maxPlayerCount'>>

/** Whether a change moves the start without the notice for payers. A free match has no payers. */
export const isHurried = (
  { startsAt: before, fee, playerCount }: MatchItem,
  { startsAt = before }: MatchChanges,
  now: string,
): boolean => fee > 0 && playerCount > 0 && startsAt !== before && startsAt < noticeEnds(now)

/** @param match as read @param now ISO 8601 */
export const change = (match: MatchItem, changes: MatchChanges, userId: string, now: string) => {
  const { matchId, hostId, version, playerCount, startsAt: before } = match
  const { startsAt = before, maxPlayerCount } = changes
  const notice = noticeEnds(now)
  const moved =
    startsAt === before
      ? {}
      : {
          ...listed({ matchId, hostId, startsAt }),
          // The sweeper lists the seats anew.
          ...(playerCount > 0 ? movedMatches.entry(matchId, now) : {}),
          refundUntil: notice,
          ...(startsAt < notice ? { evidence: { hurriedAt: now } } : {}),
        }
  return changeOf(
    'change',
    Match.key(matchId),
    { of: match, set: { ...changes, ...moved, version: version + 1 } },
    guard.exists(),
    guard.hosted({ userId }),
    guard.open({ now }),
    guard.unchanged(match),
    ...(maxPlayerCount === undefined ? [] : [guard.roomForPlayers({ maxPlayerCount })]),
  )
}

/** Requires, for a move of the start without notice, that a seat is still unpaid. */
export const unpaidStill = ({ matchId, userId, applicationId }: SeatItem) =>
  check('unpaidStill', Seat.key(matchId, userId), guard.stillHeld(), guard.sameSeat({ applicationId }))

/** Closes the match; the sweeper releases the seats later. @param match as read @param asks who may */
export const cancel = (match: MatchItem, now: string, ...asks: Clause<'matches', 'forbidden', MatchItem>[]) => {
  const { matchId, version } = match
  const due = dueMatches.entry(matchId, now)
  return changeOf(
    'cancel',
    Match.key(matchId),
    { of: match, set: { status: 'CANCELLED', cancelledAt: now, ...due, version: version + 1 } },
    guard.exists(),
    ...asks,
    guard.open({ now }),
    guard.unchanged(match),
  )
}

/** A new seat: confirmed if the match is free, otherwise held for a payment. */
export const newSeat = (match: MatchItem, userId: string, applicationId: string, now: string): SeatItem => {
  const { matchId, hostId, fee, startsAt } = match
  const common = {
    applicationId,
    matchId,
    userId,
    hostId,
    createdAt: now,
    listPk: applicationsOf(userId).pk,
    listSk: `${now}#${applicationId}`,
    ...inAgenda('PLAYER', userId, startsAt, matchId),
  }
  if (fee === 0) return { ...common, status: 'CONFIRMED' }
  const heldUntil = after(now, HOLD_MS)
  return {
    ...common,
    status: 'HELD',
    counted: true,
    heldUntil,
    ...dueSeats.entry(applicationId, heldUntil),
  }
}

/** @param holder as read; free seats are not listed there */
export const take = (seat: SeatItem, holder?: HolderItem) => {
  const { matchId, userId, createdAt: now } = seat
  const withSeat = guard.withSeat({ matchId, userId })
  return [
    update(
      'seat',
      Match.key(matchId),
      { add: { playerCount: 1 } },
      guard.exists(),
      guard.open({ now }),
      guard.capacity(),
      guard.listedStart(seat),
      withSeat,
    ),
    put('take', Seat.key(matchId, userId), seat, guard.oneApplication(), withSeat, ...limitsOf(seat)),
    ...(seat.counted ? holdSeat(holder, seat) : []),
  ]
}

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
  update('revokeCalendar', Calendar.key(userId), { set: { revokedAt: now }, add: { revoked: 1 } }, guard.calendarOpen())
