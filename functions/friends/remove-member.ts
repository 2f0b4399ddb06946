// Takes a friend out of a group; whoever is not in it stays out.

import { groupAndEdge } from '#domain/friends/reads.ts'
import { rule } from '#domain/friends/rules.ts'
import { asTheyAre, quit } from '#domain/friends/writes.ts'
import { lambda } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = lambda(friends.removeMember, async ({ user, path, read, given }) => {
  const [found, edge] = await groupAndEdge(read, user.userId, path.groupId, path.userId)
  const group = given(found, rule.groupExists(), rule.ordinary())
  const friend = given(edge, rule.friend())
  const isMember = friend.groups.includes(group.groupId)
  return { writes: isMember ? quit(friend, group) : asTheyAre(friend, group), reply: undefined }
})
