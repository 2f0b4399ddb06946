// Takes a seat for a user, by an application or an invitation. Expired holds that stand in the way are released before.

import { Blocked } from '#domain/friends/problems.ts'
import { blockersOf } from '#domain/friends/reads.ts'
import { guard } from '#domain/matches/guards.ts'
import type { HolderItem, MatchItem, SeatItem, TakesItem } from '#domain/matches/items.ts'
import { holderAndTakes, matchAndSeat } from '#domain/matches/reads.ts'
import { retake } from '#domain/matches/releases.ts'
import { isAwaited, lapsed, newSeat } from '#domain/matches/seat.ts'
import { take } from '#domain/matches/writes.ts'
import { active } from '#domain/users/writes.ts'
import { welcomed } from '#flows/hosting/welcome.ts'
import { type PlanContext, Replan } from '#kernel/commit/plan.ts'
import { breaks } from '#kernel/data/guards.ts'
import type { Caller } from '#kernel/http/token.ts'
import type { Reads } from './aggregate.ts'
import { dropEnded, releaseBilling, releaseLapsed } from './lapse.ts'

interface At extends Pick<PlanContext<Reads>, 'read' | 'now' | 'id'> {
  refuse(kind: typeof Blocked): never
}

interface Applicant extends Caller {
  /** The user's seat as read: none, or with an expired hold. */
  readonly old: SeatItem | undefined
  /** The invitation that takes the seat. */
  readonly invitationId?: string
}

/** @param match as read @returns the seat, its match and its writes, or a transaction to make first */
export const seating = async (at: At, match: MatchItem, applicant: Applicant) => {
  const { read, now } = at
  const { matchId, hostId } = match
  const { userId } = applicant
  const found = { match, old: applicant.old, ...(await limits(read, match, userId)) }
  const obstacle = obstacleOf(found, now)
  if (!obstacle) return { taken: takenOf(at, found, applicant) }
  const first = await releaseOf(at, found, obstacle)
  if (first) {
    // Problems of state are shown only to users who may apply.
    if ((await blockersOf(read, userId, [hostId])).size > 0) at.refuse(Blocked)
    return { first, taken: undefined }
  }
  // Nothing has expired. What the writes are judged by is read at one moment after that look, so their refusal is true then; a
  // seat that has come free is taken.
  await read.momentWith(welcomed(hostId, userId).map(({ key }) => key))
  const [still, old] = await matchAndSeat(read, matchId, userId)
  if (!still) throw new Replan('the match is not stored')
  const current = { match: still, old, ...(await limits(read, still, userId)) }
  const other = obstacleOf(current, now)
  if (other && other !== obstacle) throw new Replan('another obstacle may have expired')
  return { taken: takenOf(at, current, applicant) }
}

interface Found {
  readonly match: MatchItem
  readonly old: SeatItem | undefined
  readonly holder: HolderItem | undefined
  readonly takes: TakesItem | undefined
}

/** Free seats have no limit, so nothing is read for them. */
const limits = async (read: At['read'], { matchId, fee }: MatchItem, userId: string) => {
  const [holder, takes] = fee > 0 ? await holderAndTakes(read, matchId, userId) : []
  return { holder, takes }
}

/** What stands in the way of a seat. The guards of the writes refuse; something that has expired is released before. */
const obstacleOf = ({ match, old, holder, takes }: Found, now: string) => {
  if (breaks(match, [guard.open({ now })])) return 'closed'
  const isLapsed = old !== undefined && lapsed(old, now)
  if (old && !isLapsed) return 'seated'
  // An expired hold belongs to the person who waits.
  if (isLapsed ? isAwaited(match, now) : breaks(match, [guard.capacity()])) return 'full'
  if (breaks(holder, [guard.fewHolds({ now })])) return 'holds'
  return breaks(takes, [guard.fewTakes()]) ? 'takes' : undefined
}

/** @returns the release of something that has expired; undefined: there is none */
const releaseOf = async (at: At, { match, old, holder }: Found, obstacle: ReturnType<typeof obstacleOf>) => {
  if (obstacle === 'full') return releaseLapsed(at, match.matchId, 'seat')
  if (obstacle === 'seated') return releaseBilling(at, [old?.billingId])
  return obstacle === 'holds' && holder ? dropEnded(at, holder) : undefined
}

const takenOf = ({ now, id }: At, { match, old, holder }: Found, applicant: Applicant) => {
  const { userId, invitationId } = applicant
  const seat: SeatItem = {
    ...newSeat(match, userId, id('application'), now),
    ...(invitationId ? { invitationId } : {}),
  }
  const writes = old && lapsed(old, now) ? retake(match, old, seat, holder) : take(match, seat, holder)
  return { match, seat, writes: [...writes, ...welcomed(match.hostId, userId), active(applicant)] }
}
