// Matches by start.

import { LAST } from '../../shared/domain/matches/item.ts'
import { matchesBetween } from '../../shared/domain/matches/reads.ts'
import { matchView } from '../../shared/domain/matches/views.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { matches } from './contract.ts'

export const handler = lambda(matches.listMatches, async ({ query: { from, to }, now, page, read, cursor }) => {
  // The clock moves on between pages, so it says only where the first one begins.
  const first = to || page.after ? ' ' : now
  const { items, next } = await matchesBetween(read, from ?? first, to ?? LAST, page)
  return { reply: { items: items.map(matchView), nextCursor: cursor(next) } }
})
