// How groups are deleted: a small one at once, a large one by vanishing first and being emptied step by step.

import { remove, update } from '#kernel/data/write.ts'
import { defaultGroupKey, deletedGroups, type EdgeItem, type GroupItem, keyOf, nameKey } from './item.ts'
import { keepGroups, leave } from './membership.ts'
import { rule } from './rules.ts'
import { leaveImage } from './uploads.ts'

/** Each is two actions of a transaction's hundred. */
export const MEMBERS_AT_ONCE = 30

/** The group and its members. @param edges of everybody who is in it */
export const dissolve = (group: GroupItem, edges: readonly EdgeItem[], now: string) => [
  ...vanish(group, now),
  remove('dissolve', keyOf(group), ...standing(group, edges.length), ...countOf(group, edges)),
  ...dismiss(group, edges),
]

/** Nobody sees the group any more, and its name is free; the members are taken out afterwards, in steps. */
export const bury = (group: GroupItem, now: string) => [
  ...vanish(group, now),
  update(
    'bury',
    keyOf(group),
    { set: { deletedAt: now, duePk: deletedGroups.partition.pk, dueSk: `${now}#${group.groupId}` } },
    ...standing(group, group.memberCount),
  ),
]

/** Takes members out of a group that is deleted, and the group away with the last of them. */
export const empty = (group: GroupItem, edges: readonly EdgeItem[]) => {
  const { groupName, memberCount, imageId } = group
  const counted = countOf(group, edges)
  return [
    edges.length === memberCount
      ? remove('emptied', keyOf(group), rule.groupAsRead(groupName, memberCount, imageId), ...counted)
      : update('empty', keyOf(group), { add: { memberCount: -edges.length } }, ...counted),
    ...dismiss(group, edges),
  ]
}

const wholeOf = (group: GroupItem) =>
  rule.wholeGroup(defaultGroupKey(group.ownerId), nameKey(group.ownerId, group.groupName), keyOf(group))

/** The image goes with the group. */
const vanish = (group: GroupItem, now: string) => {
  const whole = wholeOf(group)
  return [
    remove('freeName', nameKey(group.ownerId, group.groupName), whole),
    update('countGroup', defaultGroupKey(group.ownerId), { add: { groupCount: -1 } }, rule.oneDefaultGroup(), whole),
    ...leaveImage(group, now),
  ]
}

const standing = (group: GroupItem, memberCount: number) => [
  rule.groupExists(),
  rule.ordinary(),
  rule.groupAsRead(group.groupName, memberCount, group.imageId),
  wholeOf(group),
]

const countOf = ({ groupId }: GroupItem, edges: readonly EdgeItem[]) =>
  edges.map(({ ownerId, friendId }) => rule.memberCount(ownerId, friendId, groupId))

const dismiss = ({ groupId }: GroupItem, edges: readonly EdgeItem[]) =>
  edges.flatMap((edge) => {
    const rest = edge.groups.filter((one) => one !== groupId)
    return [keepGroups(edge, rest, groupId), leave(edge, groupId)]
  })
