// The page of a link to reset a password.

import { ticketOf } from '#domain/mail/reads.ts'
import { grants } from '#domain/mail/writes.ts'
import { User } from '#domain/users/items.ts'
import { resetPage } from '#domain/users/pages.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.showPasswordReset, async ({ query: { token }, language, now, read }) => {
  if (!token) return { reply: resetPage(language, 'missing') }
  const ticket = await ticketOf(read, token)
  if (!grants(ticket, 'RESET') || ticket.expiresAt <= now) return { reply: resetPage(language, 'broken') }
  const user = await read.get(User.key(ticket.userId))
  // A new password since the mail makes its link void.
  const isValid = user && !user.deletedAt && user.sessionEpoch === ticket.epoch
  return { reply: resetPage(language, isValid ? 'valid' : 'broken') }
})
