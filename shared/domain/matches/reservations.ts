// Reservations of seats and parking by a billing, and their confirmation.

import type { Clause } from '#kernel/data/guards.ts'
import { announce } from '#kernel/data/outbox.ts'
import { check, put, update } from '#kernel/data/write.ts'
import { nextSeq } from './events.ts'
import { guard } from './guards.ts'
import { countTake } from './holders.ts'
import { Match, type MatchItem, Seat, type SeatItem } from './items.ts'
import { ended, freed, unawaited } from './releases.ts'
import { isPayable, lapsed, newSeat } from './seat.ts'
import { taken } from './writes.ts'

export interface Reservation {
  readonly userId: string
  readonly billingId: string
  readonly applicationId: string
  /** The expiry of the billing. */
  readonly heldUntil: string
  readonly plateNumber?: string | undefined
  /** Already paid: the seat is confirmed at once. */
  readonly paid?: true
}

/** @param seat the user's seat as read: none, held, or with an expired hold */
export const reserve = (match: MatchItem, seat: SeatItem | undefined, reservation: Reservation, now: string) => {
  const { userId, billingId, heldUntil, plateNumber, paid } = reservation
  const { matchId } = match
  const status = paid
    ? { status: 'CONFIRMED' as const, evidence: { confirmedAt: now } }
    : { status: 'HELD' as const, heldUntil }
  const reserved = { ...status, billingId, ...(plateNumber ? { plateNumber } : {}) }
  if (seat && !lapsed(seat, now))
    return [
      plateNumber ? place(match, 0, plateNumber, now) : stillOpen(match, now),
      update(
        'takeOver',
        Seat.key(matchId, userId),
        { set: reserved, remove: paid ? [...DUE, 'heldUntil'] : DUE },
        guard.reservable({ now }),
        guard.sameSeat(seat),
      ),
    ]
  const {
    duePk: _,
    dueSk: __,
    heldUntil: ___,
    counted: due,
    ...fresh
  } = newSeat(match, userId, reservation.applicationId, now)
  // A seat that is already paid does not count as an unpaid take.
  const isTake = due === true && !paid
  const made: SeatItem = { ...fresh, ...reserved, ...(isTake ? { counted: true } : {}) }
  const withSeat = guard.withSeat({ matchId, userId })
  const withTakes = isTake ? [guard.withTakes({ matchId, userId })] : []
  const count = isTake ? [countTake(made)] : []
  if (seat)
    return announce(
      [
        place(match, 0, plateNumber, now, ...unawaited(match, now)),
        put(
          'reserveAgain',
          Seat.key(matchId, userId),
          { ...made, takenSeq: nextSeq(match, 1) },
          guard.lapsed({ now }),
          guard.sameSeat(seat),
          ...withTakes,
        ),
        ended(seat, { by: 'LAPSE', now, freedSeq: nextSeq(match) }),
        ...count,
      ],
      now,
      freed(match, seat, 'LAPSE'),
      taken(match, made),
    )
  return announce(
    [
      place(match, 1, plateNumber, now, withSeat),
      put(
        'reserve',
        Seat.key(matchId, userId),
        { ...made, takenSeq: nextSeq(match) },
        guard.unseated(),
        withSeat,
        ...withTakes,
      ),
      ...count,
    ],
    now,
    taken(match, made),
  )
}

const DUE = ['duePk', 'dueSk'] as const

/** The counts of the match, while it is open. */
const place = (
  { matchId, agendaSk }: MatchItem,
  seats: 0 | 1,
  plateNumber: string | undefined,
  now: string,
  ...besides: Clause<'matches', never, MatchItem>[]
) =>
  update(
    'place',
    Match.key(matchId),
    { add: { ...(seats > 0 ? { playerCount: 1 } : {}), ...(plateNumber ? { parkingCount: 1 } : {}) } },
    guard.exists(),
    guard.open({ now }),
    guard.listedStart({ agendaSk }),
    ...(seats > 0 ? [guard.capacity()] : []),
    ...(plateNumber ? [guard.parking()] : []),
    ...besides,
  )

const stillOpen = ({ matchId, agendaSk }: MatchItem, now: string) =>
  check('stillOpen', Match.key(matchId), guard.exists(), guard.open({ now }), guard.listedStart({ agendaSk }))

/** Requires a match that can be paid. */
export const payable = (matchId: string, now: string) => check('payable', Match.key(matchId), guard.payable({ now }))

/** Confirms the seat of a paid billing. If the match has started or was cancelled, the seat is marked for a refund. */
export const confirm = (match: MatchItem, userId: string, billingId: string, now: string) => {
  const { matchId } = match
  const isOpen = isPayable(match, now)
  const at = isOpen ? { evidence: { confirmedAt: now } } : { closedAt: now }
  return [
    isOpen ? payable(matchId, now) : check('closed', Match.key(matchId), guard.closed({ now })),
    update(
      'confirm',
      Seat.key(matchId, userId),
      { set: { status: 'CONFIRMED', ...at }, remove: ['heldUntil'] },
      guard.reservedBy({ billingId }),
    ),
  ]
}
