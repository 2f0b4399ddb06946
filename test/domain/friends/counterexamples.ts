// Counterexamples of friends: writes that break what only one keeper keeps.

import { next, noEdge, type Pair, type Turn, turned } from '#domain/friends/edge.ts'
import { guard } from '#domain/friends/guards.ts'
import {
  DefaultGroup,
  type DefaultGroupItem,
  Edge,
  type EdgeItem,
  Forms,
  type GroupItem,
  keyOf,
  Leftover,
  type LeftoverItem,
  Member,
  Name,
} from '#domain/friends/items.ts'
import { awaitUpload, showUpload, swept } from '#domain/friends/uploads.ts'
import { choose, closeFriends, join, newGroup, openGroup, quit, relate, rename } from '#domain/friends/writes.ts'
import type { Item } from '#kernel/data/condition.ts'
import { remove, type Write } from '#kernel/data/write.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const T0 = '2026-01-01T00:00:00.000Z'
const T1 = '2026-01-02T00:00:00.000Z'
const T2 = '2026-01-03T00:00:00.000Z'

const root = (ownerId: string, changes: Partial<DefaultGroupItem> = {}): DefaultGroupItem => ({
  ...{ groupId: `group_${ownerId}`, ownerId, groupName: 'default', isDefault: true, memberCount: 0, createdAt: T0 },
  ...{ groupCount: 0, blockCount: 0 },
  ...changes,
})
const strangers: Pair = { mine: noEdge('ann', 'bob'), theirs: noEdge('bob', 'ann') }
const flipped = ({ mine, theirs }: Pair): Pair => ({ mine: theirs, theirs: mine })
const turn = (pair: Pair, how: Turn): Pair => turned(pair, how, T1, 6)
const friends = turn(strangers, { added: true })
const admirer = flipped(turn(flipped(strangers), { added: true }))
const blocked = turn(strangers, { blocked: true })

const group = (groupName: string, changes: Partial<GroupItem> = {}): GroupItem => ({
  ...newGroup(`group_${groupName}`, 'ann', groupName, T0),
  ...changes,
})
const groupItems = (one: GroupItem): Item[] => [
  stored(keyOf(one), one),
  stored(Name.key('ann', one.groupName), { groupId: one.groupId }),
]
const edges = ({ mine, theirs }: Pair): Item[] =>
  [mine, theirs]
    .filter(({ version }) => version !== undefined)
    .map((edge) => stored(Edge.key(edge.ownerId, edge.friendId), edge))

/** Ann, the edges of her and Bob, and her groups. Bob is a member of those that her edge names. */
const world = (pair: Pair, ...groups: GroupItem[]): Item[] => {
  const { mine } = pair
  const members = mine.groups.map((groupId) => stored(Member.key('ann', groupId, 'bob'), { groupId, friendId: 'bob' }))
  const counts = { memberCount: Number(mine.added), blockCount: Number(mine.blocked), groupCount: groups.length }
  return [
    stored(DefaultGroup.key('ann'), root('ann', counts)),
    stored(DefaultGroup.key('bob'), root('bob', { memberCount: Number(mine.addedBack) })),
    ...edges(pair),
    ...members,
    ...groups.flatMap(groupItems),
  ]
}

const hiking = group('Hiking')
const bobIn = (pair: Pair, ...groups: GroupItem[]): Pair => ({
  ...pair,
  mine: { ...pair.mine, groups: groups.map(({ groupId }) => groupId) },
})
const leftover = (of: LeftoverItem['of'], dueAt: string): LeftoverItem => ({
  ...{ imageId: 'image_1', groupId: 'group_Hiking', ownerId: 'ann', of, dueAt, duePk: 'DUE_IMAGE#ALL', dueSk: dueAt },
})
const left = (of: LeftoverItem['of'], dueAt: string): Item[] => [
  stored(Leftover.key('ann', 'image_1'), leftover(of, dueAt)),
]
/** All writes but those of one item. */
const but = (writes: readonly Write[], sort: RegExp) => writes.filter(({ key }) => !sort.test(key.sk))
/** Without the clauses of other keepers that the counterexample breaks too. */
const unasked = (writes: readonly Write[], ...names: string[]) =>
  writes.map((write) => ({ ...write, requires: write.requires.filter(({ keeper }) => !names.includes(keeper.name)) }))

/** The default group of a user who leaves. */
const closing = (given: readonly Item[], ownerId: string): Item[] =>
  given.map((item) =>
    item['pk'] === DefaultGroup.key(ownerId).pk && item['isDefault'] ? { ...item, closedAt: T0 } : item,
  )
const isAdded = (items: readonly Item[]) => items.some(({ added }) => added === true)

/** Ann's change of a relation. */
const related = (before: Pair, after: Pair, ...asks: ReturnType<typeof guard.unblocked>[]) =>
  relate({ root: root('ann'), before, after, now: T1 }, ...asks)

export const counterexamples: Counterexamples<typeof guard> = {
  ownerStays: {
    given: closing(world(strangers), 'ann'),
    writes: () => related(strangers, turn(strangers, { added: true })),
    harms: isAdded,
  },
  friendStays: {
    given: closing(world(strangers), 'bob'),
    writes: () => related(strangers, turn(strangers, { added: true })),
    harms: isAdded,
  },
  emptied: {
    given: closing(world(friends), 'ann'),
    writes: () => [remove('forgetDefaultGroup', DefaultGroup.key('ann'), guard.emptied())],
  },
  friend: {
    given: world(admirer),
    writes: () => choose(admirer.mine, next(admirer.mine, { subscribe: false })),
  },
  unblocked: {
    given: world(blocked),
    writes: () => related(blocked, turn(blocked, { added: true }), guard.unblocked()),
  },
  groupExists: {
    given: world(friends),
    // A missing group is neither ordinary nor has it room.
    writes: () => unasked(join(friends.mine, hiking), 'ordinary', 'roomInGroup'),
  },
  ordinary: { given: world(friends), writes: () => rename(root('ann', { memberCount: 1 }), 'Hiking').writes },
  uniqueGroupName: {
    given: world(strangers, hiking),
    writes: () => openGroup({ ...hiking, groupId: 'group_another' }),
  },
  groupLimit: {
    given: world(strangers, ...Array.from({ length: 20 }, (_, at) => group(`Group ${at}`))),
    writes: () => openGroup(hiking),
  },
  roomInGroup: {
    given: world(friends, group('Hiking', { maxMemberCount: 0 })),
    writes: () => join(friends.mine, hiking),
  },
  formsAnHour: {
    given: [...world(strangers, hiking), stored(Forms.key('ann', T1.slice(0, 13)), { count: 20, ttl: 1 })],
    writes: () => awaitUpload(hiking, 'image_1', T1),
  },
  registered: {
    given: [],
    writes: () => [closeFriends('ann', T1)],
  },
  edgeUnchanged: {
    given: world(bobIn(friends, hiking), { ...hiking, memberCount: 1 }),
    writes: () => {
      const before = { ...friends, mine: { ...friends.mine, version: 1 } }
      return related(before, turn(before, { added: false }))
    },
  },
  groupUnchanged: {
    given: world(strangers, hiking),
    writes: () => rename({ ...hiking, groupName: 'Climbing' }, 'Tennis').writes,
  },
  notMember: {
    given: world(bobIn(friends, hiking), { ...hiking, memberCount: 1 }),
    writes: () => join(bobIn(friends, hiking).mine, hiking),
  },
  member: {
    given: world(friends, hiking),
    writes: () => quit(bobIn(friends, hiking).mine, hiking),
  },
  awaitedUpload: {
    given: world(strangers, group('Hiking', { uploadId: 'image_2', uploadState: 'AWAITED' })),
    writes: () => showUpload(hiking, 'image_1', T1),
  },
  withLeftovers: {
    given: [...world(strangers, group('Hiking', { uploadId: 'image_1', uploadState: 'AWAITED' })), ...left('ALL', T1)],
    writes: () => but(showUpload(hiking, 'image_1', T1), /^LEFTOVER/),
  },
  leftoverUnchanged: {
    given: [...world(strangers), ...left('ALL', T2)],
    writes: () => swept(leftover('UPLOAD', T0), T1),
  },
  blockUnchanged: {
    given: world(blocked),
    writes: () => {
      const before = turn(friends, {})
      const asStored = (edge: EdgeItem, { version = 0 }: EdgeItem) => ({ ...edge, version })
      const seen = { mine: asStored(before.mine, blocked.mine), theirs: asStored(before.theirs, blocked.theirs) }
      return related(seen, turn(seen, { added: false }))
    },
  },
  bothEdges: {
    given: world(strangers),
    writes: () => related(strangers, friends).filter(({ key }) => key.pk !== 'FRIENDS#bob'),
  },
  withEdge: { given: world(friends, hiking), writes: () => but(join(friends.mine, hiking), /^EDGE/) },
  withMember: { given: world(friends, hiking), writes: () => but(join(friends.mine, hiking), /^GROUP/) },
  withCounts: { given: world(strangers), writes: () => but(related(strangers, friends), /^(GROUP|EVENT)/) },
  wholeGroup: { given: world(strangers), writes: () => but(openGroup(hiking), /^NAME/) },
}
