// Gives back the seat of the caller. If people wait, the first of them gets it.

import { guard } from '#domain/matches/guards.ts'
import { Seat } from '#domain/matches/items.ts'
import { matchAndSeat } from '#domain/matches/reads.ts'
import { withdraw } from '#domain/matches/releases.ts'
import { promotionAt } from '#flows/waiting/promotion.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.withdrawFromMatch, async (call) => {
  const { user, path, now, read, require } = call
  const [match, found] = await matchAndSeat(read, path.matchId, user.userId)
  // A player without a seat is refused by the seat alone, which the writers of a popular match do not hold.
  const seat = require(found ?? (await read.absent(Seat.key(path.matchId, user.userId))), guard.seated())
  const before = require(match, guard.exists())
  const promoting = await promotionAt(call, before, 1)
  if ('first' in promoting) return promoting
  return { writes: withdraw(before, seat, now, promoting.promotion), reply: undefined }
})
