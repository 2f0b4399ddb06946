// Sets a new password by the token of a link. It ends every session, and proves the address.

import { InvalidToken } from '#domain/mail/problems.ts'
import { ticketOf } from '#domain/mail/reads.ts'
import { grants, redeem } from '#domain/mail/writes.ts'
import { accountCounter } from '#domain/users/attempts.ts'
import { Email, User } from '#domain/users/items.ts'
import { hashPassword } from '#domain/users/passwords.ts'
import { WeakPassword } from '#domain/users/problems.ts'
import { isWeak } from '#domain/users/weak.ts'
import { resetPassword } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.resetPassword, async ({ body, now, random, read, refuse }) => {
  const ticket = await ticketOf(read, body.token)
  if (!grants(ticket, 'RESET') || ticket.expiresAt <= now) return refuse(InvalidToken)
  const [user, holder] = await read.all([User.key(ticket.userId), Email.key(ticket.email)])
  // A new password since the mail makes its link void.
  if (!user || user.deletedAt || user.sessionEpoch !== ticket.epoch) return refuse(InvalidToken)
  if (isWeak(body.password, user)) refuse(WeakPassword)
  const passwordHash = await hashPassword(body, body.password, random)
  const isOwn = holder?.userId === user.userId && user.email === ticket.email
  return {
    writes: [
      redeem(body.token, now),
      ...resetPassword(user, { passwordHash, verifies: isOwn, counter: accountCounter(user.username).key }, now),
    ],
    reply: undefined,
  }
})
