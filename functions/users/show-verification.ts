// The page of a link to verify an address.

import { ticketOf } from '#domain/mail/reads.ts'
import { grants } from '#domain/mail/writes.ts'
import { User } from '#domain/users/items.ts'
import { canVerify } from '#domain/users/links.ts'
import { verifyPage } from '#domain/users/pages.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.showVerification, async ({ query: { token }, language, now, read }) => {
  if (!token) return { reply: verifyPage(language, 'missing') }
  const ticket = await ticketOf(read, token)
  const isOpen = grants(ticket, 'VERIFY') && ticket.expiresAt > now
  const isValid = isOpen && canVerify(await read.get(User.key(ticket.userId)), ticket)
  return { reply: verifyPage(language, isValid ? 'valid' : 'broken') }
})
