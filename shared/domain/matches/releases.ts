// Every way in which a seat is given back, with what is kept of it.

import type { Clause } from '#kernel/data/guards.ts'
import { check, put, remove, update } from '#kernel/data/write.ts'
import { forgiveTake, holdSeat, limitsOf } from './holders.ts'
import {
  type EndedItem,
  endedKey,
  type HolderItem,
  type MatchItem,
  matchKey,
  noticeEnds,
  type SeatItem,
  seatKey,
} from './item.ts'
import { rule } from './rules.ts'

/** A hold that ran out makes way for a new seat of its owner; the count stays. @param holder what they hold, as read */
export const retake = (lapsed: SeatItem, seat: SeatItem, holder?: HolderItem) => [
  check('seatAgain', matchKey(seat.matchId), rule.exists(), rule.open(seat.createdAt)),
  put(
    'retake',
    seatKey(seat.matchId, seat.userId),
    seat,
    rule.holdEnds(seat.createdAt),
    rule.sameSeat(lapsed.applicationId),
    ...limitsOf(seat),
  ),
  ended(lapsed, 'LAPSE', seat.createdAt),
  ...(seat.counted ? holdSeat(holder, seat) : []),
]

export const withdraw = (seat: SeatItem, now: string) =>
  release([seat], 'APPLICANT', now, {
    ofMatch: [rule.exists(), rule.open(now)],
    ofSeat: () => [rule.seated(), rule.unpaid()],
  })

/** Frees seats of one match whose hold ran out; one transaction takes forty. */
export const sweep = (seats: readonly SeatItem[], now: string) =>
  release(seats, 'LAPSE', now, { ofMatch: [rule.exists()], ofSeat: () => [rule.holdEnds(now)] })

/** Gives back seats of a cancelled match that no billing has; one transaction takes forty. */
export const empty = (seats: readonly SeatItem[], now: string) =>
  release(seats, 'CANCELLATION', now, { ofMatch: [rule.exists()], ofSeat: () => [rule.unpaid()] })

/**
 * A billing gives back the seat that it reserved, and the place to park with it.
 * @param seat as read @param withdrawnAt when its user asked for it
 */
export const giveBack = <Code extends string = never>(
  seat: SeatItem,
  now: string,
  withdrawnAt?: string,
  ...ofMatch: Clause<'matches', Code>[]
) => [
  ...release<Code>([seat], 'BILLING', now, {
    ofMatch,
    ofSeat: ({ billingId = '' }) => [rule.reservedBy(billingId)],
    ...(withdrawnAt ? { withdrawnAt } : {}),
  }),
  ...(seat.counted && seat.status === 'CONFIRMED' ? [forgiveTake(seat)] : []),
]

/** Demands that one may still leave a match. A move of the start gives a day to those alone who had ordered before it. */
export const stillLeavable = (now: string, orderedAt: string) => rule.unstarted(now, noticeEnds(orderedAt))

/** Binds a transaction to a match that one may still leave. */
export const leavable = (matchId: string, now: string, orderedAt: string) =>
  check('leavable', matchKey(matchId), stillLeavable(now, orderedAt))

/** A cancelled match without seats is done. */
export const emptied = (matchId: string) =>
  update('emptied', matchKey(matchId), { remove: ['duePk', 'dueSk'] }, rule.exists())

interface Asks<Code extends string> {
  readonly ofMatch: readonly Clause<'matches', Code>[]
  ofSeat(seat: SeatItem): readonly Clause<'matches', Code>[]
  readonly withdrawnAt?: string
}

const release = <Code extends string = never>(
  seats: readonly SeatItem[],
  by: EndedItem['by'],
  now: string,
  { ofMatch, ofSeat, withdrawnAt }: Asks<Code>,
) => {
  const [{ matchId } = { matchId: '' }] = seats
  const counted = seats.map(({ userId }) => rule.counted(matchId, userId))
  const parked = seats.filter(({ plateNumber }) => plateNumber !== undefined).length
  return [
    update<'matches', MatchItem, Code>(
      'unseat',
      matchKey(matchId),
      { add: { playerCount: -seats.length, ...(parked > 0 ? { parkingCount: -parked } : {}) } },
      ...ofMatch,
      ...counted,
    ),
    ...seats.flatMap((seat, at) => [
      remove<'matches', SeatItem, Code>(
        'release',
        seatKey(matchId, seat.userId),
        ...ofSeat(seat),
        rule.sameSeat(seat.applicationId),
        ...counted.slice(at, at + 1),
      ),
      ended(seat, by, now, withdrawnAt),
    ]),
  ]
}

const KEPT_S = 90 * 24 * 60 * 60

export const ended = (seat: SeatItem, by: EndedItem['by'], now: string, withdrawnAt?: string) => {
  const { applicationId, userId, status, heldUntil, billingId, counted } = seat
  const seen = {
    applicationId,
    userId,
    status,
    ...(heldUntil ? { heldUntil } : {}),
    ...(billingId ? { billingId } : {}),
    ...(withdrawnAt ? { withdrawnAt } : {}),
    ...(counted ? { counted } : {}),
  }
  return put('ended', endedKey(seat.matchId, applicationId), {
    ...seen,
    endedAt: now,
    by,
    ttl: Math.floor(Date.parse(now) / 1000) + KEPT_S,
  })
}
