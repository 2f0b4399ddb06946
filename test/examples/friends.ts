// Calls of friends, one that succeeds for every endpoint; and the friends and groups that tests begin with.

import { deletedGroups } from '#domain/friends/items.ts'
import { friends } from '#functions/friends/contract.ts'
import { handler as sweepGroups } from '#functions/friends/sweep-groups.ts'
import type { Shows } from '#kit/testing/call.ts'
import { gathered, known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import type { World } from '#test/support/people.ts'
import {
  type Example,
  type Examples,
  holds,
  type Refusals,
  type Scenarios,
  type Undemanded,
  type Unmissed,
} from './example.ts'

/** A user who has added another. */
export const befriended = async (world: World) => {
  const [as, friend] = [await known(world), await known(world)]
  const path = { userId: friend.userId }
  ok(await as.api.friends.addFriend({ path }))
  return { as, friend, path }
}

/** A user with a group, and a friend inside or outside of it. */
export const grouped = async (world: World, isIn = true) => {
  const { as, friend, path } = await befriended(world)
  const { groupId } = ok(await as.api.friends.openGroup({ body: { groupName: 'Futsal' } }))
  const member = { ...path, groupId }
  if (isIn) ok(await as.api.friends.addMember({ path: member }))
  return { as, friend, path, group: { groupId }, member }
}

/** A user with a friend in the maximum number of groups. */
export const inEveryGroup = async (world: World) => {
  const { as, friend, path } = await befriended(world)
  for (let at = 0; at < 20; at += 1) {
    const { groupId } = ok(await as.api.friends.openGroup({ body: { groupName: `Group ${at}` } }))
    ok(await as.api.friends.addMember({ path: { ...path, groupId } }))
  }
  return { as, friend, path }
}

const withGroup: Example = async (world) => {
  const { as, group: path } = await grouped(world)
  return { as, path }
}

export const examples: Examples<typeof friends> = {
  addFriend: async (world) => ({ as: await known(world), path: { userId: (await known(world)).userId } }),
  endFriendship: async (world) => {
    const { as, friend, path } = await grouped(world)
    ok(await friend.api.friends.addFriend({ path: { userId: as.userId } }))
    return { as, path }
  },
  changeFriendship: async (world) => {
    const { as, path } = await befriended(world)
    const shows: Shows = async (reply) =>
      ok(await as.api.friends.listFriends({})).items.some(({ subscribe }) => subscribe === reply['subscribe'])
    return { as, path, body: { subscribe: false }, shows }
  },
  blockUser: async (world) => {
    const { as, path } = await grouped(world)
    return { as, path }
  },
  unblockUser: async (world) => {
    const { as, path } = await befriended(world)
    ok(await as.api.friends.blockUser({ path }))
    return { as, path }
  },
  listFriends: async (world) => ({ as: (await befriended(world)).as }),
  openGroup: async (world) => ({ as: await known(world), body: { groupName: 'Futsal' } }),
  listGroups: async (world) => ({ as: (await grouped(world)).as }),
  getGroup: withGroup,
  renameGroup: async (world) => ({ ...(await withGroup(world)), body: { groupName: 'Tennis' } }),
  requestImageUpload: async (world) => {
    const shows: Shows = async () => {
      const items = await world.table.items()
      const kept = ['FORMS#', 'LEFTOVER#'].every((prefix) => items.some(({ sk }) => String(sk).startsWith(prefix)))
      return kept && items.some(({ uploadState }) => uploadState === 'AWAITED')
    }
    return { ...(await withGroup(world)), body: { contentType: 'image/jpeg' }, shows }
  },
  deleteGroup: withGroup,
  listMembers: withGroup,
  addMember: async (world) => {
    const { as, member: path } = await grouped(world, false)
    return { as, path }
  },
  removeMember: async (world) => {
    const { as, member: path } = await grouped(world)
    return { as, path }
  },
}

export const refusals: Refusals<typeof friends> = {
  addFriend: async (world) => {
    const { as, friend, path } = await befriended(world)
    ok(await friend.api.friends.blockUser({ path: { userId: as.userId } }))
    return { as, path }
  },
  endFriendship: async (world) => ({ as: await known(world), path: (await befriended(world)).path }),
  openGroup: async (world) => ({ as: (await grouped(world)).as, body: { groupName: 'Futsal' } }),
  requestImageUpload: async (world) => ({
    ...{ ...(await withGroup(world)), as: await known(world) },
    body: { contentType: 'image/png' },
  }),
  deleteGroup: async (world) => ({ ...(await withGroup(world)), as: await known(world) }),
  addMember: async (world) => {
    const [{ as, group }, { path }] = [await grouped(world), await befriended(world)]
    return { as, path: { ...group, ...path } }
  },
}

export const scenarios: Scenarios = {
  'deleteGroup of a large one': async (world) => {
    const { as, path } = await gathered(world, 31)
    return { endpoint: friends.deleteGroup, as, path }
  },
  sweepGroups: async (world) => {
    const due = deletedGroups.entry('large', world.now())
    await gathered(world, 2, { deletedAt: world.now(), ...due })
    return { job: () => sweepGroups({}, { awsRequestId: 'sweep' }) }
  },
}

const registered = { 'ConditionCheck FRIENDS/GROUP': holds('registered') }
export const unmissed: Unmissed = { addFriend: registered, blockUser: registered }

const user = { 'USER/USER': 'Users are never deleted, and nothing else of the user is looked at.' }
const defaultGroup = {
  'FRIENDS/GROUP#DEFAULT':
    'The default group of an owner is always the same; which group it is is all that is looked at.',
}
export const undemanded: Undemanded = {
  addFriend: user,
  blockUser: user,
  unblockUser: user,
  renameGroup: defaultGroup,
  requestImageUpload: defaultGroup,
  addMember: defaultGroup,
  removeMember: defaultGroup,
}
