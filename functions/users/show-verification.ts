// The page of a link to verify an address.

import { ticketOf } from '#domain/mail/reads.ts'
import { grants } from '#domain/mail/writes.ts'
import { verifyPage } from '#domain/users/pages.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.showVerification, async ({ query: { token }, language, now, read }) => {
  if (!token) return { reply: verifyPage(language, 'missing') }
  const ticket = await ticketOf(read, token)
  const isValid = grants(ticket, 'VERIFY') && ticket.expiresAt > now
  return { reply: verifyPage(language, isValid ? 'valid' : 'broken') }
})
