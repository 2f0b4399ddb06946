// The operations of both models of a friendship, and their common parts.

import type { Action, CountedTable, Index, Item } from './table.ts'

/** What one of the two has to do with the other. */
export interface Side {
  readonly added: boolean
  readonly blocked: boolean
  readonly subscribe: boolean
  readonly dispatch: boolean
  readonly groups: readonly string[]
}

/** Both sides, as a write needs them. */
export interface Tie {
  readonly me: string
  readonly other: string
  readonly mine: Side
  readonly theirs: Side
  readonly since?: string | undefined
  /** Of what is stored for me, and for the other; undefined where nothing is. */
  readonly versions: readonly [number | undefined, number | undefined]
}

/** A user's view of another user. */
export interface View {
  readonly userId: string
  readonly added: boolean
  readonly addedBack: boolean
  readonly since: string
}

export interface Model {
  readonly name: string
  readonly indexes: readonly Index[]
  load(table: CountedTable, me: string, other: string): Promise<Tie>
  /** From one state to the next, or refused where it is no longer the one that was read. */
  keep(tableName: string, before: Tie, after: Tie): Action[]
  look(table: CountedTable, me: string, other: string): Promise<View | undefined>
  /** By when they began. */
  page(table: CountedTable, me: string, limit: number): Promise<View[]>
  all(table: CountedTable, me: string): Promise<View[]>
}

export const noSide: Side = { added: false, blocked: false, subscribe: true, dispatch: true, groups: [] }
export const noTie = (me: string, other: string): Tie => ({
  ...{ me, other, mine: noSide, theirs: noSide, versions: [undefined, undefined] },
})

export const bySince = (one: View, other: View): number =>
  `${one.since} ${one.userId}` < `${other.since} ${other.userId}` ? -1 : 1

/** Stores an item, or nothing where it has nothing to say, on condition of the version that was read. */
export const stored = (TableName: string, item: Item, kept: boolean, version: number | undefined): Action => {
  const asRead = {
    ...{ TableName, ConditionExpression: version === undefined ? 'attribute_not_exists(pk)' : 'version = :version' },
    ...(version !== undefined && { ExpressionAttributeValues: { ':version': version } }),
  }
  return kept ? { Put: { ...asRead, Item: item } } : { Delete: { ...asRead, Key: { pk: item['pk'], sk: item['sk'] } } }
}

const groupKey = (ownerId: string, groupId: string) => ({ pk: `FRIENDS#${ownerId}`, sk: `GROUP#${groupId}` })
const memberKey = (ownerId: string, groupId: string, friendId: string) => ({
  ...{ pk: `FRIENDS#${ownerId}`, sk: `MEMBER#${groupId}#${friendId}` },
})

const count = (TableName: string, Key: Item, by: number): Action => ({
  Update: {
    ...{ TableName, Key, UpdateExpression: 'ADD memberCount :by', ExpressionAttributeValues: { ':by': by } },
  },
})

/** The members that a side's groups have in it. */
const members = ({ me, other, mine }: Tie): Item[] =>
  mine.groups.map((groupId) => ({ ...memberKey(me, groupId, other), groupId, friendId: other }))

/** All items of a state, groups left aside. */
export const itemsOf = (model: Model, tie: Tie): Item[] => [
  ...model.keep('', noTie(tie.me, tie.other), tie).map(({ Put }) => Put?.Item ?? {}),
  ...members(tie),
]

/** Adds the other or lets go, in one transaction with whom the owner counts and with the groups that a friend leaves. */
export const turn = async (
  model: Model,
  table: CountedTable,
  { me, other, added, now }: { me: string; other: string; added: boolean; now: string },
  counted = true,
): Promise<void> => {
  const before = await model.load(table, me, other)
  if (before.mine.added === added) return
  const mine = added ? { ...before.mine, added } : { ...noSide, blocked: before.mine.blocked }
  const since = added || before.theirs.added ? (before.since ?? now) : undefined
  const left = added ? [] : before.mine.groups
  await table.write([
    ...model.keep(table.name, before, { ...before, mine, since }),
    ...(counted ? [count(table.name, groupKey(me, 'DEFAULT'), added ? 1 : -1)] : []),
    ...left.flatMap((groupId): Action[] => [
      { Delete: { TableName: table.name, Key: memberKey(me, groupId, other) } },
      count(table.name, groupKey(me, groupId), -1),
    ]),
  ])
}
