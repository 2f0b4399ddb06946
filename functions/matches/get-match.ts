// One match, for anyone.

import { match } from '../../shared/domain/matches/reads.ts'
import { rule } from '../../shared/domain/matches/rules.ts'
import { matchView } from '../../shared/domain/matches/views.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { matches } from './contract.ts'

export const handler = lambda(matches.getMatch, async ({ path, read, given }) => ({
  reply: matchView(given(await match(read, path.matchId), rule.exists())),
}))
