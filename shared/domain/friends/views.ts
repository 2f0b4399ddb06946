// Stored items as their users see them.

import type * as z from 'zod/mini'
import { relationOf } from './edge.ts'
import type { EdgeItem, GroupItem } from './item.ts'
import type { Friendship, Group } from './schema.ts'

/** From the side of the edge's owner. */
export const friendshipView = (edge: EdgeItem): z.input<typeof Friendship> => ({
  userId: edge.friendId,
  relation: relationOf(edge),
  subscribe: edge.subscribe,
  dispatch: edge.dispatch,
  blocked: edge.blocked,
  since: edge.since ?? null,
})

export const groupView = (group: GroupItem): z.input<typeof Group> => ({
  groupId: group.groupId,
  groupName: group.groupName,
  isDefault: group.isDefault,
  memberCount: group.memberCount,
  ...imagesOf(group),
  createdAt: group.createdAt,
})

const imagesOf = ({ profileImageUrl, thumbnailUrl }: GroupItem) => ({
  profileImageUrl: profileImageUrl ?? null,
  thumbnailUrl: thumbnailUrl ?? null,
})
