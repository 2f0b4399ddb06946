// Changes the caller's names, email and password, in one transaction. With mail, a new email waits until it is verified.

import { isMailOn } from '#domain/mail/setting.ts'
import { post } from '#domain/mail/writes.ts'
import { failureCounters, mailCounter } from '#domain/users/attempts.ts'
import { allowGuess, count, countFailures, mails, secondsToWait } from '#domain/users/guesses.ts'
import { hashPassword, isPassword } from '#domain/users/passwords.ts'
import { EmailTaken, TooManyAttempts, TooManyMails, WeakPassword, WrongPassword } from '#domain/users/problems.ts'
import { counters as countersOf, holderAndCounters, selfInSession } from '#domain/users/reads.ts'
import { userView } from '#domain/users/views.ts'
import { isWeak } from '#domain/users/weak.ts'
import { changeRegistered, keepSession, moveEmail, sameUser } from '#domain/users/writes.ts'
import { type Call, endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.updateMe, async (call) => {
  const { user: caller, body, address, now, random, read, refuse } = call
  const { session, ...me } = await selfInSession(read, caller)
  const { user, profile } = me
  const { email = user.email, password, currentPassword } = body
  const { firstName = profile.firstName, lastName = profile.lastName, displayName = profile.displayName } = body
  const guarded = password !== undefined || email !== user.email
  if (guarded && currentPassword === undefined) refuse(WrongPassword)
  const counters = guarded ? await countersOf(read, failureCounters(address, user.username)) : []
  const retryAfter = secondsToWait(counters, now)
  if (retryAfter > 0) refuse(TooManyAttempts, { retryAfter })
  if (guarded && !(await isPassword(body, currentPassword ?? '', user.passwordHash)))
    return { writes: countFailures(counters, sameUser(user), now), refuses: WrongPassword }
  if (password !== undefined && isWeak(password, { ...user, email })) refuse(WeakPassword)
  const passwordHash = password === undefined ? undefined : await hashPassword(body, password, random)
  const isWaiting = isMailOn()
  // The present email, sent again, drops a change that waits.
  const moved = isWaiting
    ? body.email === undefined
      ? {}
      : { pendingEmail: email === user.email ? '' : email }
    : { email }
  const letters = isWaiting && email !== user.email ? await verification(call, user.userId, email) : []
  const { after, writes } = changeRegistered(me, { firstName, lastName, displayName, passwordHash, ...moved })
  return {
    writes: [
      ...writes,
      ...moveEmail(user, moved.email ?? user.email),
      ...(passwordHash === undefined ? [] : keepSession(user, session)),
      ...allowGuess(counters, now),
      ...letters,
    ],
    reply: userView(after.user, after.profile),
  }
})

/** The mail to a new address, unless it is verified by another user. */
const verification = async (
  { language, now, id, read, refuse }: Call<typeof users.updateMe>,
  userId: string,
  to: string,
) => {
  const { holder, counters } = await holderAndCounters(read, to, [mailCounter(userId)])
  if (holder?.verifiedAt && holder.userId !== userId) refuse(EmailTaken)
  const retryAfter = secondsToWait(counters, now)
  if (retryAfter > 0) refuse(TooManyMails, { retryAfter })
  return [
    ...counters.map((counter) => count(counter, mails, now)),
    post(id('mail'), { occasion: 'VERIFY', userId, language, to }, now),
  ]
}
