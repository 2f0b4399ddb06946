// Lists the members of a group; the default group has all friends.

import { guard } from '#domain/friends/guards.ts'
import { friends as allFriends, defaultGroupId, membersAndGroup } from '#domain/friends/reads.ts'
import { friendshipView } from '#domain/friends/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.listMembers, async ({ user, path, page, read, require, cursor }) => {
  const { userId } = user
  if ((await defaultGroupId(read, userId)) === path.groupId) {
    const { items, next } = await allFriends(read, userId, page)
    return { reply: { items: items.map(friendshipView), nextCursor: cursor(next) } }
  }
  const { members, group } = await membersAndGroup(read, userId, path.groupId, page)
  require(group, guard.groupExists())
  return { reply: { items: members.items.map(friendshipView), nextCursor: cursor(members.next) } }
})
