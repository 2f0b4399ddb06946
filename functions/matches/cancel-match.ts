// Cancels a match; from then on no seat is taken, and the sweeper gives back those that were.

import { match } from '#domain/matches/reads.ts'
import { rule } from '#domain/matches/rules.ts'
import { matchView } from '#domain/matches/views.ts'
import { cancel } from '#domain/matches/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.cancelMatch, async ({ user, path, now, read, require }) => {
  const before = require(await match(read, path.matchId), rule.exists(), rule.hosted(user.userId))
  return { writes: [cancel(before, user.userId, now)], reply: matchView({ ...before, status: 'CANCELLED' }) }
})
