// Changes a match, by its host, before it starts. Payers get notice of an earlier start, and a day to cancel after any move.

import { guard } from '#domain/matches/guards.ts'
import type { MatchItem } from '#domain/matches/items.ts'
import { NoticeTooShort } from '#domain/matches/problems.ts'
import { allSeats, match, peopleOf } from '#domain/matches/reads.ts'
import { isAwaited } from '#domain/matches/seat.ts'
import { matchView } from '#domain/matches/views.ts'
import { change, isHurried, unpaidStill } from '#domain/matches/writes.ts'
import { active } from '#domain/users/writes.ts'
import { promotionAt } from '#flows/waiting/promotion.ts'
import { idOf, type Key } from '#kernel/data/key.ts'
import { type Call, endpoint } from '#kernel/http/endpoint.ts'
import { IN_THE_FUTURE } from '#kernel/http/schema.ts'
import { matches } from './contract.ts'

/** The actions of a transaction without the match, its event, its host and the receipt. */
const MOST_CHECKS = 96
/** The people from the waiting list for whom one transaction has room: each takes six actions. */
const MOST_PROMOTED = 15

export const handler = endpoint(matches.changeMatch, async (call) => {
  const { user, path, body, now, read, require, invalid } = call
  if (body.startsAt && body.startsAt <= now) invalid('/startsAt', IN_THE_FUTURE)
  const { maxPlayerCount, ...changes } = body
  const found = await match(read, path.matchId)
  const room = maxPlayerCount === undefined ? [] : [guard.roomForPlayers({ maxPlayerCount })]
  const before = require(found, guard.exists(), guard.hosted(user), guard.open({ now }), ...room)
  const seats = seatsFor(before, maxPlayerCount ?? before.maxPlayerCount, now)
  const unpaid = isHurried(before, changes, now) ? await unpaidSeats(call, before, seats.promoted) : []
  const people = await peopleOf(read, before)
  const hosting = { ...user, people }
  if (maxPlayerCount === undefined) {
    const { writes, after } = change(before, { changes }, hosting, now)
    return { writes: [...writes, ...unpaid.map(unpaidStill), active(user)], reply: matchView(after) }
  }
  const most = unpaid.length > 0 ? 0 : MOST_PROMOTED
  const step = Math.min(seats.promoted, most) < seats.promoted ? Math.min(seats.promoted, MOST_PROMOTED) : undefined
  const promoting = await promotionAt(call, before, step ?? seats.freed)
  if ('first' in promoting) return promoting
  const { promotion } = promoting
  const host = active(user)
  // A transaction checks each item once, so this check is that of a host who gets a seat, too. It demands more.
  const isElse = ({ key }: { key: Key }): boolean => idOf(key) !== idOf(host.key)
  if (step !== undefined) {
    // More people get a seat than fit into one transaction: the number of seats rises in steps, so that none is ever free.
    const part = { maxPlayerCount: before.playerCount + step, promotion, isPart: true } as const
    const { writes } = change(before, { changes: {}, room: part }, hosting, now)
    return { first: [...writes.filter(isElse), host], isPart: true }
  }
  const { writes, after } = change(before, { changes, room: { maxPlayerCount, promotion } }, hosting, now)
  return { writes: [...writes.filter(isElse), ...unpaid.map(unpaidStill), host], reply: matchView(after) }
})

/** The seats that a new maximum frees, and the people from the waiting list who get them. */
const seatsFor = (before: MatchItem, maxPlayerCount: number, now: string) => {
  const freed = maxPlayerCount - before.playerCount
  return { freed, promoted: isAwaited(before, now) ? Math.min(freed, before.waitingCount ?? 0) : 0 }
}

/**
 * All seats of the match, if none is paid. More seats than a transaction can check count as paid. @param promoted the number of
 * seats that are given before
 */
const unpaidSeats = async (
  { read, refuse }: Call<typeof matches.changeMatch>,
  { matchId }: MatchItem,
  promoted: number,
) => {
  const seats = await allSeats(read, matchId)
  const isPaid = seats.some(({ status }) => status === 'CONFIRMED')
  if (isPaid || seats.length + promoted > MOST_CHECKS) refuse(NoticeTooShort)
  return seats
}
