// How a billing reserves seats and places to park, and confirms them once they are paid.

import { check, put, update } from '#kernel/data/write.ts'
import { countTake } from './holders.ts'
import { type MatchItem, matchKey, type SeatItem, seatKey } from './item.ts'
import { ended } from './releases.ts'
import { rule } from './rules.ts'
import { lapsed } from './seat.ts'
import { newSeat } from './writes.ts'

export interface Reservation {
  readonly userId: string
  readonly billingId: string
  readonly applicationId: string
  /** When the billing runs out. */
  readonly heldUntil: string
  readonly plateNumber?: string | undefined
  /** Paid already: the seat is confirmed at once. */
  readonly paid?: true
}

/** @param seat the user's, as read: none, one that is held, or one whose hold ran out */
export const reserve = (match: MatchItem, seat: SeatItem | undefined, reservation: Reservation, now: string) => {
  const { userId, billingId, heldUntil, plateNumber, paid } = reservation
  const { matchId } = match
  const status = paid
    ? { status: 'CONFIRMED' as const, confirmedBy: billingId, confirmedAt: now }
    : { status: 'HELD' as const, heldUntil }
  const reserved = { ...status, billingId, ...(plateNumber ? { plateNumber } : {}) }
  if (seat && !lapsed(seat, now))
    return [
      place(matchId, 0, plateNumber, now),
      update(
        'takeOver',
        seatKey(matchId, userId),
        { set: reserved, add: { reservations: 1 }, remove: paid ? [...DUE, 'heldUntil'] : DUE },
        rule.reservable(now),
        rule.sameSeat(seat.applicationId),
      ),
    ]
  const {
    duePk: _,
    dueSk: __,
    heldUntil: ___,
    counted: due,
    ...fresh
  } = newSeat(match, userId, reservation.applicationId, now)
  // What is paid already is no take without a payment.
  const isTake = due === true && !paid
  const taken: SeatItem = { ...fresh, ...reserved, reservations: 1, ...(isTake ? { counted: true } : {}) }
  const counted = rule.counted(matchId, userId)
  const taking = isTake ? [rule.takeCounted(matchId, userId)] : []
  const count = isTake ? [countTake(taken)] : []
  if (seat)
    return [
      place(matchId, 0, plateNumber, now),
      put(
        'reserveAgain',
        seatKey(matchId, userId),
        taken,
        ...[rule.holdEnds(now), rule.sameSeat(seat.applicationId), ...taking],
      ),
      ended(seat, 'LAPSE', now),
      ...count,
    ]
  return [
    place(matchId, 1, plateNumber, now, counted),
    put('reserve', seatKey(matchId, userId), taken, rule.unseated(), counted, ...taking),
    ...count,
  ]
}

const DUE = ['duePk', 'dueSk'] as const

/** The match's part: its counts, while it is open. */
const place = (
  matchId: string,
  seats: 0 | 1,
  plateNumber: string | undefined,
  now: string,
  ...together: ReturnType<typeof rule.counted>[]
) => {
  const asks = [
    ...[rule.exists(), rule.open(now)],
    ...(seats > 0 ? [rule.capacity()] : []),
    ...(plateNumber ? [rule.parking()] : []),
    ...together,
  ]
  const add = { ...(seats > 0 ? { playerCount: 1 } : {}), ...(plateNumber ? { parkingCount: 1 } : {}) }
  return Object.keys(add).length > 0
    ? update('place', matchKey(matchId), { add }, ...asks)
    : check('stillOpen', matchKey(matchId), ...asks)
}

/** Whether a seat in the match can be paid for. */
export const isPayable = ({ status, startsAt }: MatchItem, now: string): boolean => status === 'OPEN' && startsAt > now

/** Binds a transaction to a match that can be paid for. */
export const payable = (matchId: string, now: string) => check('payable', matchKey(matchId), rule.payable(now))

/** A seat of a billing that is paid, by the match as it stands. Where that has closed, the seat is marked to go back. */
export const confirm = (match: MatchItem, userId: string, billingId: string, now: string) => {
  const { matchId } = match
  const isOpen = isPayable(match, now)
  const at = isOpen ? { confirmedAt: now } : { closedAt: now }
  return [
    isOpen ? payable(matchId, now) : check('closed', matchKey(matchId), rule.closed(now)),
    update(
      'confirm',
      seatKey(matchId, userId),
      { set: { status: 'CONFIRMED', confirmedBy: billingId, ...at }, remove: ['heldUntil'] },
      rule.reservedBy(billingId),
    ),
  ]
}
