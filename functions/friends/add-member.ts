// Adds a friend to a group. Adding a member again changes nothing.

import { guard } from '#domain/friends/guards.ts'
import { MAX_GROUPS_OF_EDGE } from '#domain/friends/items.ts'
import { groupAndEdge } from '#domain/friends/reads.ts'
import { friendshipView } from '#domain/friends/views.ts'
import { join, unchanged } from '#domain/friends/writes.ts'
import { Busy } from '#kernel/data/problems.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.addMember, async ({ user, path, read, require, refuse }) => {
  const [found, edge] = await groupAndEdge(read, user.userId, path.groupId, path.userId)
  const group = require(found, guard.groupExists(), guard.ordinary())
  const friend = require(edge, guard.friend())
  const isMember = friend.groups.includes(group.groupId)
  // A user has at most 20 groups; a friend can be in more than 40 only until the sweeper has run.
  if (!isMember && friend.groups.length >= MAX_GROUPS_OF_EDGE) refuse(Busy)
  return { writes: isMember ? unchanged(friend, group) : join(friend, group), reply: friendshipView(friend) }
})
