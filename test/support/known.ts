// People and groups stored as the writes would leave them, without the time that hashes of passwords and hundreds of calls take.

import { next, noEdge, turned } from '#domain/friends/edge.ts'
import { Edge, type GroupItem, keyOf, Member, Name } from '#domain/friends/items.ts'
import { newGroup } from '#domain/friends/writes.ts'
import { newUser } from '#domain/users/writes.ts'
import { register } from '#flows/registration/writes.ts'
import type { Item } from '#kernel/data/condition.ts'
import type { Write } from '#kernel/data/write.ts'
import { stored } from '#kit/testing/counterexample.ts'
import type { User, World } from './people.ts'

/** The items that puts leave behind. */
const left = (writes: readonly Write[]): Item[] =>
  writes.map(({ key, action }) => stored(key, 'put' in action ? action.put : {}))

type Place = Pick<World, 'table' | 'now'>

/** The items of a registered user. */
export const registered = (userId: string, createdAt: string, counts = {}): Item[] => {
  const name = userId.slice(-20)
  const email = `${name}@example.com`
  const account = newUser({ userId, username: name, email, passwordHash: 'none', createdAt })
  const profile = { userId, firstName: 'Minji', lastName: 'Kim' }
  const [group, ...others] = left(register(account, profile, 'reserve', userId.replace('user_', 'group_')).reverse())
  // Friends that are stored without a call have no events.
  const { announced: _, ...root } = group ?? {}
  return [...others, { ...(Object.keys(counts).length > 0 ? root : group), ...counts }]
}

/** The items of an operator. */
export const operatorItems = (userId: string, createdAt: string): Item[] =>
  registered(userId, createdAt).map((item) => (item['sk'] === 'USER' ? { ...item, role: 'OPERATOR' } : item))

/** Stores a registered user. */
export const acquaint = async <U extends Pick<User, 'userId'>>(place: Place, user: U, counts = {}): Promise<U> => {
  await place.table.store(registered(user.userId, place.now(), counts))
  return user
}

export const known = async (world: World): Promise<User> => acquaint(world, await world.stranger())

/** So many users, who are stored together. */
export const crowd = async (world: World, size: number): Promise<User[]> => {
  const users: User[] = []
  while (users.length < size) users.push(await world.stranger())
  await world.table.store(users.flatMap(({ userId }) => registered(userId, world.now())))
  return users
}

/** A user with one group of so many friends. @param changes to the group, as where it is being deleted */
export const gathered = async (world: World, size: number, changes: Partial<GroupItem> = {}) => {
  const as = await world.stranger()
  const friends = await crowd(world, size)
  const ownerId = as.userId
  const groupId = ownerId.replace('user_', 'group_').replace(/.$/, (end) => (end === '0' ? '1' : '0'))
  const group = { ...newGroup(groupId, ownerId, 'Futsal', world.now()), memberCount: size, ...changes }
  await acquaint(world, as, { memberCount: size, groupCount: group.deletedAt ? 0 : 1 })
  const items = friends.flatMap(({ userId: friendId }) => {
    const strangers = { mine: noEdge(ownerId, friendId), theirs: noEdge(friendId, ownerId) }
    const { mine, theirs } = turned(strangers, { added: true }, world.now(), 0)
    return [
      stored(Edge.key(ownerId, friendId), next(mine, { groups: [groupId] })),
      stored(Edge.key(friendId, ownerId), theirs),
      stored(Member.key(ownerId, groupId, friendId), { groupId, friendId }),
    ]
  })
  const named = group.deletedAt ? [] : [stored(Name.key(ownerId, group.groupName), { groupId })]
  await world.table.store([...items, stored(keyOf(group), group), ...named])
  return { as, friends, path: { groupId } }
}
