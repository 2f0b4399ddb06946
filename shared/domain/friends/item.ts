// What friends store: one partition an owner, holding the groups, what they are called, an edge for each person, and memberships.

import { space } from '#kernel/data/item.ts'
import type { Key, Partition } from '#kernel/data/key.ts'

export const keys = space('friends', 'FRIENDS', 'FRIENDSHIP', 'BLOCKED', 'DUE_GROUP', 'DUE_IMAGE')

export const DEFAULT_GROUP_NAME = 'default'
export const MAX_MEMBERS = 500
/** Besides the default group. */
export const MAX_GROUPS = 20
/** Upload forms an hour. */
export const MAX_FORMS = 20
/** Ends a friendship in one transaction: each group that the edge names takes two of its hundred actions. */
export const MAX_GROUPS_OF_EDGE = 40

export interface GroupItem {
  groupId: string
  ownerId: string
  groupName: string
  isDefault: boolean
  memberCount: number
  /** Absent: without limit, as the default group is. */
  maxMemberCount?: number
  createdAt: string
  /** What is shown: an image and its thumbnail are in the bucket under this name. */
  imageId?: string
  /** The upload that was asked for last, and what became of it. */
  uploadId?: string
  uploadState?: 'AWAITED' | 'SHOWN' | 'REFUSED'
  uploadReason?: string
  /** From then on it is nowhere to be seen; the sweeper takes its members out. */
  deletedAt?: string
  duePk?: string
  dueSk?: string
}

/** The default group, and the counts of what else its owner has. */
export interface DefaultGroupItem extends GroupItem {
  /** The groups besides, those that are deleted left aside. */
  groupCount: number
  /** The blocks that the owner has set. */
  blockCount: number
}

/** Objects of one upload that may be in the bucket without a group that shows them; written before they can be there. */
export interface LeftoverItem {
  /** The upload's id, under which its image and thumbnail are, too. */
  imageId: string
  groupId: string
  ownerId: string
  /** UPLOAD: the group shows the image, so only what was uploaded goes. */
  of: 'ALL' | 'UPLOAD'
  /** When the sweeper deletes the objects. */
  dueAt: string
  /** Absent once they are deleted. */
  duePk?: string
  dueSk?: string
  /** The dueAt that the sweeper went by. */
  sweptOf?: string
  ttl?: number
}

/** The upload forms that an owner was given in one hour. */
export interface FormsItem {
  count: number
  ttl: number
}

/** What the owner has to do with somebody; that somebody's edge says the same of the owner. */
export interface EdgeItem {
  ownerId: string
  friendId: string
  added: boolean
  addedBack: boolean
  blocked: boolean
  blockedBack: boolean
  /** The owner's choices as to a friend. */
  subscribe: boolean
  dispatch: boolean
  /** When either added the other; absent while neither has. */
  since?: string | undefined
  /** When the owner blocked the other. */
  blockedAt?: string | undefined
  /** The owner's groups that the other is in. */
  groups: readonly string[]
  /** Absent: not stored. It begins anywhere, so that an edge begun anew is never taken for the one that ended. */
  version?: number
  /** Lists friendships by when they began, and blocks by when they were set. */
  listPk?: string
  listSk?: string
}

export interface MemberItem {
  groupId: string
  friendId: string
}

interface NameItem {
  groupId: string
}

/** Sorts after every other key with the same prefix. */
export const LAST = '\uffff'
const GROUP = 'GROUP#'
const EDGE = 'EDGE#'
const membersSort = (groupId: string): string => `MEMBER#${groupId}#`

/** Keyed by the owner alone: no owner has two, and it is found without a look-up. */
export const DefaultGroup = keys.item<DefaultGroupItem>()('FRIENDS', `${GROUP}DEFAULT`, (ownerId: string) => ownerId)
export const defaultGroupKey = (ownerId: string): Key<'friends', DefaultGroupItem> => DefaultGroup.key(ownerId)
export const groupKey = (ownerId: string, groupId: string): Key<'friends', GroupItem> =>
  keys.key('FRIENDS', ownerId, GROUP + groupId)
/** Where a group lies that was read. */
export const keyOf = ({ ownerId, groupId, isDefault }: GroupItem): Key<'friends', GroupItem> =>
  isDefault ? defaultGroupKey(ownerId) : groupKey(ownerId, groupId)
/** Guards a name, in the one form that it is kept in. */
export const nameKey = (ownerId: string, groupName: string): Key<'friends', NameItem> =>
  keys.key('FRIENDS', ownerId, `NAME#${groupName}`)
export const edgeKey = (ownerId: string, friendId: string): Key<'friends', EdgeItem> =>
  keys.key('FRIENDS', ownerId, EDGE + friendId)
export const memberKey = (ownerId: string, groupId: string, friendId: string): Key<'friends', MemberItem> =>
  keys.key('FRIENDS', ownerId, membersSort(groupId) + friendId)

export const leftoverKey = (ownerId: string, imageId: string): Key<'friends', LeftoverItem> =>
  keys.key('FRIENDS', ownerId, `LEFTOVER#${imageId}`)
/** @param hour such as 2026-11-25T22 */
export const formsKey = (ownerId: string, hour: string): Key<'friends', FormsItem> =>
  keys.key('FRIENDS', ownerId, `FORMS#${hour}`)

interface Range<T> {
  readonly partition: Partition<'friends', T>
  readonly from: string
  readonly to: string
}
const range = <T>(ownerId: string, prefix: string): Range<T> => ({
  partition: keys.partition('FRIENDS', ownerId),
  from: prefix,
  to: prefix + LAST,
})
export const groupsOf = (ownerId: string): Range<GroupItem> => range(ownerId, GROUP)
export const edgesOf = (ownerId: string): Range<EdgeItem> => range(ownerId, EDGE)
export const membersOf = (ownerId: string, groupId: string): Range<MemberItem> => range(ownerId, membersSort(groupId))

/** All of a partition of an index. */
const whole = <T>(partition: Partition<'friends', T>): Range<T> => ({ partition, from: ' ', to: LAST })
/** In the index `list`. */
export const friendshipsOf = (ownerId: string): Range<EdgeItem> => whole(keys.partition('FRIENDSHIP', ownerId))
export const blocksOf = (ownerId: string): Range<EdgeItem> => whole(keys.partition('BLOCKED', ownerId))
/** In the index `due`: groups that are deleted and still have members. */
export const deletedGroups: Range<GroupItem> = whole(keys.partition('DUE_GROUP', 'DELETED'))
/** In the index `due`: objects that are to be deleted. */
export const dueImages: Range<LeftoverItem> = whole(keys.partition('DUE_IMAGE', 'ALL'))
