// What friends store: one partition an owner, with the groups and their names, an edge for each person, memberships, and leftover images.

import { space } from '#kernel/data/item.ts'
import { type Key, LAST, type Partition, type Span } from '#kernel/data/key.ts'

export const friends = space('friends', 'FRIENDS', 'FRIENDSHIP', 'BLOCKED', 'DUE_GROUP', 'DUE_IMAGE')

export const DEFAULT_GROUP_NAME = 'default'
export const MAX_MEMBERS = 500
/** Of one owner, besides the default group. */
export const MAX_GROUPS = 20
/** Upload forms that one owner is given in an hour. */
export const MAX_FORMS = 20
/** Of one friend. The end of a friendship is one transaction of at most 100 actions, and each group takes two of them. */
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
  /** The image that the group shows: it and its thumbnail are in the bucket under this id. */
  imageId?: string
  /** The last upload that the owner asked for, and its outcome. */
  uploadId?: string
  uploadState?: 'AWAITED' | 'SHOWN' | 'REFUSED'
  uploadReason?: string
  /** Since then no reply shows the group; the sweeper removes its members. */
  deletedAt?: string
  duePk?: string
  dueSk?: string
}

/** The default group, with counts of the owner's other groups and blocks. */
export interface DefaultGroupItem extends GroupItem {
  /** The other groups, without those that are deleted. */
  groupCount: number
  /** The blocks that the owner has set. */
  blockCount: number
}

/** Objects of one upload that the sweeper deletes. It is written before the objects can be in the bucket. */
export interface LeftoverItem {
  /** The id of the upload, and of its image and thumbnail. */
  imageId: string
  groupId: string
  ownerId: string
  /** UPLOAD: the group shows the image, so only the uploaded object is deleted. */
  of: 'ALL' | 'UPLOAD'
  /** When the sweeper deletes the objects. */
  dueAt: string
  /** Absent once they are deleted. */
  duePk?: string
  dueSk?: string
  /** Seconds since 1970; set once the objects are deleted: a day later. */
  ttl?: number
}

/** The upload forms that an owner was given in one hour. */
export interface FormsItem {
  count: number
  ttl: number
}

/** One side of the relation of two users. The other user's edge says the same with the sides exchanged. */
export interface EdgeItem {
  ownerId: string
  friendId: string
  added: boolean
  addedBack: boolean
  blocked: boolean
  blockedBack: boolean
  /** What the owner wants of a friend. */
  subscribe: boolean
  dispatch: boolean
  /** When the first of the two added the other; absent while neither has. */
  since?: string | undefined
  /** When the owner blocked the other. */
  blockedAt?: string | undefined
  /** The owner's groups that the friend is in. */
  groups: readonly string[]
  /** The optimistic lock; absent: not stored. It begins at random, so that a new edge is never taken for one that was removed. */
  version?: number
  /** Lists friendships by when they began, and blocks by when they were set. */
  listPk?: string
  listSk?: string
}

export interface MemberItem {
  groupId: string
  friendId: string
}

/** Reserves a group name. */
export interface NameItem {
  groupId: string
}

/** Keyed by the owner alone: no owner has two, and it is found without a look-up. */
export const DefaultGroup = friends.item<DefaultGroupItem>()('FRIENDS', 'GROUP#DEFAULT', (ownerId: string) => ownerId)
/** The default group is one of them. */
export const Group = friends.items<GroupItem>()('FRIENDS', 'GROUP', (ownerId: string, groupId: string) => [
  ownerId,
  groupId,
])
export const Name = friends.items<NameItem>()('FRIENDS', 'NAME', (ownerId: string, groupName: string) => [
  ownerId,
  groupName,
])
export const Edge = friends.items<EdgeItem>()('FRIENDS', 'EDGE', (ownerId: string, friendId: string) => [
  ownerId,
  friendId,
])
export const Member = friends.items<MemberItem>()(
  'FRIENDS',
  'MEMBER',
  (ownerId: string, groupId: string, friendId: string) => [ownerId, `${groupId}#${friendId}`],
)
export const Leftover = friends.items<LeftoverItem>()('FRIENDS', 'LEFTOVER', (ownerId: string, imageId: string) => [
  ownerId,
  imageId,
])
/** The hour is such as 2026-11-25T22. */
export const Forms = friends.items<FormsItem>()('FRIENDS', 'FORMS', (ownerId: string, hour: string) => [ownerId, hour])

/** The key of a group that was read. */
export const keyOf = ({ ownerId, groupId, isDefault }: GroupItem): Key<'friends', GroupItem> =>
  isDefault ? DefaultGroup.key(ownerId) : Group.key(ownerId, groupId)

export const membersOf = (ownerId: string, groupId: string): Span<'friends', MemberItem> =>
  Member.within(ownerId, `${groupId}#`, `${groupId}#${LAST}`)

/** A whole partition of an index. */
const whole = <T>(partition: Partition<'friends', T>): Span<'friends', T> => ({ partition, from: ' ', to: LAST })
/** In the index `list`. */
export const friendshipsOf = (ownerId: string): Span<'friends', EdgeItem> =>
  whole(friends.partition('FRIENDSHIP', ownerId))
export const blocksOf = (ownerId: string): Span<'friends', EdgeItem> => whole(friends.partition('BLOCKED', ownerId))
/** In the index `due`: groups that are deleted and still have members. */
export const deletedGroups: Span<'friends', GroupItem> = whole(friends.partition('DUE_GROUP', 'DELETED'))
/** In the index `due`: objects that are to be deleted. */
export const dueImages: Span<'friends', LeftoverItem> = whole(friends.partition('DUE_IMAGE', 'ALL'))
