// Every way in which a seat is given back, with what is kept of it.

import type { Clause } from '../../kernel/rules.ts'
import { check, put, remove, update } from '../../kernel/write.ts'
import { type EndedItem, endedKey, type MatchItem, matchKey, type SeatItem, seatKey } from './item.ts'
import { rule } from './rules.ts'

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
