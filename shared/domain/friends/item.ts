// What friends store: one partition an owner, holding the groups.

import { type Key, space } from '../../kernel/key.ts'

export const keys = space('friends', 'FRIENDS')

export interface GroupItem {
  groupId: string
  ownerId: string
  groupName: string
  isDefault: boolean
  memberCount: number
  createdAt: string
  /** The user whose registration made it; only the default group has it. */
  companionOf?: string
}

/** Made of the owner alone, so that nobody has two, and whoever knows the owner finds it without a look-up. */
export const defaultGroupKey = (ownerId: string): Key<'friends', GroupItem> =>
  keys.key('FRIENDS', ownerId, 'GROUP#DEFAULT')
