// Takes a seat, or renews the caller's expired hold. An expired hold of another user is released.

import { guard } from '#domain/matches/guards.ts'
import { matchAndSeat } from '#domain/matches/reads.ts'
import { applicationView } from '#domain/matches/views.ts'
import { seating } from '#flows/payment/seating.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.applyToMatch, async (call) => {
  const { user, path, read, require } = call
  const [found, old] = await matchAndSeat(read, path.matchId, user.userId)
  const match = require(found, guard.exists())
  const { first, taken } = await seating(call, match, { ...user, old })
  if (first) return { first }
  return { writes: taken.writes, reply: applicationView(taken.seat) }
})
