// Opens a match. The host has a seat only after applying.

import { guard } from '#domain/matches/guards.ts'
import { dropMatches } from '#domain/matches/holders.ts'
import type { MatchItem } from '#domain/matches/items.ts'
import { host, matchesOf } from '#domain/matches/reads.ts'
import { matchView } from '#domain/matches/views.ts'
import { listed, open } from '#domain/matches/writes.ts'
import { active } from '#domain/users/writes.ts'
import { brokenBy } from '#kernel/data/guards.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { IN_THE_FUTURE } from '#kernel/http/schema.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.openMatch, async ({ user, body, now, id, read, invalid }) => {
  if (body.startsAt <= now) invalid('/startsAt', IN_THE_FUTURE)
  const counted = await host(read, user.userId)
  if (counted && brokenBy({ ...counted }, [guard.openQuota()]).length > 0) {
    // Cancelled and started matches no longer count.
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
    createdAt: now,
    ...listed({ matchId, hostId: user.userId, startsAt: body.startsAt }),
  }
  return { writes: [...open(match, counted), active(user)], reply: matchView(match) }
})
