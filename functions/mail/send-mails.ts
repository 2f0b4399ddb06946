// Sends the mails of the outbox. Each attempt is stored first, so that two runs do not send the same mail at once.

import { Mail, type MailItem } from '#domain/mail/items.ts'
import { letter, linkTo } from '#domain/mail/letters.ts'
import { deliver, type Message } from '#domain/mail/outlets.ts'
import { mailsToSend } from '#domain/mail/reads.ts'
import { claim, isGivenUp, issue, newToken, settle } from '#domain/mail/writes.ts'
import { User } from '#domain/users/items.ts'
import type { PlanContext } from '#kernel/commit/plan.ts'
import { environment } from '#kernel/commit/runtime.ts'
import { takeTurns } from '#kernel/commit/turns.ts'
import { job } from '#kernel/http/job.ts'
import { failure, log } from '#kernel/http/log.ts'
import { mail } from './contract.ts'

/** SES accepts 14 mails a second in a new account. */
const BOUNDS = { parallel: 4, perParty: 1, forMs: 45_000 }

export const handler = job(mail.sendMails, async ({ read, now, step, commit, world }) => {
  const mails = await mailsToSend(read, now())
  let sent = 0
  let failed = 0
  const send = async (due: MailItem): Promise<void> => {
    if (due.occasion === 'NONE' || isGivenUp(due, now())) {
      if (due.occasion !== 'NONE') log.error('mail', { mailId: due.mailId, outcome: 'given-up' })
      await step(async () => [settle(due)])
      return
    }
    try {
      const message = await commit((at) => claimed(due, at))
      if (!message) return
      await deliver(message, world)
      sent += 1
      await step(async () => [settle(due)])
    } catch (error) {
      // The mail stays due.
      failed += 1
      log.warn('mail', { operation: mail.sendMails.operation, mailId: due.mailId, failure: failure(error) })
    }
  }
  await takeTurns(
    // The mails to one address go in their order, so that the last link is the valid one.
    mails.map((due) => ({ lane: 'outlet', party: due.to ?? due.userId ?? due.mailId, run: () => send(due) })),
    BOUNDS,
  )
  return { due: mails.length, sent, failed }
})

/**
 * @returns the message, with the token of its link, which no item has; undefined: another process sends the mail, or its user is
 * erased
 */
const claimed = async (due: MailItem, { read, now, random }: PlanContext<'mail' | 'users'>) => {
  const [found, user] = await read.all([Mail.key(due.mailId), User.key(due.userId ?? '')])
  if (!found || found.attempts !== due.attempts) return { value: undefined }
  const { occasion, to = '' } = found
  if (occasion === 'NONE') return { value: undefined }
  if (!user || user.erasedAt) return { writes: [settle(found)], value: undefined }
  const { username, language = found.language } = user
  if (occasion !== 'VERIFY' && occasion !== 'RESET')
    return { writes: [claim(found, now)], value: letter(occasion, { to, language }, user) }
  const token = newToken(random, username)
  const link = linkTo(occasion, token, process.env['APP_URL'] || environment('PUBLIC_BASE_URL'))
  const value: Message | undefined = letter(occasion, { to, language }, user, link)
  return { writes: [claim(found, now), issue(found, occasion, token, now)], value }
}
