// Changes of matches, and of free or held seats.

import { change as changeOf, check, put, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { companionsOf, countMatch, holdSeat } from './holders.ts'
import {
  allMatches,
  dueMatches,
  type HolderItem,
  type HostItem,
  Match,
  type MatchItem,
  noticeEnds,
  Seat,
  type SeatItem,
} from './items.ts'
import type { Promotion } from './promotion.ts'

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

export type MatchChanges = Partial<Pick<MatchItem, 'title' | 'venue' | 'startsAt'>>

/** Another number of seats, and the people from the waiting list who get the new ones. */
export interface Room {
  readonly maxPlayerCount: number
  readonly promotion: Promotion
}

/** Whether a change moves the start without the notice for payers. A free match has no payers. */
export const isHurried = (
  { startsAt: before, fee, playerCount }: MatchItem,
  { startsAt = before }: MatchChanges,
  now: string,
): boolean => fee > 0 && playerCount > 0 && startsAt !== before && startsAt < noticeEnds(now)

interface Wanted {
  readonly userId: string
  readonly changes: MatchChanges
  readonly room?: Room | undefined
}

/** @param match as read @param now ISO 8601 */
export const change = (match: MatchItem, { userId, changes, room }: Wanted, now: string) => {
  const { matchId, version, startsAt: before } = match
  const { startsAt = before } = changes
  const notice = noticeEnds(now)
  const moved =
    startsAt === before
      ? {}
      : {
          ...listed(matchId, startsAt),
          refundUntil: notice,
          ...(startsAt < notice ? { evidence: { hurriedAt: now } } : {}),
        }
  const { maxPlayerCount, promotion } = room ?? {}
  const count = promotion?.count ?? 0
  const changed = changeOf(
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
  return { after: changed.after, writes: [changed, ...(promotion?.writes ?? [])] }
}

/** Requires, for a move of the start without notice, that a seat is still unpaid. */
export const unpaidStill = ({ matchId, userId, applicationId }: SeatItem) =>
  check('unpaidStill', Seat.key(matchId, userId), guard.stillHeld(), guard.sameSeat({ applicationId }))

/** Closes the match; the sweeper releases the seats later. @param match as read */
export const cancel = (match: MatchItem, userId: string, now: string) => {
  const { matchId, version } = match
  const due = dueMatches.entry(matchId, now)
  return changeOf(
    'cancel',
    Match.key(matchId),
    { of: match, set: { status: 'CANCELLED', cancelledAt: now, ...due, version: version + 1 } },
    guard.exists(),
    guard.hosted({ userId }),
    guard.open({ now }),
    guard.unchanged(match),
  )
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
    put('take', Seat.key(matchId, userId), seat, guard.oneApplication(), withSeat, ...companionsOf(seat)),
    ...(seat.counted ? holdSeat(holder, seat) : []),
  ]
}
