// Lets a locked user in again.

import { record } from '#domain/ops/writes.ts'
import { event } from '#domain/users/events.ts'
import { User } from '#domain/users/items.ts'
import { OwnLock, UserNotFound } from '#domain/users/problems.ts'
import { asOperator, unlockUser } from '#domain/users/writes.ts'
import { announce } from '#kernel/data/outbox.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.unlockUser, async ({ user, path: { userId }, body, now, id, read, refuse }) => {
  if (userId === user.userId) refuse(OwnLock)
  const found = await read.get(User.key(userId))
  if (!found || found.deletedAt) return refuse(UserNotFound)
  const actionId = id('action')
  const deed = { by: user.userId, what: 'ops.user.unlocked', subject: userId, ...body }
  const told = event.unlocked(found, { userId, by: user.userId, actionId })
  return {
    writes: [...announce([unlockUser(found)], now, told), record(actionId, deed, now), asOperator(user)],
    reply: { userId, lockedAt: null },
  }
})
