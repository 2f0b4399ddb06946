// Takes the caller off a waiting list, in any state of the match.

import { guard } from '#domain/matches/guards.ts'
import { Match, Waiter, WaitingList } from '#domain/matches/items.ts'
import { NotWaiting } from '#domain/matches/problems.ts'
import { leaveList } from '#domain/matches/waiting.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.leaveWaitingList, async ({ user, path, now, read, require, refuse }) => {
  const waiterKey = Waiter.key(path.matchId, user.userId)
  const [match, list, waiter] = await read.all([Match.key(path.matchId), WaitingList.key(path.matchId), waiterKey])
  // A user who does not wait is refused by the place alone, which the writers of a popular match do not hold.
  require(waiter ?? (await read.absent(waiterKey)), guard.waiting())
  const before = match ?? refuse(NotWaiting)
  return { writes: leaveList({ match: before, list, now }, user.userId), reply: undefined }
})
