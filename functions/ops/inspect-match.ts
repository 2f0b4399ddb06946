// Shows a match with its players to an operator.

import { MatchNotFound } from '#domain/matches/problems.ts'
import { match } from '#domain/matches/reads.ts'
import { recordRead } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { inspectMatch } from '#flows/inspection/match.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.inspectMatch, async ({ user, path, now, id, read, refuse }) => {
  const found = (await match(read, path.matchId)) ?? refuse(MatchNotFound)
  const seen = { by: user.userId, what: 'ops.match.read', subject: path.matchId }
  return { writes: [recordRead(id('action'), seen, now), asOperator(user)], reply: await inspectMatch(read, found) }
})
