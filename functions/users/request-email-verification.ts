// Sends a link to verify the caller's address, or the new address that waits for it.

import { MailOff } from '#domain/mail/problems.ts'
import { isMailOn } from '#domain/mail/setting.ts'
import { post } from '#domain/mail/writes.ts'
import { mailCounter } from '#domain/users/attempts.ts'
import { count, mails, secondsToWait } from '#domain/users/guesses.ts'
import { EmailVerified, TooManyMails } from '#domain/users/problems.ts'
import { holderAndCounters, self } from '#domain/users/reads.ts'
import { sameUser } from '#domain/users/writes.ts'
import { aboutAddress } from '#flows/registration/letters.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(
  users.requestEmailVerification,
  async ({ user: caller, language, now, id, read, refuse }) => {
    if (!isMailOn()) refuse(MailOff)
    const { user } = await self(read, caller)
    const { userId, pendingEmail, emailVerifiedAt } = user
    if (emailVerifiedAt && !pendingEmail) refuse(EmailVerified)
    const to = pendingEmail ?? user.email
    const { holder, counters } = await holderAndCounters(read, to, [mailCounter(userId)])
    const retryAfter = secondsToWait(counters, now)
    if (retryAfter > 0) refuse(TooManyMails, { retryAfter })
    return {
      writes: [
        ...counters.map((counter) => count(counter, mails, now)),
        post(id('mail'), { ...aboutAddress(holder, userId), language, to }, now),
        // The address may have been verified meanwhile.
        sameUser(user),
      ],
      reply: undefined,
    }
  },
)
