// Puts the caller on the waiting list of a full match.

import { Blocked } from '#domain/friends/problems.ts'
import { blockersOf } from '#domain/friends/reads.ts'
import { guard } from '#domain/matches/guards.ts'
import { dropWaits } from '#domain/matches/holders.ts'
import { Match, Seat, type SeatItem, Takes, Waiter, WaitingList, Waits, type WaitsItem } from '#domain/matches/items.ts'
import { endedWaits } from '#domain/matches/reads.ts'
import { lapsed } from '#domain/matches/seat.ts'
import { join } from '#domain/matches/waiting.ts'
import { active } from '#domain/users/writes.ts'
import { welcomed } from '#flows/hosting/welcome.ts'
import { releaseBilling, releaseLapsed } from '#flows/payment/lapse.ts'
import { breaks } from '#kernel/data/guards.ts'
import { check } from '#kernel/data/write.ts'
import { type Call, endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.joinWaitingList, async (call) => {
  const { user, path, now, read, require, refuse } = call
  const { matchId } = path
  const { userId } = user
  const takesKey = Takes.key(matchId, userId)
  const [found, seat, waiter, list, waits, takes] = await read.all([
    Match.key(matchId),
    Seat.key(matchId, userId),
    Waiter.key(matchId, userId),
    WaitingList.key(matchId),
    Waits.key(userId),
    takesKey,
  ])
  const match = require(found, guard.exists())
  const isPaid = match.fee > 0
  const isStopped =
    breaks(match, [guard.open({ now }), guard.full(), guard.roomToWait()]) ||
    breaks(waiter, [guard.onePlace()]) ||
    (isPaid && breaks(takes, [guard.fewTakes()]))
  // Problems of state are shown only to users who may take a seat.
  if ((seat || isStopped) && (await blockersOf(read, userId, [match.hostId])).size > 0) refuse(Blocked)
  // An expired hold is a free seat, also that of the caller.
  const isOwn = seat !== undefined && !breaks(match, [guard.open({ now })])
  const first = isOwn
    ? await releaseOwn(call, seat)
    : isPaid && !isStopped
      ? await releaseLapsed(call, matchId, 'seat')
      : undefined
  if (first) return { first }
  const dropped = waits && !isStopped && (await dropEnded(call, waits))
  if (dropped) return { first: dropped }
  const { place, writes } = join({ match, list, waits }, userId, now)
  return {
    writes: [
      ...writes,
      ...(isPaid ? [check('mayTake', takesKey, guard.fewTakes())] : []),
      ...welcomed(match.hostId, userId),
      active(user),
    ],
    reply: place,
  }
})

/** The caller's seat is no obstacle if its hold has expired. */
const releaseOwn = (call: Call<typeof matches.joinWaitingList>, seat: SeatItem) =>
  lapsed(seat, call.now) ? releaseLapsed(call, seat.matchId, 'seat') : releaseBilling(call, [seat.billingId])

/** Places that have ended count no longer. */
const dropEnded = async ({ read, now }: Call<typeof matches.joinWaitingList>, waits: WaitsItem) => {
  if (!breaks(waits, [guard.waitsQuota()])) return undefined
  const ended = await endedWaits(read, waits, now)
  return ended.left.length + ended.closed.length > 0 ? dropWaits(waits, ended) : undefined
}
