// Takes a seat for a user, by an application or an invitation. Expired holds that stand in the way are released before.

import { Blocked } from '#domain/friends/problems.ts'
import { blockersOf } from '#domain/friends/reads.ts'
import { guard } from '#domain/matches/guards.ts'
import type { MatchItem, SeatItem } from '#domain/matches/items.ts'
import { holderAndTakes } from '#domain/matches/reads.ts'
import { retake } from '#domain/matches/releases.ts'
import { isAwaited, lapsed, newSeat } from '#domain/matches/seat.ts'
import { take } from '#domain/matches/writes.ts'
import { active } from '#domain/users/writes.ts'
import { welcomed } from '#flows/hosting/welcome.ts'
import type { PlanContext } from '#kernel/commit/plan.ts'
import { breaks } from '#kernel/data/guards.ts'
import type { Caller } from '#kernel/http/token.ts'
import type { Reads } from './aggregate.ts'
import { dropEnded, releaseBilling, releaseSeats } from './lapse.ts'

interface At extends Pick<PlanContext<Reads>, 'read' | 'now' | 'id'> {
  refuse(kind: typeof Blocked): never
}

interface Applicant extends Caller {
  /** The user's seat as read: none, or with an expired hold. */
  readonly old: SeatItem | undefined
  /** The invitation that takes the seat. */
  readonly invitationId?: string
}

/** @param match as read @returns the seat and its writes, or a transaction to make first */
export const seating = async (at: At, match: MatchItem, applicant: Applicant) => {
  const { userId, old, invitationId } = applicant
  const { read, now, id } = at
  const { matchId, hostId, fee } = match
  // Free seats have no limit, so none is read.
  const [holder, takes] = fee > 0 ? await holderAndTakes(read, matchId, userId) : []
  const obstacle = obstacleOf(at, match, old)
  const isFull = breaks(holder, [guard.fewHolds({ now })])
  if (obstacle || isFull || breaks(takes, [guard.fewTakes()])) {
    // Problems of state are shown only to users who may apply.
    if ((await blockersOf(read, userId, [hostId])).size > 0) at.refuse(Blocked)
    const first = obstacle ? await obstacle() : holder && isFull && (await dropEnded(at, holder))
    if (first) return { first }
  }
  const seat: SeatItem = {
    ...newSeat(match, userId, id('application'), now),
    ...(invitationId ? { invitationId } : {}),
  }
  const writes = old && lapsed(old, now) ? retake(match, old, seat, holder) : take(match, seat, holder)
  return { seat, writes: [...writes, ...welcomed(hostId, userId), active(applicant)] }
}

/** The obstacle to a seat: a release of expired holds, if any; otherwise the guards of the writes refuse. */
const obstacleOf = (at: At, match: MatchItem, old: SeatItem | undefined) => {
  const { now } = at
  if (breaks(match, [guard.open({ now })])) return async () => undefined
  // An expired hold belongs to the person who waits.
  if (old && lapsed(old, now)) return isAwaited(match, now) ? () => releaseSeats(at, match.matchId, 'seat') : undefined
  if (old) return () => releaseBilling(at, [old.billingId])
  return breaks(match, [guard.capacity()]) ? () => releaseSeats(at, match.matchId, 'seat') : undefined
}
