// Sends a link to reset a password. An unknown address gets the same reply, and costs the same work.

import { MailOff } from '#domain/mail/problems.ts'
import { isMailOn } from '#domain/mail/setting.ts'
import { post } from '#domain/mail/writes.ts'
import { resetCounter } from '#domain/users/attempts.ts'
import { count, mails, secondsToWait } from '#domain/users/guesses.ts'
import { TooManyMails } from '#domain/users/problems.ts'
import { holderAndCounters, holderOf } from '#domain/users/reads.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.requestPasswordReset, async ({ body, language, now, id, read, refuse }) => {
  if (!isMailOn()) refuse(MailOff)
  const { email } = body
  const { holder, counters } = await holderAndCounters(read, email, [resetCounter(email)])
  const user = await holderOf(read, holder)
  const retryAfter = secondsToWait(counters, now)
  if (retryAfter > 0) refuse(TooManyMails, { retryAfter })
  const letter =
    user && !user.deletedAt
      ? ({ occasion: 'RESET', userId: user.userId, to: user.email, epoch: user.sessionEpoch } as const)
      : ({ occasion: 'NONE' } as const)
  return {
    writes: [...counters.map((counter) => count(counter, mails, now)), post(id('mail'), { ...letter, language }, now)],
    reply: undefined,
  }
})
