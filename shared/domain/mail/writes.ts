// Changes of mail: the outbox, the attempts to send, and the links in mails.

import { createHash } from 'node:crypto'
import { after, secondsOf } from '#kernel/data/time.ts'
import { put, remove, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { dueMails, Mail, type MailItem, mailsOf, Ticket, type TicketItem, type Use, VALID_MS } from './items.ts'

export type Letter = Pick<MailItem, 'occasion' | 'language'> & Partial<Pick<MailItem, 'userId' | 'to' | 'epoch'>>

/** Puts a mail into the outbox; a job sends it. */
export const post = (mailId: string, { occasion, language, userId, to, epoch }: Letter, now: string) =>
  put('post', Mail.key(mailId), {
    mailId,
    occasion,
    language,
    ...(to === undefined ? {} : { to }),
    ...(epoch === undefined ? {} : { epoch }),
    ...(userId === undefined ? {} : { userId, listPk: mailsOf(userId).partition.pk, listSk: `${now}#${mailId}` }),
    createdAt: now,
    attempts: 0,
    ...dueMails.entry(mailId, now),
  })

/** The delays before further attempts. After the last one the mail is given up. */
const DELAYS_MS = [1, 2, 5, 15, 30, 60].map((minutes) => minutes * 60_000)

/** Whether no further attempt follows. A reset link that arrives later than its lifetime is of no use. */
export const isGivenUp = ({ attempts, occasion, createdAt }: MailItem, now: string): boolean =>
  attempts >= DELAYS_MS.length || (occasion === 'RESET' && after(createdAt, VALID_MS.RESET) <= now)

/** Starts an attempt: the process that commits this sends the mail. The next attempt is due unless the mail is removed. */
export const claim = (mail: MailItem, now: string) =>
  update(
    'claim',
    Mail.key(mail.mailId),
    { set: dueMails.entry(mail.mailId, after(now, DELAYS_MS[mail.attempts] ?? 0)), add: { attempts: 1 } },
    guard.unclaimed(mail),
  )

/** The mail was sent, or is given up. */
export const settle = ({ mailId }: Pick<MailItem, 'mailId'>) => remove('settle', Mail.key(mailId))

/** 256 random bits, in 43 characters, and then the username, for the page of the link to show. */
export const newToken = (random: (bytes: number) => Uint8Array, username: string): string =>
  `${Buffer.from(random(32)).toString('base64url')}${Buffer.from(username).toString('base64url')}`

/** The token is long and random, so a fast hash protects it. */
export const ticketKey = (token: string) => Ticket.key(createHash('sha256').update(token).digest('base64url'))

/** Stores the right that the link of a mail grants. */
export const issue = (mail: MailItem, use: Use, token: string, now: string) => {
  const { userId = '', to: email = '', epoch } = mail
  const expiresAt = after(now, VALID_MS[use])
  const { pk } = ticketKey(token)
  return put('issue', ticketKey(token), {
    use,
    userId,
    email,
    ...(epoch === undefined ? {} : { epoch }),
    createdAt: now,
    expiresAt,
    ttl: secondsOf(expiresAt),
    listPk: mailsOf(userId).partition.pk,
    listSk: `${now}#${pk}`,
  })
}

/** Uses a link up. */
export const redeem = (token: string, now: string) => remove('redeem', ticketKey(token), guard.valid({ now }))

/** Whether the ticket grants this use. */
export const grants = (ticket: TicketItem | undefined, use: Use): ticket is TicketItem => ticket?.use === use
