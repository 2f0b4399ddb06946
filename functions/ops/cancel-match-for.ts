// Cancels a match for an operator, in place of its host.

import { guard } from '#domain/matches/guards.ts'
import { match, peopleOf } from '#domain/matches/reads.ts'
import { matchView } from '#domain/matches/views.ts'
import { cancel } from '#domain/matches/writes.ts'
import { record } from '#domain/ops/writes.ts'
import { asOperator } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.cancelMatchFor, async ({ user, path, body, now, id, read, require }) => {
  const before = require(await match(read, path.matchId), guard.exists())
  const { writes, after } = cancel(before, await peopleOf(read, before), now)
  const deed = { by: user.userId, what: 'ops.match.cancelled', subject: path.matchId, ...body }
  return { writes: [...writes, record(id('action'), deed, now), asOperator(user)], reply: matchView(after) }
})
