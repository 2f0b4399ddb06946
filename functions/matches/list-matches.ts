// Lists matches by start; for a signed-in caller, without hosts who have blocked them.

import { blockersOf } from '#domain/friends/reads.ts'
import { hasFreeSeat, isAt } from '#domain/matches/filters.ts'
import type { MatchItem } from '#domain/matches/items.ts'
import { matchesBetween } from '#domain/matches/reads.ts'
import { matchView } from '#domain/matches/views.ts'
import type { Read } from '#kernel/commit/store.ts'
import { LAST } from '#kernel/data/key.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.listMatches, async ({ user, query, now, page, read, cursor }) => {
  const { from, to, venue } = query
  const hasSeats = query.hasSeats === 'true'
  // The clock moves between pages, so only the first page begins now. No match that has started has a free seat.
  const first = to || page.after ? ' ' : now
  const begin = hasSeats && !page.after && (from ?? ' ') < now ? now : (from ?? first)
  const wanted = (match: MatchItem): boolean =>
    (!hasSeats || hasFreeSeat(match, now)) && (venue === undefined || isAt(match, venue))
  const keep = async (all: readonly MatchItem[]): Promise<readonly MatchItem[]> => {
    const some = all.filter(wanted)
    return user ? withoutBlockers(read, user.userId, some) : some
  }
  const isFiltered = user || hasSeats || venue !== undefined
  const { items, next } = await matchesBetween(read, begin, to ?? LAST, { ...page, ...(isFiltered && { keep }) })
  return { reply: { items: items.map(matchView), nextCursor: cursor(next) } }
})

/** Drops the matches of hosts who have blocked the caller. */
const withoutBlockers = async (
  read: Read<'friends'>,
  userId: string,
  all: readonly MatchItem[],
): Promise<readonly MatchItem[]> => {
  const hosts = all.map(({ hostId }) => hostId)
  const blockers = await blockersOf(read, userId, hosts)
  return all.filter(({ hostId }) => !blockers.has(hostId))
}
