// Cancels a match: no seat is taken from then on, and the sweeper releases the others.

import { guard } from '#domain/matches/guards.ts'
import { match, peopleOf } from '#domain/matches/reads.ts'
import { matchView } from '#domain/matches/views.ts'
import { cancel } from '#domain/matches/writes.ts'
import { active } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.cancelMatch, async ({ user, path, now, read, require }) => {
  const before = require(await match(read, path.matchId), guard.exists(), guard.hosted(user))
  const people = await peopleOf(read, before)
  const { writes, after } = cancel(before, people, now, guard.hosted(user))
  return { writes: [...writes, active(user)], reply: matchView(after) }
})
