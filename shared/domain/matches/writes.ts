// Changes of matches, and of free or held seats.

import type { Clause } from '#kernel/data/guards.ts'
import { announce } from '#kernel/data/outbox.ts'
import { change as changeOf, check, put, update } from '#kernel/data/write.ts'
import { isOpen } from './calendar.ts'
import { event, nextSeq } from './events.ts'
import { guard } from './guards.ts'
import { companionsOf, countMatch, holdSeat } from './holders.ts'
import {
  allMatches,
  Calendar,
  type CalendarItem,
  changeable,
  dueMatches,
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
import type { Promotion } from './promotion.ts'

/** The positions of a match in the lists by start: of all matches, and of its host's. */
export const listed = ({ matchId, hostId, startsAt }: Pick<MatchItem, 'matchId' | 'hostId' | 'startsAt'>) => ({
  listPk: allMatches.pk,
  listSk: `${startsAt}#${matchId}`,
  ...inAgenda('HOST', hostId, startsAt, matchId),
})

/** @param host as read */
export const open = (match: MatchItem, host: HostItem | undefined) => {
  const { matchId, hostId, startsAt, createdAt } = match
  const counted = { ...match, counted: true, announced: true, ...versions.current } as const
  return announce(
    [put('open', Match.key(matchId), counted, guard.withHost({ hostId, matchId })), countMatch(host, hostId, matchId)],
    createdAt,
    event.opened(match, { matchId, hostId, startsAt }),
  )
}

export type MatchChanges = Partial<Pick<MatchItem, 'title' | 'venue' | 'startsAt'>>

/** Another number of seats, and the people from the waiting list who get the new ones. */
export interface Room {
  readonly maxPlayerCount: number
  readonly promotion: Promotion
  /** More seats follow in other transactions; the last one has the event of the change. */
  readonly isPart?: true
}

/** Whether a change moves the start without the notice for payers. A free match has no payers. */
export const isHurried = (
  { startsAt: before, fee, playerCount }: MatchItem,
  { startsAt = before }: MatchChanges,
  now: string,
): boolean => fee > 0 && playerCount > 0 && startsAt !== before && startsAt < noticeEnds(now)

/** Who changes a match: its host. @param people to notify */
interface Hosting {
  readonly userId: string
  readonly people: readonly string[]
}

interface Wanted {
  readonly changes: MatchChanges
  readonly room?: Room | undefined
}

/** @param match as read @param now ISO 8601 */
export const change = (match: MatchItem, { changes, room }: Wanted, { userId, people }: Hosting, now: string) => {
  const { matchId, hostId, version, playerCount, startsAt: before } = match
  const { startsAt = before } = changes
  const { maxPlayerCount, promotion } = room ?? {}
  const count = promotion?.userIds.length ?? 0
  const notice = noticeEnds(now)
  const moved =
    startsAt === before
      ? {}
      : {
          ...listed({ matchId, hostId, startsAt }),
          // The sweeper lists the seats anew.
          ...(playerCount + count > 0 ? movedMatches.entry(matchId, now) : {}),
          refundUntil: notice,
          ...(startsAt < notice ? { evidence: { hurriedAt: now } } : {}),
        }
  const write = changeOf(
    'change',
    Match.key(matchId),
    {
      of: match,
      set: { ...changes, maxPlayerCount, ...moved, version: version + 1 },
      ...(count > 0 ? { add: { playerCount: count, waitingCount: -count } } : {}),
    },
    guard.exists(),
    guard.hosted({ userId }),
    guard.open({ now }),
    guard.unchanged(match),
    ...(maxPlayerCount === undefined ? [] : [guard.roomForPlayers({ maxPlayerCount })]),
    ...(promotion?.ofMatch ?? []),
  )
  const { after } = write
  const wanted: Partial<MatchItem> = { ...changes, ...(maxPlayerCount === undefined ? {} : { maxPlayerCount }) }
  const changed = changeable.filter((field) => wanted[field] !== undefined && wanted[field] !== match[field])
  const told =
    changed.length > 0 && !room?.isPart ? [event.changed(match, { matchId, changed, startsAt }, ...people)] : []
  const writes = [write, ...(promotion?.writesAfter(told.length) ?? [])]
  return { writes: announce(writes, now, ...told, ...(promotion?.events ?? [])), after }
}

/** Requires, for a move of the start without notice, that a seat is still unpaid. */
export const unpaidStill = ({ matchId, userId, applicationId }: SeatItem) =>
  check('unpaidStill', Seat.key(matchId, userId), guard.stillHeld(), guard.sameSeat({ applicationId }))

/** Closes the match; the sweeper releases the seats later. @param match as read @param people to notify @param asks who may */
export const cancel = (
  match: MatchItem,
  people: readonly string[],
  now: string,
  ...asks: Clause<'matches', 'forbidden', MatchItem>[]
) => {
  const { matchId, version, startsAt } = match
  const due = dueMatches.entry(matchId, now)
  const write = changeOf(
    'cancel',
    Match.key(matchId),
    { of: match, set: { status: 'CANCELLED', cancelledAt: now, ...due, version: version + 1 } },
    guard.exists(),
    ...asks,
    guard.open({ now }),
    guard.unchanged(match),
  )
  const { after } = write
  return { writes: announce([write], now, event.cancelled(match, { matchId, startsAt }, ...people)), after }
}

/** A seat that has just been taken, as its event tells it. */
export const taken = (match: MatchItem, { matchId, applicationId, userId, status, heldUntil }: SeatItem) =>
  event.seatTaken(match, { matchId, applicationId, userId, status, heldUntil: heldUntil ?? null })

/** @param match as read @param holder as read; free seats are not listed there */
export const take = (match: MatchItem, seat: SeatItem, holder?: HolderItem) => {
  const { matchId, userId, createdAt: now } = seat
  const withSeat = guard.withSeat({ matchId, userId })
  return announce(
    [
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
      put(
        'take',
        Seat.key(matchId, userId),
        { ...seat, takenSeq: nextSeq(match) },
        guard.oneApplication(),
        withSeat,
        ...companionsOf(seat),
      ),
      ...(seat.counted ? holdSeat(holder, seat) : []),
    ],
    now,
    taken(match, seat),
  )
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
