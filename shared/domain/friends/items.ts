// The items of friends: one partition per owner with groups, names, edges, memberships and leftover images.

import { space } from '#kernel/data/item.ts'
import { type Key, LAST, type Partition, type Span } from '#kernel/data/key.ts'
import type { Subject } from '#kernel/data/outbox.ts'
import { type Queue, striped } from '#kernel/data/queue.ts'

export const friends = space('friends', 'FRIENDS', 'FRIENDSHIP', 'BLOCKED', 'DUE_GROUP', 'DUE_IMAGE')

export const DEFAULT_GROUP_NAME = 'default'
export const MAX_MEMBERS = 500
/** The maximum number of groups per owner, without the default group. */
export const MAX_GROUPS = 20
/** The maximum number of upload forms per owner and hour. */
export const MAX_FORMS = 20
/** The maximum number of groups per friend. Ending a friendship is one transaction of at most 100 actions, two per group. */
export const MAX_GROUPS_OF_EDGE = 40

export interface GroupItem {
  groupId: string
  ownerId: string
  groupName: string
  isDefault: boolean
  memberCount: number
  /** Absent: unlimited, as in the default group. */
  maxMemberCount?: number
  createdAt: string
  /** The shown image: image and thumbnail are in the bucket under this id. */
  imageId?: string
  /** The last requested upload and its outcome. */
  uploadId?: string
  uploadState?: 'AWAITED' | 'SHOWN' | 'REFUSED'
  uploadReason?: string
  /** The time of deletion. Replies no longer include the group; the sweeper removes its members. */
  deletedAt?: string
  duePk?: string
  dueSk?: string
}

/** The default group, with counts of the owner's other groups and blocks. */
export interface DefaultGroupItem extends GroupItem, Subject {
  /** The number of other groups that are not deleted. */
  groupCount: number
  /** The number of users whom the owner has blocked. */
  blockCount: number
  /** The owner leaves the service: no friend and no group is added any more. */
  closedAt?: string
  /** Every friend was added with an event. Earlier groups have events of later changes only. */
  announced?: true
}

/** Objects of one upload that the sweeper deletes. It is written before the objects can exist. */
export interface LeftoverItem {
  /** The id of the upload, and of its image and thumbnail. */
  imageId: string
  groupId: string
  ownerId: string
  /** UPLOAD: the group shows the image, so only the uploaded object is deleted. */
  of: 'ALL' | 'UPLOAD'
  /** The time when the sweeper deletes the objects. */
  dueAt: string
  /** Absent once the objects are deleted. */
  duePk?: string
  dueSk?: string
  /** Seconds since 1970; a day after the objects are deleted. */
  ttl?: number
}

/** The number of upload forms of an owner in one hour. */
export interface FormsItem {
  count: number
  ttl: number
}

/** One direction of the relation of two users. The other user's edge records the same with the sides exchanged. */
export interface EdgeItem {
  ownerId: string
  friendId: string
  added: boolean
  addedBack: boolean
  blocked: boolean
  blockedBack: boolean
  /** The owner's choices for a friend. */
  subscribe: boolean
  dispatch: boolean
  /** The time when the first of the two added the other; absent without an addition. */
  since?: string | undefined
  /** The time when the owner blocked the other. */
  blockedAt?: string | undefined
  /** The owner's groups with this friend. */
  groups: readonly string[]
  /**
   * The version for the optimistic lock; absent: not stored. Its start is random, so that a new edge never has the version of a
   * removed one.
   */
  version?: number
  /** Lists friendships by start, and blocks by time. */
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

/** Keyed by owner alone, so that an owner has exactly one and it is found without a look-up. */
export const DefaultGroup = friends.item<DefaultGroupItem>()('FRIENDS', 'GROUP#DEFAULT', (ownerId: string) => ownerId)
/** The default group is also a group. */
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
/** The hour, such as 2026-11-25T22. */
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
/** In the index `due`: deleted groups that still have members. */
export const deletedGroups: Queue<'friends', GroupItem> = striped(friends.partition('DUE_GROUP', 'DELETED'))
/** In the index `due`: objects to delete. */
export const dueImages: Queue<'friends', LeftoverItem> = striped(friends.partition('DUE_IMAGE', 'ALL'))
