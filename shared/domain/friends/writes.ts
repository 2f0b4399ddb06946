// Every way in which the items of friends change.

import { put } from '../../kernel/write.ts'
import { defaultGroupKey, type GroupItem } from './item.ts'

export const DEFAULT_GROUP_NAME = 'default'

/** The group that every user has from the start. */
export const openDefaultGroup = (groupId: string, ownerId: string, createdAt: string) =>
  put('openDefaultGroup', defaultGroupKey(ownerId), {
    ...{ groupId, ownerId, groupName: DEFAULT_GROUP_NAME, isDefault: true, memberCount: 0, createdAt },
    companionOf: ownerId,
  } satisfies GroupItem)
