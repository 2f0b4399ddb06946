// The items of mail: the outbox with one item per mail, and the tickets of links in mails.

import { space } from '#kernel/data/item.ts'
import { LAST, type Span } from '#kernel/data/key.ts'
import type { Language } from '#kernel/data/language.ts'
import { type Queue, striped } from '#kernel/data/queue.ts'
import { DAY_MS } from '#kernel/data/time.ts'

export const mail = space('mail', 'MAIL', 'TICKET', 'MAILS', 'DUE_MAIL')

/** What a link in a mail permits. */
export type Use = 'VERIFY' | 'RESET'

/** How long a link is valid. */
export const VALID_MS: Readonly<Record<Use, number>> = { VERIFY: DAY_MS, RESET: 30 * 60 * 1000 }

/**
 * The occasion of a mail. NONE: nothing is sent, so that a request for an unknown address does as much work as one for a
 * known address.
 */
export type Occasion = Use | 'KNOWN' | 'MOVED' | 'TOTP_REMOVED' | 'DELETION' | 'NONE'

/** A mail that waits to be sent; removed once it is sent. */
export interface MailItem {
  mailId: string
  occasion: Occasion
  /** The user whom the mail concerns; absent for NONE. */
  userId?: string
  /** The recipient's address; absent for NONE. */
  to?: string
  /** Of the request that causes the mail. The user's own language goes before. */
  language: Language
  /** The session epoch of the user. A reset link is void once a new password starts another epoch. */
  epoch?: number
  createdAt: string
  /** The number of started attempts. */
  attempts: number
  /** Lists what is stored of a user. */
  listPk?: string
  listSk?: string
  /** The time of the next attempt. */
  duePk: string
  dueSk: string
}

/** The right that a link grants, under the hash of its token. The token itself is stored nowhere. */
export interface TicketItem {
  use: Use
  userId: string
  /** The address that received the link. */
  email: string
  epoch?: number
  createdAt: string
  expiresAt: string
  /** Seconds since 1970. */
  ttl: number
  listPk: string
  listSk: string
}

export const Mail = mail.item<MailItem>()('MAIL', 'MAIL', (mailId: string) => mailId)
export const Ticket = mail.item<TicketItem>()('TICKET', 'TICKET', (hash: string) => hash)

/** In the index `list`: the mails and tickets of a user. */
export const mailsOf = (userId: string): Span<'mail', MailItem | TicketItem> => ({
  partition: mail.partition('MAILS', userId),
  from: ' ',
  to: LAST,
})
/** In the index `due`: the outbox, by the time of the next attempt. */
export const dueMails: Queue<'mail', MailItem> = striped(mail.partition('DUE_MAIL', 'ALL'))
