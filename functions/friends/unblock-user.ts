// Lifts the caller's block; a block by the other user stays.

import { firstVersion, turned } from '#domain/friends/edge.ts'
import { SelfFriendship } from '#domain/friends/problems.ts'
import { pairBeside } from '#domain/friends/reads.ts'
import { friendshipView } from '#domain/friends/views.ts'
import { relate } from '#domain/friends/writes.ts'
import { User } from '#domain/users/items.ts'
import { UserNotFound } from '#domain/users/problems.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(friends.unblockUser, async ({ user, path: { userId }, now, random, read, refuse }) => {
  if (userId === user.userId) refuse(SelfFriendship)
  const { beside, root, before } = await pairBeside(read, user.userId, userId, User.key(userId))
  if (!beside) refuse(UserNotFound)
  const after = turned(before, { blocked: false }, now, firstVersion(random))
  return { writes: relate({ root, before, after, now }), reply: friendshipView(after.mine) }
})
