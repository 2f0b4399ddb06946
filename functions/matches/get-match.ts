// Returns a match to any caller.

import { guard } from '#domain/matches/guards.ts'
import { match } from '#domain/matches/reads.ts'
import { matchView } from '#domain/matches/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.getMatch, async ({ path, read, require }) => ({
  reply: matchView(require(await match(read, path.matchId), guard.exists())),
}))
