// Frees seats whose hold ran out, and those of cancelled matches: each step is a transaction of its own, so a crash loses nothing.

import { cancelledMatches, lapsedSeats, match, matchAndSeat, seats } from '#domain/matches/reads.ts'
import { emptied, empty, sweep } from '#domain/matches/releases.ts'
import { lapsed } from '#domain/matches/seat.ts'
import { type Turn, takeTurns } from '#kernel/commit/turns.ts'
import { job } from '#kernel/http/job.ts'
import { measure } from '#kernel/http/metrics.ts'
import { matches } from './contract.ts'

/** Each seat takes two actions of a transaction's hundred: the seat and the record of the ended application. */
const SEATS_A_STEP = 40
/** As many as a match can have. */
const MOST_SEATS = 100
/** The next run begins a minute after this one did, and goes on with what is left. */
const BOUNDS = { parallel: 4, perParty: 2, forMs: 45_000 }

export const handler = job(matches.sweepSeats, async ({ read, now, step }) => {
  const held = await lapsedSeats(read, now())
  const cancelled = await cancelledMatches(read)
  const waitedMs = (since = now()): number => Math.max(0, Date.parse(now()) - Date.parse(since))
  const lagMs = Math.max(waitedMs(held.items[0]?.heldUntil), waitedMs(cancelled.items[0]?.cancelledAt))
  measure({ operation: matches.sweepSeats.operation, lagMs })
  const frees = held.items.map(
    ({ matchId, userId }): Turn => ({
      lane: 'holds',
      party: userId,
      run: async () => {
        await step(async (at) => {
          // The index lags, so read the seat again.
          const [, seat] = await matchAndSeat(at.read, matchId, userId)
          return seat && lapsed(seat, at.now) ? sweep([seat], at.now) : []
        })
      },
    }),
  )
  const empties = cancelled.items.map(
    ({ matchId, hostId }): Turn => ({
      lane: 'cancelled',
      party: hostId,
      run: async () => {
        let left = true
        while (left)
          left = await step(async (at) => {
            const found = await match(at.read, matchId)
            if (found?.duePk === undefined) return []
            const { items } = await seats(at.read, matchId, { limit: MOST_SEATS, after: undefined })
            // Seats that a billing reserved go back with its refund, by the reconciler.
            const free = items.filter(({ billingId }) => billingId === undefined).slice(0, SEATS_A_STEP)
            if (free.length > 0) return empty(free, at.now)
            return items.length > 0 ? [] : [emptied(matchId)]
          })
      },
    }),
  )
  await takeTurns([...frees, ...empties], BOUNDS)
  return { lapsed: held.items.length, cancelled: cancelled.items.length, lagMs }
})
