// The state of a match and its seats, and new seats.

import { after } from '#kernel/data/time.ts'
import {
  applicationsOf,
  dueSeats,
  HOLD_MS,
  inAgenda,
  type MatchItem,
  type Place,
  PROMOTED_HOLD_MS,
  type SeatItem,
} from './items.ts'

/** Whether the hold has expired and no billing reserved the seat. @param now ISO 8601 */
export const lapsed = ({ status, heldUntil, billingId }: SeatItem, now: string): boolean =>
  status === 'HELD' && billingId === undefined && (heldUntil ?? '') <= now

/** Whether a match is open, so that its seats can be taken, paid and given back. */
export const isPayable = ({ status, startsAt }: MatchItem, now: string): boolean => status === 'OPEN' && startsAt > now

/** Whether people wait for a seat of an open match. */
export const isAwaited = (match: MatchItem, now: string): boolean =>
  (match.waitingCount ?? 0) > 0 && isPayable(match, now)

/** A new seat: confirmed if the match is free, otherwise held for a payment. */
export const newSeat = (match: MatchItem, userId: string, applicationId: string, now: string): SeatItem =>
  seatIn(match, { userId, applicationId, holdMs: HOLD_MS }, now)

/** The seat of a person from the waiting list. */
export const promotedSeat = (
  match: MatchItem,
  { userId, joinedAt }: Place,
  applicationId: string,
  now: string,
): SeatItem => ({ ...seatIn(match, { userId, applicationId, holdMs: PROMOTED_HOLD_MS }, now), joinedAt })

interface Player {
  readonly userId: string
  readonly applicationId: string
  readonly holdMs: number
}

const seatIn = (match: MatchItem, { userId, applicationId, holdMs }: Player, now: string): SeatItem => {
  const { matchId, hostId, fee, startsAt } = match
  const common = {
    applicationId,
    matchId,
    userId,
    hostId,
    createdAt: now,
    listPk: applicationsOf(userId).pk,
    listSk: `${now}#${applicationId}`,
    ...inAgenda('PLAYER', userId, startsAt, matchId),
  }
  if (fee === 0) return { ...common, status: 'CONFIRMED' }
  const heldUntil = after(now, holdMs)
  return {
    ...common,
    status: 'HELD',
    counted: true,
    heldUntil,
    ...dueSeats.entry(applicationId, heldUntil),
  }
}
