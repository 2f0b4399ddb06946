// Parts of the writes of friends: an edge, and a membership with the edge that names it.

import type { Clause } from '#kernel/data/guards.ts'
import { put, remove } from '#kernel/data/write.ts'
import { isNothing, next } from './edge.ts'
import { guard } from './guards.ts'
import { Edge, type EdgeItem, Member } from './items.ts'

/** Stores the next state of an edge, or removes an edge without information. */
export const storeEdge = <Code extends string = never>(
  before: EdgeItem,
  after: EdgeItem,
  ...asks: Clause<'friends', Code, EdgeItem>[]
) => {
  const key = Edge.key(before.ownerId, before.friendId)
  const unchanged = guard.edgeUnchanged(before)
  return isNothing(after)
    ? remove('removeEdge', key, ...asks, unchanged)
    : put('storeEdge', key, after, ...asks, unchanged)
}

/** The edge with one group more or less. */
export const storeGroups = <Code extends string = never>(
  edge: EdgeItem,
  groups: readonly string[],
  groupId: string,
  ...asks: Clause<'friends', Code, EdgeItem>[]
) => {
  const { ownerId, friendId } = edge
  return storeEdge(edge, next(edge, { groups }), ...asks, guard.withEdge({ ownerId, friendId, groupId }))
}

/** Removes one membership; the edge and the count change in the same transaction. */
export const leave = ({ ownerId, friendId }: EdgeItem, groupId: string) =>
  remove(
    'leave',
    Member.key(ownerId, groupId, friendId),
    guard.member(),
    guard.withEdge({ ownerId, friendId, groupId }),
    guard.withMember({ ownerId, friendId, groupId }),
  )
