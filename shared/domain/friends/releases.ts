// Deletion of groups: a small group in one transaction; a large one is marked as deleted, and its members are removed in steps.

import { remove, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { DefaultGroup, deletedGroups, type EdgeItem, type GroupItem, keyOf, Name } from './items.ts'
import { leave, storeGroups } from './membership.ts'
import { leaveImage } from './uploads.ts'

/** Each member takes two of the 100 actions of a transaction. */
export const MEMBERS_AT_ONCE = 30

/** Deletes the group and its memberships. @param edges of all its members */
export const dissolve = (group: GroupItem, edges: readonly EdgeItem[], now: string) => [
  ...release(group, now),
  remove('dissolve', keyOf(group), ...standing(group, edges.length), ...withMembers(group, edges)),
  ...dismiss(group, edges),
]

/** Hides the group and frees its name. Its members are removed later, in steps. */
export const markDeleted = (group: GroupItem, now: string) => [
  ...release(group, now),
  update(
    'markDeleted',
    keyOf(group),
    { set: { deletedAt: now, ...deletedGroups.entry(group.groupId, now) } },
    ...standing(group, group.memberCount),
  ),
]

/** Removes members of a deleted group; the last step removes the group. */
export const removeMembers = (group: GroupItem, edges: readonly EdgeItem[]) => {
  const counted = withMembers(group, edges)
  return [
    edges.length === group.memberCount
      ? remove('removeGroup', keyOf(group), guard.groupUnchanged(group), ...counted)
      : update('removeMembers', keyOf(group), { add: { memberCount: -edges.length } }, ...counted),
    ...dismiss(group, edges),
  ]
}

const wholeOf = (group: GroupItem) => {
  const { ownerId, groupName } = group
  return guard.wholeGroup({ keys: [DefaultGroup.key(ownerId), Name.key(ownerId, groupName), keyOf(group)] })
}

/** Frees the name and leaves the image to the sweeper. */
const release = (group: GroupItem, now: string) => {
  const { ownerId, groupName } = group
  const whole = wholeOf(group)
  return [
    remove('freeName', Name.key(ownerId, groupName), whole),
    update('countGroup', DefaultGroup.key(ownerId), { add: { groupCount: -1 } }, guard.registered(), whole),
    ...leaveImage(group, now),
  ]
}

const standing = (group: GroupItem, memberCount: number) => [
  guard.groupExists(),
  guard.ordinary(),
  guard.groupUnchanged({ ...group, memberCount }),
  wholeOf(group),
]

const withMembers = ({ groupId }: GroupItem, edges: readonly EdgeItem[]) =>
  edges.map(({ ownerId, friendId }) => guard.withMember({ ownerId, friendId, groupId }))

const dismiss = ({ groupId }: GroupItem, edges: readonly EdgeItem[]) =>
  edges.flatMap((edge) => {
    const rest = edge.groups.filter((one) => one !== groupId)
    return [storeGroups(edge, rest, groupId), leave(edge, groupId)]
  })
