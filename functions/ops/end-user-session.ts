// Ends one of a user's sessions for an operator.

import { record } from '#domain/ops/writes.ts'
import { guard } from '#domain/users/guards.ts'
import { Session, User } from '#domain/users/items.ts'
import { UserNotFound } from '#domain/users/problems.ts'
import { asOperator, endSession } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(
  ops.endUserSession,
  async ({ user: by, path, body, now, id, read, require, refuse }) => {
    const { userId, sessionId } = path
    const [user, session] = await read.all([User.key(userId), Session.key(userId, sessionId)])
    if (!user) return refuse(UserNotFound)
    const standing = guard.standing({ now, epoch: user.sessionEpoch })
    const deed = { by: by.userId, what: 'ops.session.ended', subject: userId, ...body }
    return {
      writes: [endSession(require(session, standing), now, standing), record(id('action'), deed, now), asOperator(by)],
      reply: undefined,
    }
  },
)
