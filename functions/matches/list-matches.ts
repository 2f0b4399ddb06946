// Matches by start; a signed-in caller sees none of a host who has blocked them.

import { blockersOf } from '../../shared/domain/friends/reads.ts'
import { LAST, type MatchItem } from '../../shared/domain/matches/item.ts'
import { matchesBetween } from '../../shared/domain/matches/reads.ts'
import { matchView } from '../../shared/domain/matches/views.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { matches } from './contract.ts'

/** Pages that are read where blocks leave too few matches of each. */
const MOST_PAGES = 20

export const handler = lambda(matches.listMatches, async ({ user, query: { from, to }, now, page, read, cursor }) => {
  const shown: MatchItem[] = []
  let { after } = page
  for (let at = 0; at < MOST_PAGES; at += 1) {
    const rest = { limit: page.limit - shown.length, after }
    const { items, next } = await matchesBetween(read, from ?? (to ? ' ' : now), to ?? LAST, rest)
    const hosts = items.map(({ hostId }) => hostId)
    const blockers = user ? await blockersOf(read, user.userId, hosts) : new Set<string>()
    shown.push(...items.filter(({ hostId }) => !blockers.has(hostId)))
    after = next
    if (after === undefined || shown.length === page.limit) break
  }
  return { reply: { items: shown.map(matchView), nextCursor: cursor(after) } }
})
