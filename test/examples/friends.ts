// For every endpoint of friends one call that succeeds; and the friends and groups that tests begin with.

import type { friends as contract } from '#functions/friends/contract.ts'
import { known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import type { World } from '#test/support/people.ts'
import type { Example, Examples } from './api.ts'

/** Somebody who has added another. */
export const befriended = async (world: World) => {
  const [as, friend] = [await known(world), await known(world)]
  const path = { userId: friend.userId }
  ok(await as.api.friends.addFriend({ path }))
  return { as, friend, path }
}

/** Somebody with a group, and a friend who is in it or not. */
export const grouped = async (world: World, isIn = true) => {
  const { as, friend, path } = await befriended(world)
  const { groupId } = ok(await as.api.friends.openGroup({ body: { groupName: 'Futsal' } }))
  const member = { ...path, groupId }
  if (isIn) ok(await as.api.friends.addMember({ path: member }))
  return { as, friend, path, group: { groupId }, member }
}

/** Somebody with a friend who is in as many groups as there can be. */
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

export const friends: Examples<typeof contract> = {
  addFriend: async (world) => ({ as: await known(world), path: { userId: (await known(world)).userId } }),
  endFriendship: async (world) => {
    const { as, friend, path } = await grouped(world)
    ok(await friend.api.friends.addFriend({ path: { userId: as.userId } }))
    return { as, path }
  },
  changeFriendship: async (world) => {
    const { as, path } = await befriended(world)
    return { as, path, body: { subscribe: false } }
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
  requestImageUpload: async (world) => ({ ...(await withGroup(world)), body: { contentType: 'image/jpeg' } }),
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

export const refusalsOfFriends: Readonly<Record<string, Example>> = {
  'friends.addFriend': async (world) => {
    const { as, friend, path } = await befriended(world)
    ok(await friend.api.friends.blockUser({ path: { userId: as.userId } }))
    return { as, path }
  },
  'friends.endFriendship': async (world) => ({ as: await known(world), path: (await befriended(world)).path }),
  'friends.openGroup': async (world) => ({ as: (await grouped(world)).as, body: { groupName: 'Futsal' } }),
  'friends.requestImageUpload': async (world) => ({
    ...{ ...(await withGroup(world)), as: await known(world) },
    body: { contentType: 'image/png' },
  }),
  'friends.deleteGroup': async (world) => ({ ...(await withGroup(world)), as: await known(world) }),
  'friends.addMember': async (world) => {
    const [{ as, group }, { path }] = [await grouped(world), await befriended(world)]
    return { as, path: { ...group, ...path } }
  },
}
