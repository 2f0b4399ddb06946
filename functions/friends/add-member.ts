// Puts a friend into a group; whoever is in it stays.

import { MAX_GROUPS_OF_EDGE } from '../../shared/domain/friends/item.ts'
import { groupAndEdge } from '../../shared/domain/friends/reads.ts'
import { rule } from '../../shared/domain/friends/rules.ts'
import { friendshipView } from '../../shared/domain/friends/views.ts'
import { asTheyAre, join } from '../../shared/domain/friends/writes.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { Busy } from '../../shared/kernel/problems.ts'
import { friends } from './contract.ts'

export const handler = lambda(friends.addMember, async ({ user, path, read, given, refuse }) => {
  const [found, edge] = await groupAndEdge(read, user.userId, path.groupId, path.userId)
  const group = given(found, rule.groupExists(), rule.ordinary())
  const friend = given(edge, rule.friend())
  const isMember = friend.groups.includes(group.groupId)
  // There are twenty groups to be in; more than forty are so while the sweeper has not been by.
  if (!isMember && friend.groups.length >= MAX_GROUPS_OF_EDGE) refuse(Busy)
  return { writes: isMember ? asTheyAre(friend, group) : join(friend, group), reply: friendshipView(friend) }
})
