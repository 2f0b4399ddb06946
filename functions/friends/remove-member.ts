// Removes a friend from a group. Removing a non-member changes nothing.

import { guard } from '#domain/friends/guards.ts'
import { groupAndEdge } from '#domain/friends/reads.ts'
import { quit, unchanged } from '#domain/friends/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.removeMember, async ({ user, path, read, require }) => {
  const [found, edge] = await groupAndEdge(read, user.userId, path.groupId, path.userId)
  const group = require(found, guard.groupExists(), guard.ordinary())
  const friend = require(edge, guard.friend())
  const isMember = friend.groups.includes(group.groupId)
  return { writes: isMember ? quit(friend, group) : unchanged(friend, group), reply: undefined }
})
