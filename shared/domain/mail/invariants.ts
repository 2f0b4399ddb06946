// The invariants of mail, each with the audit that proves it on stored data.

import { each, invariants } from '#kernel/data/invariants.ts'
import { after } from '#kernel/data/time.ts'
import { dueMails, Mail, Ticket, type TicketItem, VALID_MS } from './items.ts'

const endOf = ({ use, createdAt }: TicketItem): string => after(createdAt, VALID_MS[use])

export const invariant = invariants('mail', {
  scheduled: {
    says: 'Every mail in the outbox has a time for its next attempt.',
    audit: each(Mail, ({ duePk, dueSk, mailId }) => duePk === dueMails.partition.pk && dueSk.endsWith(`#${mailId}`)),
  },
  shortLived: {
    says: 'A link to reset a password is valid for 30 minutes, a link to verify an address for 24 hours.',
    audit: each(Ticket, (ticket) => ticket.expiresAt === endOf(ticket)),
  },
})
