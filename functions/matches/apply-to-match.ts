// Takes a seat, or renews the caller's expired hold. An expired hold of another user is released.

import { Blocked } from '#domain/friends/problems.ts'
import { blockersOf } from '#domain/friends/reads.ts'
import { guard } from '#domain/matches/guards.ts'
import type { MatchItem, SeatItem } from '#domain/matches/items.ts'
import { holderAndTakes, matchAndSeat } from '#domain/matches/reads.ts'
import { retake } from '#domain/matches/releases.ts'
import { lapsed } from '#domain/matches/seat.ts'
import { applicationView } from '#domain/matches/views.ts'
import { newSeat, take } from '#domain/matches/writes.ts'
import { active } from '#domain/users/writes.ts'
import { welcomed } from '#flows/hosting/welcome.ts'
import { dropEnded, releaseBilling, releaseSeats } from '#flows/payment/lapse.ts'
import { breaks } from '#kernel/data/guards.ts'
import { type Call, endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

type ApplyCall = Call<typeof matches.applyToMatch>

export const handler = endpoint(matches.applyToMatch, async (call) => {
  const { user, path, now, id, read, require } = call
  const [found, old] = await matchAndSeat(read, path.matchId, user.userId)
  const match = require(found, guard.exists())
  // Free seats have no limit, so none is read.
  const [holder, takes] = match.fee > 0 ? await holderAndTakes(read, path.matchId, user.userId) : []
  const obstacle = obstacleOf(call, match, old)
  const isFull = breaks(holder, [guard.fewHolds({ now })])
  if (obstacle || isFull || breaks(takes, [guard.fewTakes()])) {
    // Problems of state are shown only to users who may apply.
    if ((await blockersOf(read, user.userId, [match.hostId])).size > 0) call.refuse(Blocked)
    const first = obstacle ? await obstacle() : holder && isFull && (await dropEnded(call, holder))
    if (first) return { first }
  }
  const seat = newSeat(match, user.userId, id('application'), now)
  const writes = old && lapsed(old, now) ? retake(old, seat, holder) : take(seat, holder)
  return {
    writes: [...writes, ...welcomed(match.hostId, user.userId), active(user)],
    reply: applicationView(seat),
  }
})

/** The obstacle to a seat: a release of expired holds, if any; otherwise the guards of the writes refuse. */
const obstacleOf = (call: ApplyCall, match: MatchItem, old: SeatItem | undefined) => {
  const { now } = call
  if (breaks(match, [guard.open({ now })])) return async () => undefined
  if (old && lapsed(old, now)) return undefined
  if (old) return () => releaseBilling(call, [old.billingId])
  return breaks(match, [guard.capacity()]) ? () => releaseSeats(call, match.matchId, 'seat') : undefined
}
