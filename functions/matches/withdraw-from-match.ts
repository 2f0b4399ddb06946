// Gives back the seat of the caller.

import { guard } from '#domain/matches/guards.ts'
import { matchAndSeat } from '#domain/matches/reads.ts'
import { withdraw } from '#domain/matches/releases.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.withdrawFromMatch, async ({ user, path, now, read, require }) => {
  const [found, seat] = await matchAndSeat(read, path.matchId, user.userId)
  const taken = require(seat, guard.seated())
  return { writes: withdraw(require(found, guard.exists()), taken, now), reply: undefined }
})
