// Shows a user to an operator.

import { recordRead } from '#domain/ops/writes.ts'
import { UserNotFound } from '#domain/users/problems.ts'
import { asOperator } from '#domain/users/writes.ts'
import { inspectUser } from '#flows/inspection/user.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.inspectUser, async ({ user, path: { userId }, now, id, read, refuse }) => {
  const reply = (await inspectUser(read, userId, now)) ?? refuse(UserNotFound)
  return {
    writes: [
      recordRead(id('action'), { by: user.userId, what: 'ops.user.read', subject: userId }, now),
      asOperator(user),
    ],
    reply,
  }
})
