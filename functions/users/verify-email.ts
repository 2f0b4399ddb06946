// Verifies an address by the token of a link: it becomes the user's email, and is the user's alone.

import { AddressTaken, InvalidToken } from '#domain/mail/problems.ts'
import { ticketOf } from '#domain/mail/reads.ts'
import { grants, post, redeem } from '#domain/mail/writes.ts'
import { Email, User } from '#domain/users/items.ts'
import { canVerify } from '#domain/users/links.ts'
import { verify } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.verifyEmail, async ({ body, language, now, id, read, refuse }) => {
  const ticket = await ticketOf(read, body.token)
  if (!grants(ticket, 'VERIFY')) return refuse(InvalidToken)
  const [user, holder] = await read.all([User.key(ticket.userId), Email.key(ticket.email)])
  if (!canVerify(user, ticket)) return refuse(InvalidToken)
  const isForeign = holder !== undefined && holder.userId !== user.userId
  if (isForeign && holder.verifiedAt) return refuse(AddressTaken)
  const other = isForeign ? await read.get(User.key(holder.userId)) : undefined
  const { writes } = verify({ user, email: ticket.email, holder, other }, now)
  const isMoved = ticket.email !== user.email && user.emailVerifiedAt !== undefined
  const moved = { occasion: 'MOVED', userId: user.userId, language, to: user.email } as const
  return {
    writes: [redeem(body.token, now), ...writes, ...(isMoved ? [post(id('mail'), moved, now)] : [])],
    reply: undefined,
  }
})
