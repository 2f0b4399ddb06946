// Lists the waiting list of a match: the host sees all of it, other users their own place.

import { guard } from '#domain/matches/guards.ts'
import { matchAndList } from '#domain/matches/reads.ts'
import { placeView } from '#domain/matches/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.listWaiting, async ({ user, path, page, read, require, cursor }) => {
  const [found, list] = await matchAndList(read, path.matchId)
  const match = require(found, guard.exists())
  const all = (list?.places ?? []).map((place, at) => placeView(match.matchId, place, at + 1))
  if (match.hostId !== user.userId)
    return { reply: { items: all.filter(({ userId }) => userId === user.userId), nextCursor: null } }
  // Places differ in the time of joining, so a page begins after that of the last one.
  const left = all.filter(({ joinedAt }) => joinedAt > (page.after?.['joinedAt'] ?? ''))
  const items = left.slice(0, page.limit)
  const last = items.length < left.length ? items.at(-1) : undefined
  return { reply: { items, nextCursor: cursor(last && { joinedAt: last.joinedAt }) } }
})
