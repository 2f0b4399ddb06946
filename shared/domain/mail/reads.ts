// Reads of mail.

import type { Page } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { LAST } from '#kernel/data/key.ts'
import { dueMails, type MailItem, type TicketItem } from './items.ts'
import { ticketKey } from './writes.ts'

type Reader = Read<'mail'>

const AT_ONCE = 200

/** Mails whose next attempt is due, oldest first. */
export const mailsToSend = (read: Reader, now: string): Promise<Page<MailItem>> =>
  read.list({ ...dueMails, to: `${now}#${LAST}`, index: 'due', limit: AT_ONCE, after: undefined })

export const ticketOf = (read: Reader, token: string): Promise<TicketItem | undefined> => read.get(ticketKey(token))
