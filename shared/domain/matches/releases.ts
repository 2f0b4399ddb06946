// Releases of seats, with the record of the ended application. A seat that comes free goes to the person who waits.

import type { Clause } from '#kernel/data/guards.ts'
import { announce } from '#kernel/data/outbox.ts'
import { DAY_S, secondsOf } from '#kernel/data/time.ts'
import { check, put, remove, update } from '#kernel/data/write.ts'
import { event, nextSeq } from './events.ts'
import { guard } from './guards.ts'
import { companionsOf, forgiveTake, holdSeat } from './holders.ts'
import {
  dueSeats,
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
import { type Promotion, withoutPromotion } from './promotion.ts'
import { isAwaited, isPayable } from './seat.ts'
import { taken } from './writes.ts'

/** An expired hold is replaced by a new seat of the same user; playerCount stays. @param match as read @param holder as read */
export const retake = (match: MatchItem, lapsed: SeatItem, seat: SeatItem, holder?: HolderItem) =>
  announce(
    [
      update(
        'seatAgain',
        Match.key(seat.matchId),
        {},
        guard.exists(),
        guard.open({ now: seat.createdAt }),
        guard.listedStart(seat),
        ...unawaited(match, seat.createdAt),
      ),
      put(
        'retake',
        Seat.key(seat.matchId, seat.userId),
        { ...seat, takenSeq: nextSeq(match, 1) },
        guard.lapsed({ now: seat.createdAt }),
        guard.sameSeat(lapsed),
        ...companionsOf(seat),
      ),
      ended(lapsed, { by: 'LAPSE', now: seat.createdAt, freedSeq: nextSeq(match) }),
      ...(seat.counted ? holdSeat(holder, seat) : []),
    ],
    seat.createdAt,
    freed(match, lapsed, 'LAPSE'),
    taken(match, seat),
  )

/**
 * No person waits for the seat of an expired hold, so its user may have it again. A closed match refuses, also if people are on
 * its waiting list.
 */
export const unawaited = (match: MatchItem, now: string) =>
  isPayable(match, now) ? [guard.sameWaitingCount({ waitingCount: 0 })] : []

/** @param match as read; so are those of the other releases */
export const withdraw = (match: MatchItem, seat: SeatItem, now: string, promotion: Promotion) =>
  release(
    { match, seats: [seat], by: 'APPLICANT', now, promotion },
    {
      ofMatch: [guard.exists(), guard.open({ now })],
      ofSeat: () => [guard.seated(), guard.unpaid()],
    },
  )

/** The seat of a user who leaves the service. The step never fails: if the match closes meanwhile, the seat stays as an ended one. */
export const leave = (match: MatchItem, seat: SeatItem, now: string, promotion: Promotion) =>
  release(
    { match, seats: [seat], by: 'APPLICANT', now, promotion },
    { ofMatch: [guard.payable({ now })], ofSeat: () => [guard.unbilled()] },
  )

/** Releases seats of one match with an expired hold, at most as many as seatsAtOnce(). */
export const sweep = (match: MatchItem, seats: readonly SeatItem[], now: string, promotion: Promotion) =>
  release(
    { match, seats, by: 'LAPSE', now, promotion },
    { ofMatch: [guard.exists()], ofSeat: () => [guard.lapsed({ now })] },
  )

/** Releases seats of a cancelled match without a billing, at most as many as seatsAtOnce(). */
export const empty = (match: MatchItem, seats: readonly SeatItem[], now: string) =>
  release(
    { match, seats, by: 'CANCELLATION', now, promotion: withoutPromotion(match, now) },
    { ofMatch: [guard.exists()], ofSeat: () => [guard.unpaid()] },
  )

interface GivenBack {
  readonly match: MatchItem
  readonly seat: SeatItem
  readonly promotion: Promotion
  readonly now: string
  /** When its user asked for it. */
  readonly withdrawnAt?: string | undefined
}

/** A billing gives back its seat and the parking place. */
export const giveBack = <Code extends string = never>(
  { match, seat, promotion, now, withdrawnAt }: GivenBack,
  ...ofMatch: readonly Clause<'matches', Code, MatchItem>[]
) => [
  ...release<Code>(
    { match, seats: [seat], by: 'BILLING', now, promotion },
    {
      ofMatch,
      ofSeat: ({ billingId = '' }) => [guard.reservedBy({ billingId })],
      ...(withdrawnAt ? { withdrawnAt } : {}),
    },
  ),
  ...(isPaidTake(seat) ? [forgiveTake(seat)] : []),
]

const isPaidTake = ({ counted, status }: SeatItem): boolean => counted === true && status === 'CONFIRMED'

/**
 * The billing gives its seat back as an expired hold, because its transaction has no room for a promotion. The parking place
 * comes free at once; the sweeper releases the seat, with the promotion.
 */
export const letLapse = <Code extends string = never>(
  seat: SeatItem,
  now: string,
  ...ofMatch: readonly Clause<'matches', Code, MatchItem>[]
) => {
  const { matchId, userId, applicationId, billingId = '', plateNumber } = seat
  const isPaid = isPaidTake(seat)
  const key = Match.key(matchId)
  return [
    ...(plateNumber !== undefined
      ? [update<'matches', MatchItem, Code>('unpark', key, { add: { parkingCount: -1 } }, ...ofMatch)]
      : ofMatch.length > 0
        ? [check<'matches', MatchItem, Code>('leavable', key, ...ofMatch)]
        : []),
    update(
      'letLapse',
      Seat.key(matchId, userId),
      {
        set: { status: 'HELD', heldUntil: now, ...dueSeats.entry(applicationId, now) },
        remove: [
          ...(['billingId', 'plateNumber', 'closedAt', 'evidence', 'confirmedAt'] as const),
          ...(isPaid ? (['counted'] as const) : []),
        ],
      },
      guard.reservedBy({ billingId }),
      guard.sameSeat(seat),
    ),
    ...(isPaid ? [forgiveTake(seat)] : []),
  ]
}

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

/** A release takes two of the 100 actions of a transaction; with a promotion six more. */
const MOST_RELEASED = 40
const MOST_PROMOTED = 11

/** How many seats of a match one transaction releases. */
export const seatsAtOnce = (match: MatchItem, now: string): number =>
  isAwaited(match, now) ? MOST_PROMOTED : MOST_RELEASED

interface Asks<Code extends string> {
  readonly ofMatch: readonly Clause<'matches', Code, MatchItem>[]
  ofSeat(seat: SeatItem): readonly Clause<'matches', Code, SeatItem>[]
  readonly withdrawnAt?: string
}

interface Release {
  readonly match: MatchItem
  readonly seats: readonly SeatItem[]
  readonly by: EndedItem['by']
  readonly now: string
  readonly promotion: Promotion
}

/** The only write by which seats come free: their promotions go with it. */
const release = <Code extends string = never>(
  { match, seats, by, now, promotion }: Release,
  { ofMatch, ofSeat, withdrawnAt }: Asks<Code>,
) => {
  const { matchId } = match
  const count = promotion.userIds.length
  const withSeats = seats.map(({ userId }) => guard.withSeat({ matchId, userId }))
  const parked = seats.filter(({ plateNumber }) => plateNumber !== undefined).length
  return announce(
    [
      update<'matches', MatchItem, Code>(
        'unseat',
        Match.key(matchId),
        {
          add: {
            ...(count < seats.length ? { playerCount: count - seats.length } : {}),
            ...(count > 0 ? { waitingCount: -count } : {}),
            ...(parked > 0 ? { parkingCount: -parked } : {}),
          },
        },
        ...ofMatch,
        ...promotion.ofMatch,
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
        ended(seat, { by, now, withdrawnAt, freedSeq: nextSeq(match, at) }),
      ]),
      ...promotion.writesAfter(seats.length),
    ],
    now,
    ...seats.map((seat) => freed(match, seat, by)),
    ...promotion.events,
  )
}

/** The start in a position of an agenda. */
const startOf = (agendaSk: string): string => agendaSk.slice(0, agendaSk.indexOf('#'))

const KEPT_S = 90 * DAY_S

interface End {
  readonly by: EndedItem['by']
  readonly now: string
  readonly withdrawnAt?: string | undefined
  readonly freedSeq: number
}

export const ended = (seat: SeatItem, { by, now, withdrawnAt, freedSeq }: End) => {
  const { applicationId, matchId, userId, status, heldUntil, billingId, counted, agendaSk, takenSeq } = seat
  const seen = {
    applicationId,
    matchId,
    userId,
    status,
    ...(heldUntil ? { heldUntil } : {}),
    ...(billingId ? { billingId } : {}),
    ...(withdrawnAt ? { withdrawnAt } : {}),
    ...(counted ? { counted } : {}),
    ...(takenSeq ? { takenSeq } : {}),
    ...(agendaSk && status === 'CONFIRMED' ? inAgenda('FORMER', userId, startOf(agendaSk), applicationId) : {}),
  }
  return put('ended', Ended.key(matchId, applicationId), {
    ...seen,
    endedAt: now,
    by,
    freedSeq,
    ttl: secondsOf(now) + KEPT_S,
  })
}

/** A seat that comes free, as its event tells it. */
export const freed = (match: MatchItem, { matchId, applicationId, userId }: SeatItem, by: EndedItem['by']) =>
  event.seatFreed(match, { matchId, applicationId, userId, by })
