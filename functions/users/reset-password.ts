// Sets a new password by the token of a mail, and ends every session.

import { InvalidToken } from '#domain/mail/problems.ts'
import { ticketOf } from '#domain/mail/reads.ts'
import { grants, redeem } from '#domain/mail/writes.ts'
import { accountCounter } from '#domain/users/attempts.ts'
import { Email, Totp, User } from '#domain/users/items.ts'
import { canReset } from '#domain/users/links.ts'
import { hashPassword } from '#domain/users/passwords.ts'
import { WeakPassword } from '#domain/users/problems.ts'
import { isWeak } from '#domain/users/weak.ts'
import { keepTotp, resetPassword } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.resetPassword, async ({ body, now, random, read, refuse }) => {
  const ticket = await ticketOf(read, body.token)
  if (!grants(ticket, 'RESET') || ticket.expiresAt <= now) return refuse(InvalidToken)
  const { userId, email } = ticket
  const [user, holder, totp] = await read.all([User.key(userId), Email.key(email), Totp.key(userId)])
  if (!canReset(user, ticket)) return refuse(InvalidToken)
  if (isWeak(body.password, user)) refuse(WeakPassword)
  const passwordHash = await hashPassword(body, body.password, random)
  const isForeign = holder !== undefined && holder.userId !== userId
  // A user with an app, whose codes the receiver of the mail may not have, verifies an address only when signed in.
  const isProof =
    !user.emailVerifiedAt && user.email === email && !totp?.confirmedAt && !(isForeign && holder.verifiedAt)
  const other = isProof && isForeign ? await read.get(User.key(holder.userId)) : undefined
  const proof = isProof ? { user, email, holder, other } : undefined
  return {
    writes: [
      redeem(body.token, now),
      ...resetPassword(user, { passwordHash, proof, counter: accountCounter(user.username).key }, now),
      // Without an app as far as this plan knows.
      ...(proof ? [keepTotp(userId, totp)] : []),
    ],
    reply: undefined,
  }
})
