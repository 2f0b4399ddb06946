// Overlapping calls between friends: a decision must still hold when it is stored.

import { afterEach, expect, test } from 'vitest'
import { DefaultGroup } from '#domain/friends/items.ts'
import { User } from '#domain/users/items.ts'
import { Store } from '#kernel/commit/store.ts'
import { transact } from '#kernel/commit/transact.ts'
import { remove } from '#kernel/data/write.ts'
import { befriended, grouped } from '#test/examples/friends.ts'
import { interleaved } from '#test/support/interleave.ts'
import { known } from '#test/support/known.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
afterEach(() => world.fails(undefined))

/** A user after an erasure: neither the user nor the default group exists. */
const erase = async (userId: string): Promise<void> => {
  const { client, name } = world.table
  const gone = [remove('erase', User.key(userId)), remove('erase', DefaultGroup.key(userId))]
  expect(await transact(new Store(client, name), gone)).toEqual({ kind: 'committed' })
}
const saying = ({ status, code }: { status: number; code?: string | undefined }) => `${status} ${code ?? 'ok'}`

test.each(['addFriend', 'blockUser'] as const)('%s of a user who is erased meanwhile is 404', async (call) => {
  const [as, other] = [await known(world), await known(world)]
  world.fails(interleaved(() => erase(other.userId)))
  expect(saying(await as.api.friends[call]({ path: { userId: other.userId } }))).toBe('404 user-not-found')
})

test('adding a user who blocks meanwhile is refused', async () => {
  const [as, other] = [await known(world), await known(world)]
  world.fails(interleaved(() => other.api.friends.blockUser({ path: { userId: as.userId } })))
  expect(saying(await as.api.friends.addFriend({ path: { userId: other.userId } }))).toBe('403 blocked')
})

test('a member is put in once more, or taken out again, only of a group that is still there', async () => {
  const [inside, outside] = [await grouped(world), await grouped(world, false)]
  for (const [{ as, group, member }, call] of [
    [inside, 'addMember'],
    [outside, 'removeMember'],
  ] as const) {
    world.fails(interleaved(() => as.api.friends.deleteGroup({ path: group })))
    expect(saying(await as.api.friends[call]({ path: member }))).toBe('404 group-not-found')
    world.fails(undefined)
  }
})

test('a member who was put in is in: an end of the friendship meanwhile is seen', async () => {
  const { as, member, path } = await grouped(world)
  world.fails(interleaved(() => as.api.friends.endFriendship({ path })))
  expect(saying(await as.api.friends.addMember({ path: member }))).toBe('400 not-a-friend')
})

test('choices about a user who is no friend any more are refused', async () => {
  const { as, path } = await befriended(world)
  world.fails(interleaved(() => as.api.friends.endFriendship({ path })))
  expect(saying(await as.api.friends.changeFriendship({ path, body: { subscribe: false } }))).toBe('400 not-a-friend')
})
