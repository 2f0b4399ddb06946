// Returns the public profile of a user; friends, and hosts of a match with the user, see the full name.

import { Edge } from '#domain/friends/items.ts'
import { Host, Seat } from '#domain/matches/items.ts'
import { Profile, User } from '#domain/users/items.ts'
import { UserNotFound } from '#domain/users/problems.ts'
import { registered } from '#domain/users/reads.ts'
import { formerPersonView, fullPersonView, personView } from '#domain/users/views.ts'
import type { Read } from '#kernel/commit/store.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.getUser, async ({ user: caller, path: { userId }, language, read, refuse }) => {
  const [user, , edge, host] = await read.all([
    User.key(userId),
    Profile.key(userId),
    // The user's own edge: who adds the user is not thereby a friend of the user.
    Edge.key(userId, caller.userId),
    Host.key(caller.userId),
  ])
  if (user?.deletedAt) return { reply: formerPersonView(userId, language) }
  const found = (await registered(read, userId)) ?? refuse(UserNotFound)
  const isClose = userId === caller.userId || edge?.added || (await isPlayer(read, userId, host?.matchIds ?? []))
  return { reply: isClose ? fullPersonView(found) : personView(found) }
})

const isPlayer = async (read: Read<'matches'>, userId: string, matchIds: readonly string[]): Promise<boolean> => {
  const seats = await read.all(matchIds.map((matchId) => Seat.key(matchId, userId)))
  return seats.some((seat) => seat !== undefined)
}
