// One match, for anyone.

import { match } from '#domain/matches/reads.ts'
import { rule } from '#domain/matches/rules.ts'
import { matchView } from '#domain/matches/views.ts'
import { lambda } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = lambda(matches.getMatch, async ({ path, read, given }) => ({
  reply: matchView(given(await match(read, path.matchId), rule.exists())),
}))
