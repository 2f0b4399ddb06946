// Lets a locked user in again.

import { record } from '#domain/ops/writes.ts'
import { User } from '#domain/users/items.ts'
import { OwnLock, UserNotFound } from '#domain/users/problems.ts'
import { asOperator, unlockUser } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.unlockUser, async ({ user, path: { userId }, body, now, id, read, refuse }) => {
  if (userId === user.userId) refuse(OwnLock)
  const found = await read.get(User.key(userId))
  if (!found || found.deletedAt) return refuse(UserNotFound)
  const what = 'ops.user.unlocked'
  return {
    writes: [
      unlockUser(found),
      record(id('action'), { by: user.userId, what, subject: userId, ...body }, now),
      asOperator(user),
    ],
    reply: { userId, lockedAt: null },
  }
})
