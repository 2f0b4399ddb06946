// Takes a seat, or takes it anew where the caller's hold ran out. A lapsed hold of another user makes way.

import { Blocked } from '../../shared/domain/friends/problems.ts'
import { edge } from '../../shared/domain/friends/reads.ts'
import { welcomed } from '../../shared/domain/friends/welcome.ts'
import type { MatchItem, SeatItem } from '../../shared/domain/matches/item.ts'
import { holderAndTakes, matchAndSeat } from '../../shared/domain/matches/reads.ts'
import { retake } from '../../shared/domain/matches/releases.ts'
import { rule } from '../../shared/domain/matches/rules.ts'
import { lapsed } from '../../shared/domain/matches/seat.ts'
import { applicationView } from '../../shared/domain/matches/views.ts'
import { newSeat, take } from '../../shared/domain/matches/writes.ts'
import { dropEnded, releaseBilling, releaseSeats } from '../../shared/flows/payment/lapse.ts'
import { type Call, lambda } from '../../shared/kernel/lambda.ts'
import { brokenBy } from '../../shared/kernel/rules.ts'
import { matches } from './contract.ts'

type ApplyCall = Call<typeof matches.applyToMatch>

export const handler = lambda(matches.applyToMatch, async (call) => {
  const { user, path, now, id, read, given } = call
  const [found, old] = await matchAndSeat(read, path.matchId, user.userId)
  const match = given(found, rule.exists())
  // A free seat is held by no limit, so that nothing is read of one.
  const [holder, takes] = match.fee > 0 ? await holderAndTakes(read, path.matchId, user.userId) : []
  const obstacle = obstacleOf(call, match, old)
  const isTooMany =
    brokenBy(holder && { ...holder }, [rule.fewHolds(now)]).length > 0 ||
    brokenBy(takes && { ...takes }, [rule.fewTakes()]).length > 0
  if (obstacle || isTooMany) {
    // A problem of the state is for those who may apply at all.
    if ((await edge(read, match.hostId, user.userId))?.blocked && match.hostId !== user.userId) call.refuse(Blocked)
    const first = obstacle ? await obstacle() : holder && (await dropEnded(call, holder))
    if (first) return { first }
  }
  const seat = newSeat(match, user.userId, id('application'), now)
  const writes = old && lapsed(old, now) ? retake(old, seat, holder) : take(seat, holder)
  return { writes: [...welcomed(match.hostId, user.userId), ...writes], reply: applicationView(seat) }
})

/** What stands against a seat, and what may have lapsed of it; the writes say the same where nothing has. */
const obstacleOf = (call: ApplyCall, match: MatchItem, old: SeatItem | undefined) => {
  const { now } = call
  if (brokenBy({ ...match }, [rule.open(now)]).length > 0) return async () => undefined
  if (old && lapsed(old, now)) return undefined
  if (old) return () => releaseBilling(call, [old.billingId])
  return brokenBy({ ...match }, [rule.capacity()]).length > 0
    ? () => releaseSeats(call, match.matchId, 'seat')
    : undefined
}
