// Adds a friend. Adding an existing friend changes nothing.

import { firstVersion, turned } from '#domain/friends/edge.ts'
import { guard } from '#domain/friends/guards.ts'
import { SelfFriendship } from '#domain/friends/problems.ts'
import { pairBeside } from '#domain/friends/reads.ts'
import { friendshipView } from '#domain/friends/views.ts'
import { relate } from '#domain/friends/writes.ts'
import { User } from '#domain/users/items.ts'
import { UserNotFound } from '#domain/users/problems.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { friends } from './contract.ts'

export const handler = endpoint(
  friends.addFriend,
  async ({ user, path: { userId }, now, random, read, require, refuse }) => {
    if (userId === user.userId) refuse(SelfFriendship)
    const { beside, root, before } = await pairBeside(read, user.userId, userId, User.key(userId))
    if (!beside || beside.deletedAt) refuse(UserNotFound)
    require(before.mine, guard.unblocked())
    const after = turned(before, { added: true }, now, firstVersion(random))
    return { writes: relate({ root, before, after, now }, guard.unblocked()), reply: friendshipView(after.mine) }
  },
)
