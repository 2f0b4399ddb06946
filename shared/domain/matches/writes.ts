// Changes of matches, and of free or held seats.

import type { Clause } from '#kernel/data/guards.ts'
import { after } from '#kernel/data/time.ts'
import { change as changeOf, check, put, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { countMatch, holdSeat, limitsOf } from './holders.ts'
import {
  allMatches,
  applicationsOf,
  dueMatches,
  dueSeats,
  HOLD_MS,
  type HolderItem,
  type HostItem,
  Match,
  type MatchItem,
  noticeEnds,
  Seat,
  type SeatItem,
} from './items.ts'

/** The position of a match in the list by start. */
export const listed = (matchId: string, startsAt: string) => ({
  listPk: allMatches.pk,
  listSk: `${startsAt}#${matchId}`,
})

/** @param host as read */
export const open = (match: MatchItem, host: HostItem | undefined) => {
  const { matchId, hostId } = match
  return [
    put('open', Match.key(matchId), { ...match, counted: true }, guard.withHost({ hostId, matchId })),
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
  const { matchId, version, startsAt: before } = match
  const { startsAt = before, maxPlayerCount } = changes
  const notice = noticeEnds(now)
  const moved =
    startsAt === before
      ? {}
      : {
          ...listed(matchId, startsAt),
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
  const { matchId, hostId, fee } = match
  const common = {
    applicationId,
    matchId,
    userId,
    hostId,
    createdAt: now,
    listPk: applicationsOf(userId).pk,
    listSk: `${now}#${applicationId}`,
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
      withSeat,
    ),
    put('take', Seat.key(matchId, userId), seat, guard.oneApplication(), withSeat, ...limitsOf(seat)),
    ...(seat.counted ? holdSeat(holder, seat) : []),
  ]
}
