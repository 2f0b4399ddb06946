// Every way in which matches change, and seats are taken.

import { put, update } from '../../kernel/write.ts'
import {
  allMatches,
  applicationsOf,
  dueMatches,
  dueSeats,
  HOLD_MS,
  type MatchItem,
  matchKey,
  type SeatItem,
  seatKey,
} from './item.ts'
import { rule } from './rules.ts'

/** Where the list by start has a match. */
export const listed = (matchId: string, startsAt: string) => ({
  listPk: allMatches.pk,
  listSk: `${startsAt}#${matchId}`,
})

export const open = (match: MatchItem) => put('open', matchKey(match.matchId), match)

/** @param now ISO 8601 */
export const change = (
  { matchId, version, playerCount }: MatchItem,
  changes: Partial<Pick<MatchItem, 'title' | 'venue' | 'startsAt' | 'maxPlayerCount'>>,
  userId: string,
  now: string,
) => {
  const { startsAt, maxPlayerCount } = changes
  return update(
    'change',
    matchKey(matchId),
    {
      set: { ...changes, ...(startsAt ? listed(matchId, startsAt) : {}), changedBy: userId, version: version + 1 },
      add: { changes: 1 },
    },
    rule.exists(),
    rule.hosted(userId),
    rule.open(now),
    rule.asRead(version, playerCount),
    ...(maxPlayerCount === undefined ? [] : [rule.roomForPlayers(maxPlayerCount)]),
  )
}

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
  const { matchId, fee } = match
  const common = {
    applicationId,
    matchId,
    userId,
    createdAt: now,
    listPk: applicationsOf(userId).pk,
    listSk: `${now}#${applicationId}`,
  }
  if (fee === 0) return { ...common, status: 'CONFIRMED' }
  const heldUntil = new Date(Date.parse(now) + HOLD_MS).toISOString()
  return { ...common, status: 'HELD', heldUntil, duePk: dueSeats.pk, dueSk: `${heldUntil}#${applicationId}` }
}

export const take = (seat: SeatItem) => {
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
    put('take', seatKey(seat.matchId, seat.userId), seat, rule.oneApplication(), counted),
  ]
}
