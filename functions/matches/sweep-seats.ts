// The sweeper of seats: releases expired holds, which go to the people who wait, and seats and waiting lists of cancelled matches,
// and lists the seats of moved ones.

import { type MatchItem, Seat } from '#domain/matches/items.ts'
import {
  allSeats,
  cancelledMatches,
  lapsedSeats,
  match,
  matchAndList,
  matchesToRelist,
  seats,
} from '#domain/matches/reads.ts'
import { emptied, empty, misplaced, relist, seatsAtOnce } from '#domain/matches/releases.ts'
import { lapsed } from '#domain/matches/seat.ts'
import { clearList } from '#domain/matches/waiting.ts'
import { sweepAt } from '#flows/waiting/release.ts'
import { type Turn, takeTurns } from '#kernel/commit/turns.ts'
import { type JobCall, job } from '#kernel/http/job.ts'
import { measure } from '#kernel/http/metrics.ts'
import { matches } from './contract.ts'

/** The maximum number of seats of a match. */
const MOST_SEATS = 100
/** Each match has one turn, whose transactions release many seats. The next run starts a minute after this one and continues the rest. */
const BOUNDS = { parallel: 16, perParty: 2, forMs: 45_000 }

export const handler = job(matches.sweepSeats, async ({ read, now, step }) => {
  const held = await lapsedSeats(read, now())
  const cancelled = await cancelledMatches(read)
  const waitedMs = (since = now()): number => Math.max(0, Date.parse(now()) - Date.parse(since))
  const lagMs = Math.max(waitedMs(held[0]?.heldUntil), waitedMs(cancelled[0]?.cancelledAt))
  measure({ operation: matches.sweepSeats.operation, lagMs })
  const byMatch = Map.groupBy(held, ({ matchId }) => matchId)
  const frees = [...byMatch].map(
    ([matchId, found]): Turn => ({
      lane: 'holds',
      party: matchId,
      run: () =>
        whileAny(step, async (at) => {
          // The index lags, so the seats are read again.
          const seats = await at.read.all(found.map(({ userId }) => Seat.key(matchId, userId)))
          const free = seats.flatMap((seat) => (seat && lapsed(seat, at.now) ? [seat] : []))
          return free.length > 0 ? sweepAt(at, matchId, free) : []
        }),
    }),
  )
  const empties = cancelled.map(
    ({ matchId, hostId, ...due }): Turn => ({
      lane: 'cancelled',
      party: hostId,
      run: () =>
        whileAny(step, async (at) => {
          const [found, list] = await matchAndList(at.read, matchId)
          if (!found || !isStillDue(found, due)) return []
          if (list && list.places.length > 0) return clearList(found, list)
          const { items } = await seats(at.read, matchId, { limit: MOST_SEATS, after: undefined })
          // The reconciler releases seats of a billing with its refund.
          const free = items.filter(({ billingId }) => billingId === undefined)
          if (free.length > 0) return empty(found, free.slice(0, seatsAtOnce(found, at.now)), at.now)
          return items.length > 0 ? [] : [emptied(matchId)]
        }),
    }),
  )
  const moved = await matchesToRelist(read)
  const relists = moved.map(
    ({ matchId, hostId, ...due }): Turn => ({
      lane: 'moved',
      party: hostId,
      run: () =>
        whileAny(step, async (at) => {
          const found = await match(at.read, matchId)
          if (!found || !isStillDue(found, due)) return []
          return relist(found, misplaced(found, await allSeats(at.read, matchId)))
        }),
    }),
  )
  await takeTurns([...frees, ...empties, ...relists], BOUNDS)
  return { lapsed: held.length, cancelled: cancelled.length, moved: moved.length, lagMs }
})

type Step = JobCall<typeof matches.sweepSeats>['step']

/** Neither moved again, nor cancelled, nor done. */
const isStillDue = (found: MatchItem, due: Pick<MatchItem, 'duePk' | 'dueSk'>): boolean =>
  found.duePk === due.duePk && found.dueSk === due.dueSk

/** Plans one transaction after the other, until nothing is left. */
const whileAny = async (step: Step, plan: Parameters<Step>[0]): Promise<void> => {
  while (await step(plan));
}
