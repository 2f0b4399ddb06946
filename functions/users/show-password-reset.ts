// The page of a link to reset a password.

import { ticketOf } from '#domain/mail/reads.ts'
import { grants } from '#domain/mail/writes.ts'
import { User } from '#domain/users/items.ts'
import { canReset } from '#domain/users/links.ts'
import { resetPage } from '#domain/users/pages.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.showPasswordReset, async ({ query: { token }, language, now, read }) => {
  if (!token) return { reply: resetPage(language, 'missing') }
  const ticket = await ticketOf(read, token)
  const isOpen = grants(ticket, 'RESET') && ticket.expiresAt > now
  const isValid = isOpen && canReset(await read.get(User.key(ticket.userId)), ticket)
  return { reply: resetPage(language, isValid ? 'valid' : 'broken') }
})
