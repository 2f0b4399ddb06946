// Gives back the seat of the caller.

import { guard } from '#domain/matches/guards.ts'
import { matchAndSeat } from '#domain/matches/reads.ts'
import { withdraw } from '#domain/matches/releases.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.withdrawFromMatch, async ({ user, path, now, read, require }) => {
  const [, seat] = await matchAndSeat(read, path.matchId, user.userId)
  return { writes: withdraw(require(seat, guard.seated()), now), reply: undefined }
})
