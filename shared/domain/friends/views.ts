// Views of friends and groups.

import type * as z from 'zod/mini'
import type { Address } from '#media/bucket.ts'
import { relationOf } from './edge.ts'
import { imageKey, thumbnailKey } from './images.ts'
import type { EdgeItem, GroupItem } from './items.ts'
import { type Friendship, type Group, type ImageError, imageErrors } from './schema.ts'

/** From the perspective of the edge's owner. */
export const friendshipView = (edge: EdgeItem): z.input<typeof Friendship> => ({
  userId: edge.friendId,
  relation: relationOf(edge),
  subscribe: edge.subscribe,
  dispatch: edge.dispatch,
  blocked: edge.blocked,
  since: edge.since ?? null,
})

/** With presigned URLs of its images. */
export const groupView = (group: GroupItem, addressOf: Address): z.input<typeof Group> => ({
  ...newGroupView(group),
  ...(group.imageId === undefined
    ? {}
    : {
        profileImageUrl: addressOf(imageKey(group, group.imageId)),
        thumbnailUrl: addressOf(thumbnailKey(group, group.imageId)),
      }),
})

/** A group without an image. */
export const newGroupView = (group: GroupItem): z.input<typeof Group> => ({
  groupId: group.groupId,
  groupName: group.groupName,
  isDefault: group.isDefault,
  memberCount: group.memberCount,
  profileImageUrl: null,
  thumbnailUrl: null,
  imageError: group.uploadState === 'REFUSED' ? errorOf(group.uploadReason) : null,
  createdAt: group.createdAt,
})

/** Names in the first edition. */
const FORMER: Readonly<Record<string, ImageError>> = { unreadable: 'not-an-image', moving: 'animated' }

const errorOf = (reason = ''): ImageError =>
  FORMER[reason] ?? imageErrors.find((one) => one === reason) ?? 'not-an-image'
