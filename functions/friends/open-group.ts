// Creates a group of friends.

import { DEFAULT_GROUP_NAME } from '#domain/friends/items.ts'
import { GroupNameTaken } from '#domain/friends/problems.ts'
import { newGroupView } from '#domain/friends/views.ts'
import { newGroup, openGroup } from '#domain/friends/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.openGroup, ({ user, body, now, id, refuse }) => {
  // Every user has this group, so no item reserves its name.
  if (body.groupName === DEFAULT_GROUP_NAME) refuse(GroupNameTaken)
  const group = newGroup(id('group'), user.userId, body.groupName, now)
  return { writes: openGroup(group), reply: newGroupView(group) }
})
