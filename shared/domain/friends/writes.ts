// Every way in which friendships change, and groups and their members are added.

import type { Clause } from '#kernel/data/guards.ts'
import { check, put, remove, update } from '#kernel/data/write.ts'
import type { Pair } from './edge.ts'
import {
  DEFAULT_GROUP_NAME,
  type DefaultGroupItem,
  defaultGroupKey,
  type EdgeItem,
  edgeKey,
  type GroupItem,
  groupKey,
  keyOf,
  MAX_MEMBERS,
  memberKey,
  nameKey,
} from './item.ts'
import { keep, keepGroups, leave } from './membership.ts'
import { rule } from './rules.ts'

/** The group that every user has from the start. */
export const openDefaultGroup = (groupId: string, ownerId: string, createdAt: string) =>
  put('openDefaultGroup', defaultGroupKey(ownerId), {
    ...{ groupId, ownerId, groupName: DEFAULT_GROUP_NAME, isDefault: true, memberCount: 0, createdAt },
    ...{ groupCount: 0, blockCount: 0 },
  } satisfies DefaultGroupItem)

/** What one does to another, on both sides; whoever is no friend any more leaves every group in the same transaction. */
export const relate = <Code extends string = never>(before: Pair, after: Pair, ...asks: Clause<'friends', Code>[]) => {
  const { ownerId, friendId, groups } = before.mine
  const memberCount = Number(after.mine.added) - Number(before.mine.added)
  const blockCount = Number(after.mine.blocked) - Number(before.mine.blocked)
  if (memberCount === 0 && blockCount === 0) return []
  const left = after.mine.added ? [] : groups
  const mirrored = rule.mirrored(ownerId, friendId)
  const counted = [
    ...(memberCount === 0 ? [] : [rule.defaultGroup(ownerId, friendId)]),
    ...(blockCount === 0 ? [] : [rule.blockCount(ownerId, friendId)]),
  ]
  const outlives = blockCount === 0 ? [rule.blockOutlives(before.mine.blocked)] : []
  const members = left.map((groupId) => rule.membersAreFriends(ownerId, friendId, groupId))
  return [
    keep<Code>(before.mine, after.mine, ...asks, mirrored, ...counted, ...outlives, ...members),
    keep(before.theirs, after.theirs, mirrored, rule.blockOutlives(before.theirs.blocked)),
    update(
      'countFriend',
      defaultGroupKey(ownerId),
      { add: { memberCount, blockCount } },
      rule.oneDefaultGroup(),
      ...counted,
    ),
    // Every registered user has a default group.
    ...(memberCount > 0 || blockCount > 0
      ? [check('registered', defaultGroupKey(friendId), rule.oneDefaultGroup())]
      : []),
    // A group that is being deleted loses members as any other.
    ...left.flatMap((groupId) => [
      leave(before.mine, groupId),
      countMember(groupKey(ownerId, groupId), -1, rule.memberCount(ownerId, friendId, groupId)),
    ]),
  ]
}

/** The owner's choices as to a friend; nothing is written for those that they have made. */
export const choose = (edge: EdgeItem, after: EdgeItem) =>
  edge.subscribe === after.subscribe && edge.dispatch === after.dispatch ? [] : [keep(edge, after, rule.friend())]

export const join = (edge: EdgeItem, group: GroupItem) => {
  const { ownerId, friendId, groups } = edge
  const { groupId } = group
  const counted = rule.memberCount(ownerId, friendId, groupId)
  const befriended = rule.membersAreFriends(ownerId, friendId, groupId)
  return [
    keepGroups(edge, [...groups, groupId], groupId, rule.friend()),
    put('join', memberKey(ownerId, groupId, friendId), { groupId, friendId }, rule.joinedOnce(), befriended, counted),
    countMember(keyOf(group), 1, rule.groupExists(), rule.ordinary(), rule.roomInGroup(), counted),
  ]
}

export const quit = (edge: EdgeItem, group: GroupItem) => {
  const { ownerId, friendId, groups } = edge
  const { groupId } = group
  const rest = groups.filter((one) => one !== groupId)
  const counted = rule.memberCount(ownerId, friendId, groupId)
  return [
    keepGroups(edge, rest, groupId, rule.friend()),
    leave(edge, groupId),
    countMember(keyOf(group), -1, rule.groupExists(), rule.ordinary(), counted),
  ]
}

/** Writes nothing for who is in the group, or out of it, already: the answer rests on both as they were read. */
export const asTheyAre = (edge: EdgeItem, group: GroupItem) => [
  check('stillFriend', edgeKey(edge.ownerId, edge.friendId), rule.friend(), rule.asRead(edge.version)),
  check('stillThere', keyOf(group), rule.groupExists(), rule.ordinary()),
]

const countMember = <Code extends string = never>(
  key: ReturnType<typeof keyOf>,
  by: 1 | -1,
  ...asks: Clause<'friends', Code>[]
) => update<'friends', GroupItem, Code>('countMember', key, { add: { memberCount: by } }, ...asks)

export const newGroup = (groupId: string, ownerId: string, groupName: string, createdAt: string): GroupItem => ({
  ...{ groupId, ownerId, groupName, isDefault: false, memberCount: 0, maxMemberCount: MAX_MEMBERS, createdAt },
})

export const openGroup = (group: GroupItem) => {
  const { ownerId, groupId, groupName } = group
  const root = defaultGroupKey(ownerId)
  const name = nameKey(ownerId, groupName)
  const whole = rule.wholeGroup(root, name, keyOf(group))
  return [
    put('claimName', name, { groupId }, rule.uniqueGroupName(), whole),
    put('openGroup', keyOf(group), group, whole),
    update('countGroup', root, { add: { groupCount: 1 } }, rule.oneDefaultGroup(), rule.groupLimit(), whole),
  ]
}

/** Nothing is written for the name that the group has. */
export const rename = (group: GroupItem, groupName: string) => {
  const { ownerId, groupId, groupName: before, memberCount, imageId } = group
  if (groupName === before) return []
  const [old, claimed] = [nameKey(ownerId, before), nameKey(ownerId, groupName)]
  const whole = rule.wholeGroup(old, claimed, keyOf(group))
  return [
    put('claimName', claimed, { groupId }, rule.uniqueGroupName(), whole),
    remove('freeName', old, whole),
    update(
      'rename',
      keyOf(group),
      { set: { groupName } },
      ...[rule.groupExists(), rule.ordinary(), rule.groupAsRead(before, memberCount, imageId), whole],
    ),
  ]
}
