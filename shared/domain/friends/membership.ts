// The parts that writes of friends are made of: one edge, and one membership with what names it.

import type { Clause } from '#kernel/data/guards.ts'
import { put, remove } from '#kernel/data/write.ts'
import { isNothing, next } from './edge.ts'
import { type EdgeItem, edgeKey, memberKey } from './item.ts'
import { rule } from './rules.ts'

/** Stores the next state of an edge, or nothing where it has nothing to say. */
export const keep = <Code extends string = never>(
  before: EdgeItem,
  after: EdgeItem,
  ...asks: Clause<'friends', Code>[]
) => {
  const key = edgeKey(before.ownerId, before.friendId)
  const asRead = rule.asRead(before.version)
  return isNothing(after)
    ? remove<'friends', EdgeItem, Code>('part', key, ...asks, asRead)
    : put<'friends', EdgeItem, Code>('keep', key, after, ...asks, asRead)
}

/** The edge with one group more or fewer. */
export const keepGroups = <Code extends string = never>(
  edge: EdgeItem,
  groups: readonly string[],
  groupId: string,
  ...asks: Clause<'friends', Code>[]
) => keep<Code>(edge, next(edge, { groups }), ...asks, rule.membersAreFriends(edge.ownerId, edge.friendId, groupId))

/** One membership less; edge and count come besides. */
export const leave = ({ ownerId, friendId }: EdgeItem, groupId: string) =>
  remove(
    'leave',
    memberKey(ownerId, groupId, friendId),
    rule.leftOnce(),
    rule.membersAreFriends(ownerId, friendId, groupId),
    rule.memberCount(ownerId, friendId, groupId),
  )
