// Mail's part of an erasure: mails that wait, and links.

import { type ErasureOf, erase, later, nothing, trace } from '#kernel/commit/erasure.ts'
import { remove } from '#kernel/data/write.ts'
import { Mail, type MailItem, type mail, mailsOf, Ticket, type TicketItem } from './items.ts'

export const traces = [trace(Mail, ({ userId }) => userId), trace(Ticket, ({ userId }) => userId)]

const AT_ONCE = 90
/** The mail about the deletion itself gets so many attempts before the address is erased. */
const MOST_ATTEMPTS = 2

const isFarewell = (item: MailItem | TicketItem): boolean =>
  'occasion' in item && item.occasion === 'DELETION' && item.attempts < MOST_ATTEMPTS

export const erasure: ErasureOf<typeof mail> = {
  fates: {
    MAIL: 'erased',
    TICKET: 'erased',
    MAILS: 'only in an index',
    DUE_MAIL: 'only in an index',
  },
  next: async ({ read }, { userId }) => {
    const { items } = await read.list({ ...mailsOf(userId), index: 'list', limit: AT_ONCE, after: undefined })
    const gone = items.filter((item) => !isFarewell(item))
    if (gone.length > 0) return erase(gone.map(forget))
    return items.length > 0 ? later : nothing
  },
}

const forget = (item: MailItem | TicketItem) =>
  Mail.is(item) ? remove('forget', Mail.key(item.mailId)) : remove('forget', ticketAt(item))

const ticketAt = (item: object) => Ticket.key(Ticket.is(item) ? Ticket.idOf(item) : '')
