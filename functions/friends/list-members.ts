// Lists the members of a group; the default group has all friends.

import { guard } from '#domain/friends/guards.ts'
import { friends as allFriends, defaultGroupId, membersAndGroup } from '#domain/friends/reads.ts'
import { namedFriendships } from '#flows/friendship/names.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.listMembers, async ({ user, path, page, language, read, require, cursor }) => {
  const { userId } = user
  if ((await defaultGroupId(read, userId)) === path.groupId) {
    const { items, next } = await allFriends(read, userId, page)
    return { reply: { items: await namedFriendships(read, items, language), nextCursor: cursor(next) } }
  }
  const { members, group } = await membersAndGroup(read, userId, path.groupId, page)
  require(group, guard.groupExists())
  const items = await namedFriendships(read, members.items, language)
  return { reply: { items, nextCursor: cursor(members.next) } }
})
