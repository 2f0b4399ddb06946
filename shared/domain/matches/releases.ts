// Releases of seats, with the record of the ended application.

import type { Clause } from '#kernel/data/guards.ts'
import { DAY_S, secondsOf } from '#kernel/data/time.ts'
import { check, put, remove, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { forgiveTake, holdSeat, limitsOf } from './holders.ts'
import {
  Ended,
  type EndedItem,
  type HolderItem,
  inAgenda,
  Match,
  type MatchItem,
  noticeEnds,
  Seat,
  type SeatItem,
} from './items.ts'

/** An expired hold is replaced by a new seat of the same user; playerCount stays. @param holder as read */
export const retake = (lapsed: SeatItem, seat: SeatItem, holder?: HolderItem) => [
  check(
    'seatAgain',
    Match.key(seat.matchId),
    guard.exists(),
    guard.open({ now: seat.createdAt }),
    guard.listedStart(seat),
  ),
  put(
    'retake',
    Seat.key(seat.matchId, seat.userId),
    seat,
    guard.lapsed({ now: seat.createdAt }),
    guard.sameSeat(lapsed),
    ...limitsOf(seat),
  ),
  ended(lapsed, 'LAPSE', seat.createdAt),
  ...(seat.counted ? holdSeat(holder, seat) : []),
]

export const withdraw = (seat: SeatItem, now: string) =>
  release([seat], 'APPLICANT', now, {
    ofMatch: [guard.exists(), guard.open({ now })],
    ofSeat: () => [guard.seated(), guard.unpaid()],
  })

/** The seat of a user who leaves the service. The step never fails: if the match closes meanwhile, the seat stays as an ended one. */
export const leave = (seat: SeatItem, now: string) =>
  release([seat], 'APPLICANT', now, {
    ofMatch: [guard.payable({ now })],
    ofSeat: () => [guard.unbilled()],
  })

/** Releases seats of one match with an expired hold, at most 40 per transaction. */
export const sweep = (seats: readonly SeatItem[], now: string) =>
  release(seats, 'LAPSE', now, { ofMatch: [guard.exists()], ofSeat: () => [guard.lapsed({ now })] })

/** Releases seats of a cancelled match without a billing, at most 40 per transaction. */
export const empty = (seats: readonly SeatItem[], now: string) =>
  release(seats, 'CANCELLATION', now, { ofMatch: [guard.exists()], ofSeat: () => [guard.unpaid()] })

/**
 * A billing gives back its seat and the parking place.
 * @param seat as read @param withdrawnAt when its user asked for it
 */
export const giveBack = <Code extends string = never>(
  seat: SeatItem,
  now: string,
  withdrawnAt?: string,
  ...ofMatch: Clause<'matches', Code, MatchItem>[]
) => [
  ...release<Code>([seat], 'BILLING', now, {
    ofMatch,
    ofSeat: ({ billingId = '' }) => [guard.reservedBy({ billingId })],
    ...(withdrawnAt ? { withdrawnAt } : {}),
  }),
  ...(seat.counted && seat.status === 'CONFIRMED' ? [forgiveTake(seat)] : []),
]

/**
 * Whether a payer may still cancel. A move of the start gives a day to those alone who had ordered before it. A match that
 * its host cancels meanwhile excuses the payer, so the plan is made anew.
 */
export const stillLeavable = ({ status }: MatchItem, now: string, orderedAt: string) => [
  guard.unstarted({ now, dayAfterOrder: noticeEnds(orderedAt) }),
  guard.sameStatus({ status }),
]

/** Binds a transaction to a match in which a payer may still cancel. */
export const leavable = (match: MatchItem, now: string, orderedAt: string) =>
  check('leavable', Match.key(match.matchId), ...stillLeavable(match, now, orderedAt))

/** Finishes a cancelled match without seats. */
export const emptied = (matchId: string) =>
  update('emptied', Match.key(matchId), { remove: ['duePk', 'dueSk'] }, guard.exists())

/** The seats of a moved match that are still listed by an earlier start. */
export const misplaced = ({ agendaSk }: MatchItem, seats: readonly SeatItem[]): readonly SeatItem[] =>
  seats.filter((seat) => seat.agendaSk !== agendaSk)

/** Lists seats of a moved match by its start, at most 90 per transaction. @param seats those that are misplaced */
export const relist = (match: MatchItem, seats: readonly SeatItem[]) => {
  const { matchId, startsAt } = match
  const some = seats.slice(0, RELISTED_AT_ONCE)
  return [
    some.length < seats.length
      ? check('stillMoved', Match.key(matchId), guard.stillMoved(match))
      : update('relisted', Match.key(matchId), { remove: ['duePk', 'dueSk'] }, guard.stillMoved(match)),
    ...some.map((seat) =>
      update(
        'relist',
        Seat.key(matchId, seat.userId),
        { set: inAgenda('PLAYER', seat.userId, startsAt, matchId) },
        guard.sameSeat(seat),
      ),
    ),
  ]
}

const RELISTED_AT_ONCE = 90

interface Asks<Code extends string> {
  readonly ofMatch: readonly Clause<'matches', Code, MatchItem>[]
  ofSeat(seat: SeatItem): readonly Clause<'matches', Code, SeatItem>[]
  readonly withdrawnAt?: string
}

const release = <Code extends string = never>(
  seats: readonly SeatItem[],
  by: EndedItem['by'],
  now: string,
  { ofMatch, ofSeat, withdrawnAt }: Asks<Code>,
) => {
  const [{ matchId } = { matchId: '' }] = seats
  const withSeats = seats.map(({ userId }) => guard.withSeat({ matchId, userId }))
  const parked = seats.filter(({ plateNumber }) => plateNumber !== undefined).length
  return [
    update<'matches', MatchItem, Code>(
      'unseat',
      Match.key(matchId),
      { add: { playerCount: -seats.length, ...(parked > 0 ? { parkingCount: -parked } : {}) } },
      ...ofMatch,
      ...withSeats,
    ),
    ...seats.flatMap((seat, at) => [
      remove<'matches', SeatItem, Code>(
        'release',
        Seat.key(matchId, seat.userId),
        ...ofSeat(seat),
        guard.sameSeat(seat),
        ...withSeats.slice(at, at + 1),
      ),
      ended(seat, by, now, withdrawnAt),
    ]),
  ]
}

/** The start in a position of an agenda. */
const startOf = (agendaSk: string): string => agendaSk.slice(0, agendaSk.indexOf('#'))

const KEPT_S = 90 * DAY_S

export const ended = (seat: SeatItem, by: EndedItem['by'], now: string, withdrawnAt?: string) => {
  const { applicationId, matchId, userId, status, heldUntil, billingId, counted, agendaSk } = seat
  const seen = {
    applicationId,
    matchId,
    userId,
    status,
    ...(heldUntil ? { heldUntil } : {}),
    ...(billingId ? { billingId } : {}),
    ...(withdrawnAt ? { withdrawnAt } : {}),
    ...(counted ? { counted } : {}),
    ...(agendaSk && status === 'CONFIRMED' ? inAgenda('FORMER', userId, startOf(agendaSk), applicationId) : {}),
  }
  return put('ended', Ended.key(matchId, applicationId), {
    ...seen,
    endedAt: now,
    by,
    ttl: secondsOf(now) + KEPT_S,
  })
}
