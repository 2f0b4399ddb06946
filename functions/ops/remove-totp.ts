// Removes the authenticator app of a user who has lost it together with the recovery codes.

import { isMailOn } from '#domain/mail/setting.ts'
import { post } from '#domain/mail/writes.ts'
import { record } from '#domain/ops/writes.ts'
import { event } from '#domain/users/events.ts'
import { Totp, User } from '#domain/users/items.ts'
import { NoTotp, OwnLock, UserNotFound } from '#domain/users/problems.ts'
import { asOperator, changeUser, removeTotp } from '#domain/users/writes.ts'
import { announce } from '#kernel/data/outbox.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { ops } from './contract.ts'

export const handler = endpoint(ops.removeTotp, async (call) => {
  const { user: caller, path, body, language, now, id, read, refuse } = call
  const { userId } = path
  if (userId === caller.userId) refuse(OwnLock)
  const [user, totp] = await read.all([User.key(userId), Totp.key(userId)])
  if (!user || user.deletedAt) return refuse(UserNotFound)
  if (!totp?.confirmedAt) return refuse(NoTotp)
  const actionId = id('action')
  const told = event.totpRemoved(user, { userId, by: caller.userId, actionId })
  const deed = { by: caller.userId, what: 'ops.totp.removed', subject: userId, ...body }
  const letter = { occasion: 'TOTP_REMOVED', userId, to: user.email, language } as const
  return {
    writes: [
      removeTotp(totp),
      // Where the app was lost, sessions may be too.
      ...announce(changeUser(user, { endsSessions: true }).writes, now, told),
      record(actionId, deed, now),
      asOperator(caller),
      ...(isMailOn() ? [post(id('mail'), letter, now)] : []),
    ],
    reply: undefined,
  }
})
