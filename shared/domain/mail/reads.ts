// Reads of mail.

import { due } from '#kernel/commit/due.ts'
import type { Read } from '#kernel/commit/store.ts'
import { dueMails, type MailItem, type TicketItem } from './items.ts'
import { ticketKey } from './writes.ts'

type Reader = Read<'mail'>

const AT_ONCE = 200

/** Mails whose next attempt is due, oldest first. */
export const mailsToSend = (read: Reader, now: string): Promise<readonly MailItem[]> =>
  due(read, dueMails, { until: now, limit: AT_ONCE })

export const ticketOf = (read: Reader, token: string): Promise<TicketItem | undefined> => read.get(ticketKey(token))
