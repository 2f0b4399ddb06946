// One match, for anyone.

import { match } from '#domain/matches/reads.ts'
import { rule } from '#domain/matches/rules.ts'
import { matchView } from '#domain/matches/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.getMatch, async ({ path, read, require }) => ({
  reply: matchView(require(await match(read, path.matchId), rule.exists())),
}))
