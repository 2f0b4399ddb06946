// People of whom is stored what registration stores, without the time that the hash of a password takes.

import { defaultGroupKey } from '../../shared/domain/friends/item.ts'
import { openDefaultGroup } from '../../shared/domain/friends/writes.ts'
import { register } from '../../shared/domain/users/writes.ts'
import type { Item } from '../../shared/kernel/condition.ts'
import type { Write } from '../../shared/kernel/write.ts'
import type { User, World } from './people.ts'

/** The items that puts leave behind. */
export const left = (writes: readonly Write[]): Item[] =>
  writes.map(({ key: { pk, sk }, action }) => ({ pk, sk, ...('put' in action ? action.put : {}) }))

export const acquaint = async <U extends Pick<User, 'userId'>>(world: Pick<World, 'table' | 'now'>, user: U) => {
  const { userId } = user
  const name = userId.slice(-20)
  const account = { userId, username: name, email: `${name}@example.com`, passwordHash: 'none', createdAt: world.now() }
  await world.table.store(
    left([
      ...register(account, { firstName: 'Minji', lastName: 'Kim' }, defaultGroupKey(userId)),
      openDefaultGroup(userId.replace('user_', 'group_'), userId, world.now()),
    ]),
  )
  return user
}

export const known = async (world: World): Promise<User> => acquaint(world, await world.stranger())
