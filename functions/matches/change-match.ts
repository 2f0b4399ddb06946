// Changes a match, by its host, before it starts. Payers have notice of an earlier start, and a day to cancel after any move.

import type { MatchItem } from '#domain/matches/item.ts'
import { NoticeTooShort } from '#domain/matches/problems.ts'
import { allSeats, match } from '#domain/matches/reads.ts'
import { rule } from '#domain/matches/rules.ts'
import { matchView } from '#domain/matches/views.ts'
import { change, isHurried, unpaidStill } from '#domain/matches/writes.ts'
import { type Call, endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

/** What a transaction can hold beside the match and a receipt. */
const MOST_CHECKS = 98

export const handler = endpoint(matches.changeMatch, async (call) => {
  const { user, path, body, now, read, require, invalid } = call
  if (body.startsAt && body.startsAt <= now) invalid('/startsAt', 'lies in the past')
  const { maxPlayerCount } = body
  const found = await match(read, path.matchId)
  const room = maxPlayerCount === undefined ? [] : [rule.roomForPlayers(maxPlayerCount)]
  const before = require(found, rule.exists(), rule.hosted(user.userId), rule.open(now), ...room)
  const unpaid = isHurried(before, body, now) ? await unpaidSeats(call, before) : []
  return {
    writes: [change(before, body, user.userId, now), ...unpaid.map(unpaidStill)],
    reply: matchView({ ...before, ...body }),
  }
})

/** All seats of the match, none of which is paid. More than one transaction can watch count as paid. */
const unpaidSeats = async ({ read, refuse }: Call<typeof matches.changeMatch>, { matchId }: MatchItem) => {
  const seats = await allSeats(read, matchId)
  if (seats.length > MOST_CHECKS || seats.some(({ status }) => status === 'CONFIRMED')) refuse(NoticeTooShort)
  return seats
}
