// Matches by start; a signed-in caller sees none of a host who has blocked them.

import { blockersOf } from '#domain/friends/reads.ts'
import type { MatchItem } from '#domain/matches/items.ts'
import { matchesBetween } from '#domain/matches/reads.ts'
import { matchView } from '#domain/matches/views.ts'
import type { Read } from '#kernel/commit/store.ts'
import { LAST } from '#kernel/data/key.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.listMatches, async ({ user, query: { from, to }, now, page, read, cursor }) => {
  // The clock moves on between pages, so it says only where the first one begins.
  const first = to || page.after ? ' ' : now
  const keep = user && withoutBlockers(read, user.userId)
  const { items, next } = await matchesBetween(read, from ?? first, to ?? LAST, { ...page, ...(keep && { keep }) })
  return { reply: { items: items.map(matchView), nextCursor: cursor(next) } }
})

/** Leaves out the matches of hosts who have blocked the caller. */
const withoutBlockers =
  (read: Read<'friends'>, userId: string) =>
  async (all: readonly MatchItem[]): Promise<readonly MatchItem[]> => {
    const hosts = all.map(({ hostId }) => hostId)
    const blockers = await blockersOf(read, userId, hosts)
    return all.filter(({ hostId }) => !blockers.has(hostId))
  }
