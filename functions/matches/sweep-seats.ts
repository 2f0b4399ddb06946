// The sweeper of seats: releases expired holds and seats of cancelled matches, and lists the seats of moved ones, step by step.

import {
  allSeats,
  cancelledMatches,
  lapsedSeats,
  match,
  matchAndSeat,
  matchesToRelist,
  seats,
} from '#domain/matches/reads.ts'
import { emptied, empty, misplaced, relist, sweep } from '#domain/matches/releases.ts'
import { lapsed } from '#domain/matches/seat.ts'
import { type Turn, takeTurns } from '#kernel/commit/turns.ts'
import { job } from '#kernel/http/job.ts'
import { measure } from '#kernel/http/metrics.ts'
import { matches } from './contract.ts'

/** Each seat takes two of the 100 actions of a transaction: the seat and the record of the ended application. */
const SEATS_A_STEP = 40
/** The maximum number of seats of a match. */
const MOST_SEATS = 100
/** Turns that want the same match at once share transactions. The next run starts a minute after this one and continues the rest. */
const BOUNDS = { parallel: 16, perParty: 2, forMs: 45_000 }

export const handler = job(matches.sweepSeats, async ({ read, now, step }) => {
  const held = await lapsedSeats(read, now())
  const cancelled = await cancelledMatches(read)
  const waitedMs = (since = now()): number => Math.max(0, Date.parse(now()) - Date.parse(since))
  const lagMs = Math.max(waitedMs(held[0]?.heldUntil), waitedMs(cancelled[0]?.cancelledAt))
  measure({ operation: matches.sweepSeats.operation, lagMs })
  const frees = held.map(
    ({ matchId, userId }): Turn => ({
      lane: 'holds',
      party: userId,
      run: async () => {
        await step(async (at) => {
          // The index lags, so the seat is read again.
          const [, seat] = await matchAndSeat(at.read, matchId, userId)
          return seat && lapsed(seat, at.now) ? sweep([seat], at.now) : []
        })
      },
    }),
  )
  const empties = cancelled.map(
    ({ matchId, hostId, dueSk }): Turn => ({
      lane: 'cancelled',
      party: hostId,
      run: async () => {
        let left = true
        while (left)
          left = await step(async (at) => {
            const found = await match(at.read, matchId)
            if (found?.dueSk !== dueSk) return []
            const { items } = await seats(at.read, matchId, { limit: MOST_SEATS, after: undefined })
            // The reconciler releases seats of a billing with its refund.
            const free = items.filter(({ billingId }) => billingId === undefined).slice(0, SEATS_A_STEP)
            if (free.length > 0) return empty(free, at.now)
            return items.length > 0 ? [] : [emptied(matchId)]
          })
      },
    }),
  )
  const moved = await matchesToRelist(read)
  const relists = moved.map(
    ({ matchId, hostId, dueSk }): Turn => ({
      lane: 'moved',
      party: hostId,
      run: async () => {
        let left = true
        while (left)
          left = await step(async (at) => {
            const found = await match(at.read, matchId)
            // Moved again or cancelled, or done.
            if (!found || found.dueSk !== dueSk) return []
            return relist(found, misplaced(found, await allSeats(at.read, matchId)))
          })
      },
    }),
  )
  await takeTurns([...frees, ...empties, ...relists], BOUNDS)
  return { lapsed: held.length, cancelled: cancelled.length, moved: moved.length, lagMs }
})
