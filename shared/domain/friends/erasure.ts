// The friends' part of an erasure: groups, friendships on both sides, memberships, images. The default group goes with the last step.

import { type ErasureOf, erase, later, nothing, trace } from '#kernel/commit/erasure.ts'
import type { PlanContext } from '#kernel/commit/plan.ts'
import { remove, update } from '#kernel/data/write.ts'
import type { Pair } from './edge.ts'
import { guard } from './guards.ts'
import {
  DefaultGroup,
  Edge,
  type EdgeItem,
  Forms,
  type friends,
  Group,
  type GroupItem,
  Leftover,
  Member,
} from './items.ts'
import { leave } from './membership.ts'
import { membersAndGroup, pair } from './reads.ts'
import { dissolve, MEMBERS_AT_ONCE, markDeleted, removeMembers } from './releases.ts'
import { sweepSoon } from './uploads.ts'
import { closeFriends } from './writes.ts'

export const traces = [
  trace(DefaultGroup, ({ ownerId }) => ownerId),
  trace(Edge, ({ ownerId }) => ownerId),
  trace(Edge, ({ friendId }) => friendId),
  trace(Member, ({ friendId }) => friendId),
]

type At = Pick<PlanContext<'friends'>, 'read' | 'now'>
const first = { limit: 1, after: undefined }
const AT_ONCE = 90

export const erasure: ErasureOf<typeof friends> = {
  fates: {
    FRIENDS: 'erased: groups, friendships on both sides with their memberships, images',
    FRIENDSHIP: 'only in an index',
    BLOCKED: 'only in an index',
    DUE_GROUP: 'only in an index',
    DUE_IMAGE: 'only in an index',
  },
  next: async (at, { userId }) => {
    const root = await at.read.get(DefaultGroup.key(userId))
    if (!root) return nothing
    if (!root.closedAt) return erase([closeFriends(userId, at.now)])
    const [group] = (
      await at.read.list({ ...Group.within(userId), ...first, where: Group.on.equals('isDefault', false) })
    ).items
    if (group) return erase(await groupStep(at, group))
    const [edge] = (await at.read.list({ ...Edge.within(userId), ...first })).items
    if (edge) return erase(separate(await pair(at.read, userId, edge.friendId)))
    return imageStep(at, userId)
  },
}

/** Members are removed before edges, so that an edge names no group of the person. */
const groupStep = async ({ read, now }: At, found: GroupItem) => {
  const { ownerId, groupId } = found
  const { members, group } = await membersAndGroup(read, ownerId, groupId, { limit: MEMBERS_AT_ONCE, after: undefined })
  const current = group ?? found
  if (current.deletedAt !== undefined) return removeMembers(current, members.items)
  return current.memberCount > MEMBERS_AT_ONCE ? markDeleted(current, now) : dissolve(current, members.items, now)
}

/** Ends everything between two users: both edges, their counts, and the memberships of the one who leaves. */
const separate = ({ mine, theirs }: Pair) => {
  const [ownerId, friendId] = [mine.ownerId, theirs.ownerId]
  const bothEdges = guard.bothEdges({ ownerId, friendId })
  const gone = (one: EdgeItem) =>
    remove(
      'forgetEdge',
      Edge.key(one.ownerId, one.friendId),
      guard.edgeUnchanged(one),
      bothEdges,
      ...one.groups.map((groupId) => guard.withEdge({ ownerId: one.ownerId, friendId: one.friendId, groupId })),
    )
  return [
    gone(mine),
    gone(theirs),
    ...counted(mine),
    ...counted(theirs),
    ...theirs.groups.flatMap((groupId) => [
      leave(theirs, groupId),
      update(
        'countMember',
        Group.key(friendId, groupId),
        { add: { memberCount: -1 } },
        guard.withMember({ ownerId: friendId, friendId: ownerId, groupId }),
      ),
    ]),
  ]
}

const counted = ({ ownerId, friendId, added, blocked }: EdgeItem) =>
  added || blocked
    ? [
        update(
          'countFriend',
          DefaultGroup.key(ownerId),
          { add: { memberCount: -Number(added), blockCount: -Number(blocked) } },
          guard.registered(),
          guard.withCounts({ ownerId, friendId }),
        ),
      ]
    : []

/** The sweeper deletes the objects; then their records go, and the counts of upload forms. */
const imageStep = async ({ read, now }: At, userId: string) => {
  const page = { limit: AT_ONCE, after: undefined }
  const { items: leftovers } = await read.list({ ...Leftover.within(userId), ...page })
  const waiting = leftovers.filter(({ duePk, dueAt }) => duePk !== undefined && dueAt > now)
  if (waiting.length > 0) return erase(waiting.map((item) => sweepSoon(item, now)))
  const swept = leftovers.filter(({ duePk }) => duePk === undefined)
  if (swept.length > 0)
    return erase(swept.map(({ imageId }) => remove('forgetLeftover', Leftover.key(userId, imageId))))
  if (leftovers.length > 0) return later
  const { items: forms } = await read.list({ ...Forms.within(userId), ...page })
  if (forms.length > 0) return erase(forms.map((item) => remove('forgetForms', formsKey(userId, item))))
  return nothing
}

const formsKey = (userId: string, item: object) => {
  const { sk = '' } = item as { sk?: string }
  return Forms.key(userId, sk.slice(`${Forms.kind}#`.length))
}
