// Every way in which matches change, and seats are taken.

import { check, put, update } from '#kernel/data/write.ts'
import { countMatch, holdSeat, limitsOf } from './holders.ts'
import {
  allMatches,
  applicationsOf,
  dueMatches,
  dueSeats,
  HOLD_MS,
  type HolderItem,
  type HostItem,
  type MatchItem,
  matchKey,
  noticeEnds,
  type SeatItem,
  seatKey,
} from './item.ts'
import { rule } from './rules.ts'

/** Where the list by start has a match. */
export const listed = (matchId: string, startsAt: string) => ({
  listPk: allMatches.pk,
  listSk: `${startsAt}#${matchId}`,
})

/** @param host what already counts towards the host's quota, as read */
export const open = (match: MatchItem, host: HostItem | undefined) => {
  const { matchId, hostId } = match
  return [
    put('open', matchKey(matchId), { ...match, counted: true }, rule.matchCounted(hostId, matchId)),
    countMatch(host, hostId, matchId),
  ]
}

export type MatchChanges = Partial<Pick<MatchItem, 'title' | 'venue' | 'startsAt' | 'maxPlayerCount'>>

/** Whether a change moves the start to a time of which payers have no notice. A free match has no payers. */
export const isHurried = (
  { startsAt: before, fee, playerCount }: MatchItem,
  { startsAt = before }: MatchChanges,
  now: string,
): boolean => fee > 0 && playerCount > 0 && startsAt !== before && startsAt < noticeEnds(now)

/** @param now ISO 8601 */
export const change = (
  { matchId, version, playerCount, startsAt: before }: MatchItem,
  changes: MatchChanges,
  userId: string,
  now: string,
) => {
  const { startsAt = before, maxPlayerCount } = changes
  const notice = noticeEnds(now)
  const moved =
    startsAt === before
      ? {}
      : { ...listed(matchId, startsAt), refundUntil: notice, ...(startsAt < notice ? { hurriedAt: now } : {}) }
  return update(
    'change',
    matchKey(matchId),
    { set: { ...changes, ...moved, changedBy: userId, version: version + 1 }, add: { changes: 1 } },
    rule.exists(),
    rule.hosted(userId),
    rule.open(now),
    rule.asRead(version, playerCount),
    ...(maxPlayerCount === undefined ? [] : [rule.roomForPlayers(maxPlayerCount)]),
  )
}

/** Holds a hurried move of the start to a seat that is not paid for yet. */
export const unpaidStill = ({ matchId, userId, applicationId }: SeatItem) =>
  check('unpaidStill', seatKey(matchId, userId), rule.stillHeld(), rule.sameSeat(applicationId))

/** Closes the match; the seats go back afterwards, in steps. */
export const cancel = ({ matchId, version, playerCount }: MatchItem, userId: string, now: string) =>
  update(
    'cancel',
    matchKey(matchId),
    {
      set: {
        status: 'CANCELLED',
        cancelledAt: now,
        changedBy: userId,
        duePk: dueMatches.pk,
        dueSk: `${now}#${matchId}`,
        version: version + 1,
      },
      add: { changes: 1 },
    },
    rule.exists(),
    rule.hosted(userId),
    rule.open(now),
    rule.asRead(version, playerCount),
  )

/** A new seat: confirmed where the match is free, else held for a payment. */
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
  const heldUntil = new Date(Date.parse(now) + HOLD_MS).toISOString()
  return {
    ...common,
    status: 'HELD',
    counted: true,
    heldUntil,
    duePk: dueSeats.pk,
    dueSk: `${heldUntil}#${applicationId}`,
  }
}

/** @param holder what the user already holds, as read; a free seat is not among it */
export const take = (seat: SeatItem, holder?: HolderItem) => {
  const counted = rule.counted(seat.matchId, seat.userId)
  return [
    update(
      'seat',
      matchKey(seat.matchId),
      { add: { playerCount: 1 } },
      rule.exists(),
      rule.open(seat.createdAt),
      rule.capacity(),
      counted,
    ),
    put('take', seatKey(seat.matchId, seat.userId), seat, rule.oneApplication(), counted, ...limitsOf(seat)),
    ...(seat.counted ? holdSeat(holder, seat) : []),
  ]
}
