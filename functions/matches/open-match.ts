// Opens a match; its host takes a seat only by applying.

import type { MatchItem } from '../../shared/domain/matches/item.ts'
import { matchView } from '../../shared/domain/matches/views.ts'
import { listed, open } from '../../shared/domain/matches/writes.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { matches } from './contract.ts'

export const handler = lambda(matches.openMatch, ({ user, body, now, id, misfit }) => {
  if (body.startsAt <= now) misfit('/startsAt', 'lies in the past')
  const matchId = id('match')
  const match: MatchItem = {
    ...body,
    matchId,
    hostId: user.userId,
    playerCount: 0,
    parkingCapacity: body.parkingCapacity ?? 0,
    parkingCount: 0,
    status: 'OPEN',
    version: 0,
    changes: 0,
    createdAt: now,
    ...listed(matchId, body.startsAt),
  }
  return { writes: [open(match)], reply: matchView(match) }
})
