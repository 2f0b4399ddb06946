// Promotion: who of the waiting list gets the seats that come free. A release of seats without one does not compile.

import type { Clause } from '#kernel/data/guards.ts'
import type { Announcement } from '#kernel/data/outbox.ts'
import { type Check, put, remove, type Write } from '#kernel/data/write.ts'
import { event, nextSeq } from './events.ts'
import { guard } from './guards.ts'
import { companionsOf, holdPromoted } from './holders.ts'
import {
  type HolderItem,
  type MatchItem,
  type Place,
  Seat,
  type SeatItem,
  Waiter,
  type WaitingListItem,
} from './items.ts'
import { isPayable } from './seat.ts'
import { rewrite } from './waiting.ts'

/** Only this file makes one. */
const made = Symbol('promotion')

/** Checks on the people who get a seat, by the modules of their friendships and accounts. */
type PersonCheck = Check<'friends' | 'users', never>

export interface Promotion {
  readonly [made]: true
  /** The people who get a seat. */
  readonly userIds: readonly string[]
  /** What the transaction demands of the match. */
  readonly ofMatch: readonly Clause<'matches', never, MatchItem>[]
  readonly events: readonly Announcement[]
  /** @param later the number of the match's events before those of the promotion */
  writesAfter(later: number): readonly (Write<'matches', never> | PersonCheck)[]
}

/** A person of the waiting list who may take a seat. */
export interface Candidate {
  readonly place: Place
  readonly seat: SeatItem
  /** As read; free seats are not listed there. */
  readonly holder: HolderItem | undefined
  /** The person is active, and the host has not blocked them. */
  readonly checks: readonly PersonCheck[]
  /** Requires the checks in the same transaction. */
  readonly withChecks: Clause<'matches', never, SeatItem>
}

/** No person gets a seat: the match is closed, or its waiting list is empty. @param match as read */
export const withoutPromotion = (match: MatchItem, now: string): Promotion => ({
  [made]: true,
  userIds: [],
  ofMatch: [isPayable(match, now) ? guard.sameWaitingCount({ waitingCount: 0 }) : guard.closed({ now })],
  events: [],
  writesAfter: () => [],
})

interface Freed {
  /** As read. */
  readonly match: MatchItem
  readonly list: WaitingListItem
  /** The number of seats that come free. */
  readonly seats: number
  readonly now: string
}

/**
 * The candidates get the freed seats: the first of the waiting list, as many as there are seats.
 * @param candidates fewer than the seats only if they are the whole list
 */
export const promotion = (candidates: readonly Candidate[], { match, list, seats, now }: Freed): Promotion => {
  const { places } = list
  const userIds = candidates.map(({ place }) => place.userId)
  const count = userIds.length
  const left = places.filter(({ userId }) => !userIds.includes(userId))
  return {
    [made]: true,
    userIds,
    ofMatch: [
      guard.payable({ now }),
      ...candidates.slice(0, 1).map(({ seat }) => guard.listedStart(seat)),
      // Otherwise a seat would be free beside a person who has joined since.
      ...(count < seats ? [guard.sameWaitingCount({ waitingCount: places.length })] : []),
    ],
    events: candidates.map(({ seat }) => promotedEvent(match, seat)),
    writesAfter: (later) => [
      ...(count > 0 ? [rewrite(match.matchId, list, left)] : []),
      ...candidates.flatMap((one, at) => promote(one, nextSeq(match, later + at))),
    ],
  }
}

const promotedEvent = (match: MatchItem, seat: SeatItem): Announcement => {
  const { matchId, applicationId, userId, status, heldUntil = null, joinedAt = seat.createdAt } = seat
  return event.promoted(match, { matchId, applicationId, userId, status, heldUntil, joinedAt })
}

const promote = ({ seat, holder, checks, withChecks }: Candidate, takenSeq: number) => {
  const { matchId, userId } = seat
  const withPlace = guard.withPlace({ matchId, userId })
  return [
    put(
      'promote',
      Seat.key(matchId, userId),
      { ...seat, takenSeq },
      guard.unseated(),
      guard.withSeat({ matchId, userId }),
      withPlace,
      withChecks,
      ...companionsOf(seat),
    ),
    remove('leaveList', Waiter.key(matchId, userId), withPlace),
    ...(seat.counted ? holdPromoted(holder, seat) : []),
    ...checks,
  ]
}
