// Takes a friend out of a group; whoever is not in it stays out.

import { groupAndEdge } from '#domain/friends/reads.ts'
import { rule } from '#domain/friends/rules.ts'
import { asTheyAre, quit } from '#domain/friends/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.removeMember, async ({ user, path, read, require }) => {
  const [found, edge] = await groupAndEdge(read, user.userId, path.groupId, path.userId)
  const group = require(found, rule.groupExists(), rule.ordinary())
  const friend = require(edge, rule.friend())
  const isMember = friend.groups.includes(group.groupId)
  return { writes: isMember ? quit(friend, group) : asTheyAre(friend, group), reply: undefined }
})
