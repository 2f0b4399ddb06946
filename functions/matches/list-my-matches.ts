// Lists the matches that the caller hosts or plays in, by start.

import { matchesIn } from '#domain/matches/reads.ts'
import { matchView } from '#domain/matches/views.ts'
import { LAST } from '#kernel/data/key.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

const parts = { host: ['HOST'], player: ['PLAYER'], both: ['HOST', 'PLAYER'] } as const

export const handler = endpoint(matches.listMyMatches, async ({ user, query, page, read, cursor }) => {
  const { role = 'both', from = ' ', to = LAST } = query
  const { items, next } = await matchesIn(read, user.userId, parts[role], { from, to, ...page })
  return { reply: { items: items.map(matchView), nextCursor: cursor(next) } }
})
