// Opens a match; its host takes a seat only by applying.

import { dropMatches } from '#domain/matches/holders.ts'
import type { MatchItem } from '#domain/matches/item.ts'
import { host, matchesOf } from '#domain/matches/reads.ts'
import { rule } from '#domain/matches/rules.ts'
import { matchView } from '#domain/matches/views.ts'
import { listed, open } from '#domain/matches/writes.ts'
import { brokenBy } from '#kernel/data/guards.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.openMatch, async ({ user, body, now, id, read, invalid }) => {
  if (body.startsAt <= now) invalid('/startsAt', 'lies in the past')
  const counted = await host(read, user.userId)
  if (counted && brokenBy({ ...counted }, [rule.openQuota()]).length > 0) {
    // Of those that count, some have been cancelled or have started since.
    const found = await matchesOf(read, counted.matchIds)
    const isOpen = (match: MatchItem | undefined) => match?.status === 'OPEN' && match.startsAt > now
    const closed = counted.matchIds.filter((_, at) => !isOpen(found[at]))
    if (closed.length > 0) return { first: [dropMatches(counted, closed)] }
  }
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
  return { writes: open(match, counted), reply: matchView(match) }
})
