// Writes that break the rules of friends, each exactly one.

import { next, noEdge, type Pair, type Turn, turned } from '#domain/friends/edge.ts'
import {
  type DefaultGroupItem,
  defaultGroupKey,
  type EdgeItem,
  edgeKey,
  formsKey,
  type GroupItem,
  keyOf,
  type LeftoverItem,
  leftoverKey,
  memberKey,
  nameKey,
} from '#domain/friends/item.ts'
import { rule } from '#domain/friends/rules.ts'
import { awaitUpload, showUpload, swept } from '#domain/friends/uploads.ts'
import { welcomed } from '#domain/friends/welcome.ts'
import { choose, join, newGroup, openGroup, quit, relate, rename } from '#domain/friends/writes.ts'
import { Match, type MatchItem } from '#domain/matches/items.ts'
import { listed, newSeat, take } from '#domain/matches/writes.ts'
import type { Item } from '#kernel/data/condition.ts'
import type { Write } from '#kernel/data/write.ts'
import { type Counterexamples, stored } from '#test/support/counterexample.ts'

const T0 = '2026-01-01T00:00:00.000Z'
const T1 = '2026-01-02T00:00:00.000Z'

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
  stored(nameKey('ann', one.groupName), { groupId: one.groupId }),
]
const edges = ({ mine, theirs }: Pair): Item[] =>
  [mine, theirs]
    .filter(({ version }) => version !== undefined)
    .map((edge) => stored(edgeKey(edge.ownerId, edge.friendId), edge))

/** Ann, what she has to do with Bob, and her groups, in which Bob is where his edge says so. */
const world = (pair: Pair, ...groups: GroupItem[]): Item[] => {
  const { mine } = pair
  const members = mine.groups.map((groupId) => stored(memberKey('ann', groupId, 'bob'), { groupId, friendId: 'bob' }))
  const counts = { memberCount: Number(mine.added), blockCount: Number(mine.blocked), groupCount: groups.length }
  return [
    stored(defaultGroupKey('ann'), root('ann', counts)),
    stored(defaultGroupKey('bob'), root('bob', { memberCount: Number(mine.addedBack) })),
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
  stored(leftoverKey('ann', 'image_1'), leftover(of, dueAt)),
]
/** But for those of one item. */
const but = (writes: readonly Write[], sort: RegExp) => writes.filter(({ key }) => !sort.test(key.sk))
/** But for what another rule asks, which the counterexample breaks too. */
const unasked = (writes: readonly Write[], ...names: string[]) =>
  writes.map((write) => ({ ...write, requires: write.requires.filter(({ keeper }) => !names.includes(keeper.name)) }))

const NOW = new Date().toISOString()
const LATER = '2999-01-01T00:00:00.000Z'
const match: MatchItem = {
  ...{ matchId: 'm', hostId: 'ann', title: 'Futsal', venue: 'Hall', startsAt: LATER, durationMinutes: 60 },
  ...{ maxPlayerCount: 3, playerCount: 0, fee: 0, parkingCapacity: 0, parkingCount: 0, status: 'OPEN' },
  ...{ version: 0, createdAt: T0, ...listed('m', LATER) },
}

export const counterexamples: Counterexamples<typeof rule> = {
  friend: {
    given: world(admirer),
    writes: () => choose(admirer.mine, next(admirer.mine, { subscribe: false })),
  },
  unblocked: { given: world(blocked), writes: () => relate(blocked, turn(blocked, { added: true }), rule.unblocked()) },
  welcome: {
    given: [...world(blocked), stored(Match.key('m'), match)],
    // A check alone has nothing left without its rule, so the edge is written as it stands.
    writes: () => [
      ...welcomed('ann', 'bob').map((write) => ({ ...write, action: { put: { ...blocked.mine } } })),
      ...take(newSeat(match, 'bob', 'application_bob', NOW)),
    ],
  },
  groupExists: {
    given: world(friends),
    // A group that is not there is neither ordinary nor has it room.
    writes: () => unasked(join(friends.mine, hiking), 'ordinary', 'roomInGroup'),
  },
  ordinary: { given: world(friends), writes: () => rename(root('ann', { memberCount: 1 }), 'Hiking') },
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
    given: [...world(strangers, hiking), stored(formsKey('ann', T1.slice(0, 13)), { count: 20, ttl: 1 })],
    writes: () => awaitUpload(hiking, 'image_1', T1),
  },
  oneDefaultGroup: {
    given: [],
    // A check is nothing but its condition.
    writes: () => relate(strangers, blocked).filter(({ action }) => !('check' in action)),
  },
  asRead: {
    given: world(bobIn(friends, hiking), { ...hiking, memberCount: 1 }),
    writes: () => {
      const before = { ...friends, mine: { ...friends.mine, version: 1 } }
      return relate(before, turn(before, { added: false }))
    },
  },
  groupAsRead: {
    given: world(strangers, hiking),
    writes: () => rename({ ...hiking, groupName: 'Climbing' }, 'Tennis'),
  },
  joinedOnce: {
    given: world(bobIn(friends, hiking), { ...hiking, memberCount: 1 }),
    writes: () => join(bobIn(friends, hiking).mine, hiking),
  },
  leftOnce: {
    given: world(friends, hiking),
    writes: () => quit(bobIn(friends, hiking).mine, hiking),
  },
  awaitedUpload: {
    given: world(strangers, group('Hiking', { uploadId: 'image_2', uploadState: 'AWAITED' })),
    writes: () => showUpload(hiking, 'image_1', T1),
  },
  imageLeft: {
    given: [...world(strangers, group('Hiking', { uploadId: 'image_1', uploadState: 'AWAITED' })), ...left('ALL', T1)],
    writes: () => but(showUpload(hiking, 'image_1', T1), /^LEFTOVER/),
  },
  leftoverAsRead: {
    given: [...world(strangers), ...left('ALL', T1)],
    writes: () => swept({ ...leftover('UPLOAD', T0), imageId: 'image_1' }, T1),
  },
  blockOutlives: {
    given: world(blocked),
    writes: () => {
      const before = turn(friends, {})
      const asStored = (edge: EdgeItem, { version = 0 }: EdgeItem) => ({ ...edge, version })
      const seen = { mine: asStored(before.mine, blocked.mine), theirs: asStored(before.theirs, blocked.theirs) }
      return relate(seen, turn(seen, { added: false }))
    },
  },
  mirrored: {
    given: world(strangers),
    writes: () => relate(strangers, friends).filter(({ key }) => key.pk !== 'FRIENDS#bob'),
  },
  membersAreFriends: { given: world(friends, hiking), writes: () => but(join(friends.mine, hiking), /^EDGE/) },
  memberCount: { given: world(friends, hiking), writes: () => but(join(friends.mine, hiking), /^GROUP/) },
  defaultGroup: { given: world(strangers), writes: () => but(relate(strangers, friends), /^GROUP/) },
  wholeGroup: { given: world(strangers), writes: () => but(openGroup(hiking), /^NAME/) },
  blockCount: { given: world(strangers), writes: () => but(relate(strangers, blocked), /^GROUP/) },
}
