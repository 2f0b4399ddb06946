// Changes a match, by its host, before it starts.

import { match } from '../../shared/domain/matches/reads.ts'
import { rule } from '../../shared/domain/matches/rules.ts'
import { matchView } from '../../shared/domain/matches/views.ts'
import { change } from '../../shared/domain/matches/writes.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { matches } from './contract.ts'

export const handler = lambda(matches.changeMatch, async ({ user, path, body, now, read, given, misfit }) => {
  if (body.startsAt && body.startsAt <= now) misfit('/startsAt', 'lies in the past')
  const before = given(await match(read, path.matchId), rule.exists(), rule.hosted(user.userId))
  return { writes: [change(before, body, user.userId, now)], reply: matchView({ ...before, ...body }) }
})
