// Requests a mail to reset the password. Every address takes the same work, so the reply says nothing about it.

import { MailOff } from '#domain/mail/problems.ts'
import { isMailOn } from '#domain/mail/setting.ts'
import { post } from '#domain/mail/writes.ts'
import { resetCounter, resetMailCounter } from '#domain/users/attempts.ts'
import { count, mails, quietMails, secondsToWait } from '#domain/users/guesses.ts'
import { TooManyMails } from '#domain/users/problems.ts'
import { accountAndCounters } from '#domain/users/reads.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.requestPasswordReset, async (call) => {
  const { body, address, language, now, id, read, refuse } = call
  if (!isMailOn()) refuse(MailOff)
  const limits = [resetCounter(address, body.email), resetMailCounter(body.email)]
  const { user, counters } = await accountAndCounters(read, body, limits)
  const [asked, ...sent] = counters
  const retryAfter = secondsToWait(counters.slice(0, 1), now)
  if (retryAfter > 0) refuse(TooManyMails, { retryAfter })
  // Requests of others never hold the owner off: the links of the mails that were sent are still valid.
  const isFull = secondsToWait(sent, now) > 0
  const letter =
    user && !user.deletedAt && !isFull
      ? ({ occasion: 'RESET', userId: user.userId, to: user.email, epoch: user.sessionEpoch } as const)
      : ({ occasion: 'NONE' } as const)
  return {
    writes: [
      ...(asked ? [count(asked, mails, now)] : []),
      ...(isFull ? [] : sent.map((counter) => count(counter, quietMails, now))),
      post(id('mail'), { ...letter, language }, now),
    ],
    reply: undefined,
  }
})
