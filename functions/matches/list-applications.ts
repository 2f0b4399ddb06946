// Lists the seats of a match for its host and players.

import { guard } from '#domain/matches/guards.ts'
import { assertSeated, matchAndSeat, seats } from '#domain/matches/reads.ts'
import { applicationView } from '#domain/matches/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.listApplications, async ({ user, path, page, read, require, cursor }) => {
  const [match, seat] = await matchAndSeat(read, path.matchId, user.userId)
  require(match, guard.exists(), ...(seat ? [] : [guard.hosted(user)]))
  if (seat) require(seat, guard.ofPlayer(user))
  const { items, next } = await seats(read, path.matchId, page)
  // A player who left before the list was read may not see it.
  if (match?.hostId !== user.userId) await assertSeated(read, path.matchId, user.userId)
  return { reply: { items: items.map(applicationView), nextCursor: cursor(next) } }
})
