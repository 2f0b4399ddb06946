// Changes a match, by its host, before it starts. Payers get notice of an earlier start, and a day to cancel after any move.

import { guard } from '#domain/matches/guards.ts'
import type { MatchItem } from '#domain/matches/items.ts'
import { NoticeTooShort } from '#domain/matches/problems.ts'
import { allSeats, match } from '#domain/matches/reads.ts'
import { matchView } from '#domain/matches/views.ts'
import { change, isHurried, unpaidStill } from '#domain/matches/writes.ts'
import { type Call, endpoint } from '#kernel/http/endpoint.ts'
import { IN_THE_FUTURE } from '#kernel/http/schema.ts'
import { matches } from './contract.ts'

/** The actions of a transaction without the match and the receipt. */
const MOST_CHECKS = 98

export const handler = endpoint(matches.changeMatch, async (call) => {
  const { user, path, body, now, read, require, invalid } = call
  if (body.startsAt && body.startsAt <= now) invalid('/startsAt', IN_THE_FUTURE)
  const { maxPlayerCount } = body
  const found = await match(read, path.matchId)
  const room = maxPlayerCount === undefined ? [] : [guard.roomForPlayers({ maxPlayerCount })]
  const before = require(found, guard.exists(), guard.hosted(user), guard.open({ now }), ...room)
  const unpaid = isHurried(before, body, now) ? await unpaidSeats(call, before) : []
  const changed = change(before, body, user.userId, now)
  return { writes: [changed, ...unpaid.map(unpaidStill)], reply: matchView(changed.after) }
})

/** All seats of the match, if none is paid. More seats than a transaction can check count as paid. */
const unpaidSeats = async ({ read, refuse }: Call<typeof matches.changeMatch>, { matchId }: MatchItem) => {
  const seats = await allSeats(read, matchId)
  if (seats.length > MOST_CHECKS || seats.some(({ status }) => status === 'CONFIRMED')) refuse(NoticeTooShort)
  return seats
}
