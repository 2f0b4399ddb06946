// How friends and their groups are read.

import type { Page, Position } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { absent, both, equals } from '#kernel/data/condition.ts'
import type { Key } from '#kernel/data/key.ts'
import { noEdge, type Pair } from './edge.ts'
import {
  blocksOf,
  defaultGroupKey,
  deletedGroups,
  dueImages,
  type EdgeItem,
  edgeKey,
  edgesOf,
  friendshipsOf,
  type GroupItem,
  groupKey,
  groupsOf,
  LAST,
  type LeftoverItem,
  leftoverKey,
  type MemberItem,
  membersOf,
} from './item.ts'
import type { Relation } from './schema.ts'

type Reader = Read<'friends'>

export interface Asked {
  readonly limit: number
  readonly after: Position | undefined
}

/** Both sides of what two people have to do with each other. Either may be newer than the other: a write tells. */
export const pair = async (read: Reader, ownerId: string, friendId: string): Promise<Pair> => {
  const [mine, theirs] = await read.all([edgeKey(ownerId, friendId), edgeKey(friendId, ownerId)])
  return { mine: mine ?? noEdge(ownerId, friendId), theirs: theirs ?? noEdge(friendId, ownerId) }
}

/** The same, and an item of another module, in one round trip. */
export const pairBeside = async <M extends string, T>(
  read: Read<'friends' | M>,
  ownerId: string,
  friendId: string,
  other: Key<M, T>,
): Promise<Pair & { beside: T | undefined }> => {
  await read.all([other, edgeKey(ownerId, friendId), edgeKey(friendId, ownerId)])
  // What was read once is remembered.
  return { ...(await pair(read, ownerId, friendId)), beside: await read.get(other) }
}

export const edge = (read: Reader, ownerId: string, friendId: string): Promise<EdgeItem | undefined> =>
  read.get(edgeKey(ownerId, friendId))

/** Those of these people who have blocked the user. */
export const blockersOf = async (read: Reader, userId: string, ownerIds: readonly string[]): Promise<Set<string>> => {
  const others = [...new Set(ownerIds)].filter((ownerId) => ownerId !== userId)
  const edges = await read.all(others.map((ownerId) => edgeKey(ownerId, userId)))
  return new Set(edges.flatMap((found) => (found?.blocked ? [found.ownerId] : [])))
}

/** One of the owner's groups, the default one among them; one that is deleted may still be there. */
export const group = async (read: Reader, ownerId: string, groupId: string): Promise<GroupItem | undefined> => {
  const [root, other] = await read.all([defaultGroupKey(ownerId), groupKey(ownerId, groupId)])
  return root?.groupId === groupId ? root : other
}

export const defaultGroupId = async (read: Reader, ownerId: string): Promise<string | undefined> =>
  (await read.get(defaultGroupKey(ownerId)))?.groupId

/** A group, and the edge of who is put in or taken out, in one round trip. */
export const groupAndEdge = async (
  read: Reader,
  ownerId: string,
  groupId: string,
  friendId: string,
): Promise<[GroupItem | undefined, EdgeItem | undefined]> => {
  await read.all([defaultGroupKey(ownerId), groupKey(ownerId, groupId), edgeKey(ownerId, friendId)])
  return [await group(read, ownerId, groupId), await edge(read, ownerId, friendId)]
}

const related = {
  MUTUAL: both(equals('added', true), equals('addedBack', true)),
  OUTGOING: both(equals('added', true), equals('addedBack', false)),
  INCOMING: both(equals('added', false), equals('addedBack', true)),
}

/** By when they began, or, of those whom the owner blocked, by when that was. */
export const friendships = (
  read: Reader,
  ownerId: string,
  { blocked, relation }: { blocked: boolean; relation: Exclude<Relation, 'NONE'> | undefined },
  page: Asked,
): Promise<Page<EdgeItem>> =>
  read.list({
    ...(blocked ? blocksOf(ownerId) : friendshipsOf(ownerId)),
    index: 'list',
    ...(relation ? { where: related[relation] } : {}),
    ...page,
  })

/** The default one, then by birth. */
export const groups = (read: Reader, ownerId: string, page: Asked): Promise<Page<GroupItem>> =>
  read.list({ ...groupsOf(ownerId), where: absent('deletedAt'), ...page })

/** Everybody whom the owner added, by id. */
export const friends = (read: Reader, ownerId: string, page: Asked): Promise<Page<EdgeItem>> =>
  read.list({ ...edgesOf(ownerId), where: equals('added', true), ...page })

/**
 * The members of a group, by id, and the group as it stood once they were read: a group that is there afterwards was
 * whole until then, because none comes back.
 */
export const membersAndGroup = async (
  read: Reader,
  ownerId: string,
  groupId: string,
  page: Asked,
): Promise<{ members: Page<EdgeItem>; group: GroupItem | undefined }> => {
  const key = groupKey(ownerId, groupId)
  const edgeOf = ({ friendId }: MemberItem) => edgeKey(ownerId, friendId)
  // Whose friendship has ended since is no member.
  const keep = async (members: readonly MemberItem[]): Promise<MemberItem[]> => {
    await read.all([...members.map(edgeOf), key])
    const edges = await read.all(members.map(edgeOf))
    return members.filter((_, at) => edges[at]?.added)
  }
  const { items, next } = await read.list({ ...membersOf(ownerId, groupId), ...page, keep })
  const edges = await read.all(items.map(edgeOf))
  return {
    members: { items: edges.filter((one) => one !== undefined), next },
    group: await read.get(key),
  }
}

/** Deleted groups that still have members, the longest waiting first. */
export const groupsToSweep = (read: Reader): Promise<Page<GroupItem>> =>
  read.list({ ...deletedGroups, index: 'due', limit: 1000, after: undefined })

export const leftover = (read: Reader, ownerId: string, imageId: string): Promise<LeftoverItem | undefined> =>
  read.get(leftoverKey(ownerId, imageId))

/** Objects whose time has come, the longest waiting first. */
export const imagesToSweep = (read: Reader, now: string): Promise<Page<LeftoverItem>> =>
  read.list({ ...dueImages, to: `${now}#${LAST}`, index: 'due', limit: 500, after: undefined })
