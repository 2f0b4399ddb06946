// Every way in which matches and seats change.

import type { Clause } from '../../kernel/rules.ts'
import { check, put, remove, update } from '../../kernel/write.ts'
import {
  allMatches,
  applicationsOf,
  dueMatches,
  dueSeats,
  type EndedItem,
  endedKey,
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

/** A hold that ran out makes way for a new seat of its owner; the count stays. */
export const retake = (lapsed: SeatItem, seat: SeatItem) => [
  check('seatAgain', matchKey(seat.matchId), rule.exists(), rule.open(seat.createdAt)),
  put(
    'retake',
    seatKey(seat.matchId, seat.userId),
    seat,
    rule.holdEnds(seat.createdAt),
    rule.sameSeat(lapsed.applicationId),
  ),
  ended(lapsed, 'LAPSE', seat.createdAt),
]

export const withdraw = (seat: SeatItem, now: string) => [...release([seat], 'APPLICANT', now, rule.open(now))]

/** Frees a seat whose hold ran out. */
export const sweep = (seat: SeatItem, now: string) => release([seat], 'LAPSE', now)

/** Gives back seats of a cancelled match; one transaction takes forty. */
export const empty = (seats: readonly SeatItem[], now: string) => release(seats, 'CANCELLATION', now)

/** A cancelled match without seats is done. */
export const emptied = (matchId: string) =>
  update('emptied', matchKey(matchId), { remove: ['duePk', 'dueSk'] }, rule.exists())

const askedBy = {
  APPLICANT: () => [rule.seated(), rule.unpaid()],
  LAPSE: (now: string) => [rule.holdEnds(now)],
  CANCELLATION: () => [],
}

const release = <Code extends string = never>(
  seats: readonly SeatItem[],
  by: EndedItem['by'],
  now: string,
  ...asks: Clause<'matches', Code>[]
) => {
  const [{ matchId } = { matchId: '' }] = seats
  const counted = seats.map(({ userId }) => rule.counted(matchId, userId))
  return [
    update<'matches', MatchItem, Code | 'match-not-found'>(
      'unseat',
      matchKey(matchId),
      { add: { playerCount: -seats.length } },
      rule.exists(),
      ...asks,
      ...counted,
    ),
    ...seats.flatMap((seat, at) => [
      remove(
        'release',
        seatKey(matchId, seat.userId),
        ...askedBy[by](now),
        rule.sameSeat(seat.applicationId),
        ...counted.slice(at, at + 1),
      ),
      ended(seat, by, now),
    ]),
  ]
}

const KEPT_S = 90 * 24 * 60 * 60

const ended = (seat: SeatItem, by: EndedItem['by'], now: string) => {
  const { applicationId, userId, status, heldUntil, billingId } = seat
  const seen = {
    applicationId,
    userId,
    status,
    ...(heldUntil ? { heldUntil } : {}),
    ...(billingId ? { billingId } : {}),
  }
  return put('ended', endedKey(seat.matchId, applicationId), {
    ...seen,
    endedAt: now,
    by,
    ttl: Math.floor(Date.parse(now) / 1000) + KEPT_S,
  })
}
