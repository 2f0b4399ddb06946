// Reads of friends and groups.

import { due } from '#kernel/commit/due.ts'
import type { Page, PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { both, on } from '#kernel/data/condition.ts'
import type { Key } from '#kernel/data/key.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Unauthenticated } from '#kernel/data/problems.ts'
import { noEdge, type Pair } from './edge.ts'
import {
  blocksOf,
  DefaultGroup,
  deletedGroups,
  dueImages,
  Edge,
  type EdgeItem,
  friendshipsOf,
  Group,
  type GroupItem,
  Leftover,
  type LeftoverItem,
  type MemberItem,
  membersOf,
} from './items.ts'
import type { Relation } from './schema.ts'

type Reader = Read<'friends'>

const bothEdges = (ownerId: string, friendId: string) =>
  [Edge.key(ownerId, friendId), Edge.key(friendId, ownerId)] as const

/** Both edges of two users. They may be of different moments; the writes detect it. */
export const pair = async (read: Reader, ownerId: string, friendId: string): Promise<Pair> => {
  const [mine, theirs] = await read.all(bothEdges(ownerId, friendId))
  return { mine: mine ?? noEdge(ownerId, friendId), theirs: theirs ?? noEdge(friendId, ownerId) }
}

/** Like pair(), with the owner's default group in the same round trip. @throws Unauthenticated if the owner is erased */
export const pairAndRoot = async (read: Reader, ownerId: string, friendId: string) => {
  const [root, mine, theirs] = await read.all([DefaultGroup.key(ownerId), ...bothEdges(ownerId, friendId)])
  if (!root) throw new Problem(Unauthenticated)
  return { root, before: { mine: mine ?? noEdge(ownerId, friendId), theirs: theirs ?? noEdge(friendId, ownerId) } }
}

/** Like pairAndRoot(), with an item of another module in the same round trip. */
export const pairBeside = async <M extends string, T>(
  read: Read<'friends' | M>,
  ownerId: string,
  friendId: string,
  other: Key<M, T>,
) => {
  const [beside] = await read.all([other, DefaultGroup.key(ownerId), ...bothEdges(ownerId, friendId)])
  return { beside, ...(await pairAndRoot(read, ownerId, friendId)) }
}

export const edge = (read: Reader, ownerId: string, friendId: string): Promise<EdgeItem | undefined> =>
  read.get(Edge.key(ownerId, friendId))

/** The users among these who have blocked the user. */
export const blockersOf = async (read: Reader, userId: string, ownerIds: readonly string[]): Promise<Set<string>> => {
  const others = [...new Set(ownerIds)].filter((ownerId) => ownerId !== userId)
  const edges = await read.all(others.map((ownerId) => Edge.key(ownerId, userId)))
  return new Set(edges.flatMap((found) => (found?.blocked ? [found.ownerId] : [])))
}

/** One of the owner's groups, or the default group. A deleted group may still be stored. */
export const group = async (read: Reader, ownerId: string, groupId: string): Promise<GroupItem | undefined> => {
  const [root, other] = await read.all([DefaultGroup.key(ownerId), Group.key(ownerId, groupId)])
  return root?.groupId === groupId ? root : other
}

export const defaultGroupId = async (read: Reader, ownerId: string): Promise<string | undefined> =>
  (await read.get(DefaultGroup.key(ownerId)))?.groupId

/** A group, and the edge of the joining or leaving friend, in one round trip. */
export const groupAndEdge = async (
  read: Reader,
  ownerId: string,
  groupId: string,
  friendId: string,
): Promise<[GroupItem | undefined, EdgeItem | undefined]> => {
  const [root, other, found] = await read.all([
    DefaultGroup.key(ownerId),
    Group.key(ownerId, groupId),
    Edge.key(ownerId, friendId),
  ])
  return [root?.groupId === groupId ? root : other, found]
}

const ofEdge = on<EdgeItem>()
const related = {
  MUTUAL: both(ofEdge.equals('added', true), ofEdge.equals('addedBack', true)),
  OUTGOING: both(ofEdge.equals('added', true), ofEdge.equals('addedBack', false)),
  INCOMING: both(ofEdge.equals('added', false), ofEdge.equals('addedBack', true)),
}

/** Friendships by start; or the users whom the owner blocked, by time of the block. */
export const friendships = (
  read: Reader,
  ownerId: string,
  { blocked, relation }: { blocked: boolean; relation: Exclude<Relation, 'NONE'> | undefined },
  page: PageAsked,
): Promise<Page<EdgeItem>> =>
  read.list({
    ...(blocked ? blocksOf(ownerId) : friendshipsOf(ownerId)),
    index: 'list',
    ...(relation ? { where: related[relation] } : {}),
    ...page,
  })

/** The default group, then the others by creation. */
export const groups = (read: Reader, ownerId: string, page: PageAsked): Promise<Page<GroupItem>> =>
  read.list({ ...Group.within(ownerId), where: on<GroupItem>().absent('deletedAt'), ...page })

/** All users whom the owner has added, by id. */
export const friends = (read: Reader, ownerId: string, page: PageAsked): Promise<Page<EdgeItem>> =>
  read.list({ ...Edge.within(ownerId), where: ofEdge.equals('added', true), ...page })

/**
 * The members of a group by id, then the group. If the group exists after the members were read, the list was complete: a
 * deleted group never returns.
 */
export const membersAndGroup = async (
  read: Reader,
  ownerId: string,
  groupId: string,
  page: PageAsked,
): Promise<{ members: Page<EdgeItem>; group: GroupItem | undefined }> => {
  const edges = new Map<string, EdgeItem>()
  let found: GroupItem | undefined
  /** Drops members whose friendship has ended since. */
  const keep = async (members: readonly MemberItem[]): Promise<MemberItem[]> => {
    const [one, ...theirs] = await read.all([
      Group.key(ownerId, groupId),
      ...members.map(({ friendId }) => Edge.key(ownerId, friendId)),
    ])
    found = one
    for (const edge of theirs) if (edge?.added) edges.set(edge.friendId, edge)
    return members.filter(({ friendId }) => edges.has(friendId))
  }
  const { items, next } = await read.list({ ...membersOf(ownerId, groupId), ...page, keep })
  return { members: { items: items.flatMap(({ friendId }) => edges.get(friendId) ?? []), next }, group: found }
}

/** The ids of the members of a group, or of all friends; undefined: there is no such group. */
export const friendsIn = async (
  read: Reader,
  { ownerId, groupId }: Pick<GroupItem, 'ownerId' | 'groupId'>,
  limit: number,
): Promise<string[] | undefined> => {
  const page = { limit, after: undefined }
  if ((await defaultGroupId(read, ownerId)) === groupId)
    return (await friends(read, ownerId, page)).items.map(({ friendId }) => friendId)
  const { members, group: found } = await membersAndGroup(read, ownerId, groupId, page)
  return found && !found.deletedAt ? members.items.map(({ friendId }) => friendId) : undefined
}

/** Deleted groups with members, oldest first. */
export const groupsToSweep = (read: Reader): Promise<readonly GroupItem[]> => due(read, deletedGroups, { limit: 1000 })

export const leftover = (read: Reader, ownerId: string, imageId: string): Promise<LeftoverItem | undefined> =>
  read.get(Leftover.key(ownerId, imageId))

/** Due objects, oldest first. */
export const imagesToSweep = (read: Reader, now: string): Promise<readonly LeftoverItem[]> =>
  due(read, dueImages, { until: now, limit: 500 })
