// Lists matches by start; for a signed-in caller, without hosts who have blocked them.

import { blockersOf } from '#domain/friends/reads.ts'
import type { MatchItem } from '#domain/matches/items.ts'
import { matchesBetween } from '#domain/matches/reads.ts'
import { matchView } from '#domain/matches/views.ts'
import type { Read } from '#kernel/commit/store.ts'
import { LAST } from '#kernel/data/key.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.listMatches, async ({ user, query: { from, to }, now, page, read, cursor }) => {
  // The clock moves between pages, so only the first page begins now.
  const first = to || page.after ? ' ' : now
  const keep = user && withoutBlockers(read, user.userId)
  const { items, next } = await matchesBetween(read, from ?? first, to ?? LAST, { ...page, ...(keep && { keep }) })
  return { reply: { items: items.map(matchView), nextCursor: cursor(next) } }
})

/** Drops the matches of hosts who have blocked the caller. */
const withoutBlockers =
  (read: Read<'friends'>, userId: string) =>
  async (all: readonly MatchItem[]): Promise<readonly MatchItem[]> => {
    const hosts = all.map(({ hostId }) => hostId)
    const blockers = await blockersOf(read, userId, hosts)
    return all.filter(({ hostId }) => !blockers.has(hostId))
  }
