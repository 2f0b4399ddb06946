// Invites friends and members of friend groups to a match, in as many transactions as they need.

import { Edge } from '#domain/friends/items.ts'
import { GroupNotFound, NotAFriend } from '#domain/friends/problems.ts'
import { friendsIn } from '#domain/friends/reads.ts'
import { guard } from '#domain/matches/guards.ts'
import { matchAndSeat } from '#domain/matches/reads.ts'
import { MAX_INVITED } from '#domain/matches/schema.ts'
import { isPayable } from '#domain/matches/seat.ts'
import { active } from '#domain/users/writes.ts'
import { type Counts, inviteAt, MOST_AT_ONCE } from '#flows/inviting/inviting.ts'
import type { Call } from '#kernel/http/endpoint.ts'
import { saga } from '#kernel/http/saga.ts'
import { matches } from './contract.ts'

type InviteCall = Call<typeof matches.invite>

export const handler = saga(matches.invite, async ({ body, commit }) => {
  let people: readonly string[] | undefined
  let counts: Counts = { invited: 0, skipped: 0 }
  const isSmall = body.groupIds === undefined && (body.userIds ?? []).length <= MOST_AT_ONCE
  if (!isSmall) people = await commit(async (call) => ({ value: await peopleOf(call) }))
  while (people && people.length > MOST_AT_ONCE) {
    const part = people.slice(0, MOST_AT_ONCE)
    people = people.slice(MOST_AT_ONCE)
    const so = counts
    counts = await commit(async (call) => {
      const { writes, counts: more } = await inviting(call, part, so)
      return { writes, value: more }
    })
  }
  return async (call) => {
    const { writes, counts: all } = await inviting(call, people ?? (await peopleOf(call)), counts)
    return { writes, reply: all }
  }
})

/** Invites some of the people. @param before the counts of those before */
const inviting = async (call: InviteCall, userIds: readonly string[], before: Counts) => {
  const { user, path, request, now, read, require } = call
  const [found, seat] = await matchAndSeat(read, path.matchId, user.userId)
  const match = require(found, guard.exists())
  const made = await inviteAt(call, { match, from: user.userId, seat, request }, userIds)
  // Once this request has invited a person, it is answered with its counts, whatever has happened to the match.
  if (!made.mayInvite && before.invited + made.earlier === 0) {
    require(match, ...(seat ? [] : [guard.hosted(user)]), guard.open({ now }))
  }
  const { invited, skipped } = made.counts
  const writes = made.writes.length > 0 ? [...made.writes, active(user)] : []
  return { writes, counts: { invited: before.invited + invited, skipped: before.skipped + skipped } }
}

/** The named friends, and the members of the named groups. */
const peopleOf = async (call: InviteCall): Promise<string[]> => {
  const { user, path, body, now, read, require, refuse, invalid } = call
  const { userIds = [], groupIds = [] } = body
  if (body.userIds === undefined && body.groupIds === undefined)
    invalid('/userIds', {
      en: 'must name a user, unless groupIds names a group',
      ko: 'groupIds에 그룹이 없으면 사용자를 보내 주십시오.',
    })
  const [found, seat] = await matchAndSeat(read, path.matchId, user.userId)
  const match = require(found, guard.exists())
  const people = new Set(userIds)
  for (const groupId of groupIds) {
    const members = await friendsIn(read, { ownerId: user.userId, groupId }, MAX_INVITED + 1)
    for (const userId of members ?? refuse(GroupNotFound)) people.add(userId)
    if (people.size > MAX_INVITED)
      invalid('/groupIds', {
        en: `must have at most ${MAX_INVITED} people, together with userIds`,
        ko: `userIds와 합쳐 ${MAX_INVITED}명까지입니다.`,
      })
  }
  // A user who may not invite is refused for that.
  const mayInvite = isPayable(match, now) && (match.hostId === user.userId || seat !== undefined)
  const edges = mayInvite ? await read.all(userIds.map((userId) => Edge.key(user.userId, userId))) : []
  if (edges.some((edge) => !edge?.added)) refuse(NotAFriend)
  return [...people]
}
