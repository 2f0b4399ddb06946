// Releases of seats without a billing, with their promotions.

import { freeSeat } from '#domain/matches/erasure.ts'
import type { SeatItem } from '#domain/matches/items.ts'
import { match } from '#domain/matches/reads.ts'
import { leave, seatsAtOnce, sweep } from '#domain/matches/releases.ts'
import { Replan } from '#kernel/commit/plan.ts'
import { type At, promotionAt } from './promotion.ts'

/** Releases expired holds of one match, as many as a transaction takes. */
export const sweepAt = async (at: At, matchId: string, lapsed: readonly SeatItem[]) => {
  const found = await match(at.read, matchId)
  if (!found) throw new Replan('the match of a seat is not stored')
  const seats = lapsed.slice(0, seatsAtOnce(found, at.now))
  const promoting = await promotionAt(at, found, seats.length)
  return 'first' in promoting ? promoting.first : sweep(found, seats, at.now, promoting.promotion)
}

/** Gives back a future seat without a billing of a user who leaves the service. @returns undefined if there is none */
export const leaveAt = async (at: At, userId: string) => {
  const seat = await freeSeat(at, userId)
  if (!seat) return undefined
  const found = await match(at.read, seat.matchId)
  if (!found) throw new Replan('the match of a seat is not stored')
  const promoting = await promotionAt(at, found, 1)
  return 'first' in promoting ? promoting.first : leave(found, seat, at.now, promoting.promotion)
}
