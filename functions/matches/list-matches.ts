// Matches by start; a signed-in caller sees none of a host who has blocked them.

import { blockersOf } from '../../shared/domain/friends/reads.ts'
import { LAST, type MatchItem } from '../../shared/domain/matches/item.ts'
import { matchesBetween } from '../../shared/domain/matches/reads.ts'
import { matchView } from '../../shared/domain/matches/views.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import type { Read } from '../../shared/kernel/store.ts'
import { matches } from './contract.ts'

export const handler = lambda(matches.listMatches, async ({ user, query: { from, to }, now, page, read, cursor }) => {
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
