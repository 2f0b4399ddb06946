// Changes of friendships, groups and members.

import type { Clause } from '#kernel/data/guards.ts'
import type { Key } from '#kernel/data/key.ts'
import { announce } from '#kernel/data/outbox.ts'
import { change, check, put, remove, update } from '#kernel/data/write.ts'
import { type Pair, relationOf } from './edge.ts'
import { event } from './events.ts'
import { guard } from './guards.ts'
import {
  DEFAULT_GROUP_NAME,
  DefaultGroup,
  type DefaultGroupItem,
  Edge,
  type EdgeItem,
  Group,
  type GroupItem,
  keyOf,
  MAX_MEMBERS,
  Member,
  Name,
} from './items.ts'
import { leave, storeEdge, storeGroups } from './membership.ts'

/** The group that every user has since registration. */
export const openDefaultGroup = (groupId: string, ownerId: string, createdAt: string) =>
  put('openDefaultGroup', DefaultGroup.key(ownerId), {
    groupId,
    ownerId,
    groupName: DEFAULT_GROUP_NAME,
    isDefault: true,
    memberCount: 0,
    createdAt,
    groupCount: 0,
    blockCount: 0,
    announced: true,
  })

/** The owner leaves the service: no friend and no group is added from now on. */
export const closeFriends = (ownerId: string, now: string) =>
  update('close', DefaultGroup.key(ownerId), { set: { closedAt: now } }, guard.registered())

/** How a relation changes. */
interface Relating {
  /** The owner's default group, as read. */
  readonly root: DefaultGroupItem
  readonly before: Pair
  readonly after: Pair
  readonly now: string
}

/** Changes a relation on both edges. A removed friend leaves every group in the same transaction. */
export const relate = <Code extends string = never>(
  { root, before, after, now }: Relating,
  ...asks: Clause<'friends', Code, EdgeItem>[]
) => {
  const { ownerId, friendId, groups } = before.mine
  const memberCount = Number(after.mine.added) - Number(before.mine.added)
  const blockCount = Number(after.mine.blocked) - Number(before.mine.blocked)
  if (memberCount === 0 && blockCount === 0) return []
  const isAddition = memberCount > 0 || blockCount > 0
  const left = after.mine.added ? [] : groups
  const bothEdges = guard.bothEdges({ ownerId, friendId })
  const withCounts = guard.withCounts({ ownerId, friendId })
  const blockStays = blockCount === 0 ? [guard.blockUnchanged(before.mine)] : []
  const withMembers = left.map((groupId) => guard.withEdge({ ownerId, friendId, groupId }))
  const writes = [
    storeEdge(before.mine, after.mine, ...asks, bothEdges, withCounts, ...blockStays, ...withMembers),
    storeEdge(before.theirs, after.theirs, bothEdges, guard.blockUnchanged(before.theirs)),
    update(
      'countFriend',
      DefaultGroup.key(ownerId),
      { add: { memberCount, blockCount } },
      isAddition ? guard.ownerStays() : guard.registered(),
      withCounts,
    ),
    // Every registered user has a default group.
    ...(isAddition ? [check('registered', DefaultGroup.key(friendId), guard.registered(), guard.friendStays())] : []),
    // A group in deletion loses members like any other.
    ...left.flatMap((groupId) => [
      leave(before.mine, groupId),
      countMember(Group.key(ownerId, groupId), -1, guard.withMember({ ownerId, friendId, groupId })),
    ]),
  ]
  const pair = { userId: ownerId, friendId }
  const added = memberCount > 0 ? [event.added(root, { ...pair, relation: relationOf(after.mine) })] : []
  const removed = memberCount < 0 ? [event.removed(root, pair)] : []
  return announce(writes, now, ...added, ...removed)
}

/** The owner's choices for a friend. Writes nothing if they are unchanged. */
export const choose = (edge: EdgeItem, after: EdgeItem) =>
  edge.subscribe === after.subscribe && edge.dispatch === after.dispatch ? [] : [storeEdge(edge, after, guard.friend())]

export const join = (edge: EdgeItem, group: GroupItem) => {
  const { ownerId, friendId, groups } = edge
  const { groupId } = group
  const withMember = guard.withMember({ ownerId, friendId, groupId })
  const withEdge = guard.withEdge({ ownerId, friendId, groupId })
  return [
    storeGroups(edge, [...groups, groupId], groupId, guard.friend()),
    put('join', Member.key(ownerId, groupId, friendId), { groupId, friendId }, guard.notMember(), withEdge, withMember),
    countMember(keyOf(group), 1, guard.groupExists(), guard.ordinary(), guard.roomInGroup(), withMember),
  ]
}

export const quit = (edge: EdgeItem, group: GroupItem) => {
  const { ownerId, friendId, groups } = edge
  const { groupId } = group
  const rest = groups.filter((one) => one !== groupId)
  return [
    storeGroups(edge, rest, groupId, guard.friend()),
    leave(edge, groupId),
    countMember(
      keyOf(group),
      -1,
      guard.groupExists(),
      guard.ordinary(),
      guard.withMember({ ownerId, friendId, groupId }),
    ),
  ]
}

/** Writes nothing for a friend who is already in the group, or out of it. The reply depends on both items as read. */
export const unchanged = (edge: EdgeItem, group: GroupItem) => [
  check('stillFriend', Edge.key(edge.ownerId, edge.friendId), guard.friend(), guard.edgeUnchanged(edge)),
  check('stillThere', keyOf(group), guard.groupExists(), guard.ordinary()),
]

const countMember = <Code extends string = never>(
  key: Key<'friends', GroupItem>,
  by: 1 | -1,
  ...asks: Clause<'friends', Code, GroupItem>[]
) => update('countMember', key, { add: { memberCount: by } }, ...asks)

export const newGroup = (groupId: string, ownerId: string, groupName: string, createdAt: string): GroupItem => ({
  groupId,
  ownerId,
  groupName,
  isDefault: false,
  memberCount: 0,
  maxMemberCount: MAX_MEMBERS,
  createdAt,
})

export const openGroup = (group: GroupItem) => {
  const { ownerId, groupId, groupName } = group
  const root = DefaultGroup.key(ownerId)
  const name = Name.key(ownerId, groupName)
  const whole = guard.wholeGroup({ keys: [root, name, keyOf(group)] })
  return [
    put('claimName', name, { groupId }, guard.uniqueGroupName(), whole),
    put('openGroup', keyOf(group), group, whole),
    update('countGroup', root, { add: { groupCount: 1 } }, guard.ownerStays(), guard.groupLimit(), whole),
  ]
}

/** Writes nothing if the group already has the name. */
export const rename = (group: GroupItem, groupName: string) => {
  const { ownerId, groupId } = group
  if (groupName === group.groupName) return { writes: [], after: group }
  const [old, claimed] = [Name.key(ownerId, group.groupName), Name.key(ownerId, groupName)]
  const whole = guard.wholeGroup({ keys: [old, claimed, keyOf(group)] })
  const renamed = change(
    'rename',
    keyOf(group),
    { of: group, set: { groupName } },
    guard.groupExists(),
    guard.ordinary(),
    guard.groupUnchanged(group),
    whole,
  )
  return {
    writes: [
      put('claimName', claimed, { groupId }, guard.uniqueGroupName(), whole),
      remove('freeName', old, whole),
      renamed,
    ],
    after: renamed.after,
  }
}
