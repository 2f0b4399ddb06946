// Changes the caller's names, language, email and password, in one transaction. With mail, a new email waits until it is verified.

import { isMailOn } from '#domain/mail/setting.ts'
import { post } from '#domain/mail/writes.ts'
import { mailCounter } from '#domain/users/attempts.ts'
import { guard } from '#domain/users/guards.ts'
import { count, mails, secondsToWait } from '#domain/users/guesses.ts'
import { Email } from '#domain/users/items.ts'
import { hashPassword } from '#domain/users/passwords.ts'
import { EmailTaken, TooManyMails, WeakPassword, WrongPassword } from '#domain/users/problems.ts'
import { provePassword } from '#domain/users/proof.ts'
import { holderAndCounters, selfInSession } from '#domain/users/reads.ts'
import { isServiceName } from '#domain/users/reserved.ts'
import { userView } from '#domain/users/views.ts'
import { isWeak } from '#domain/users/weak.ts'
import { changeRegistered, keepSession, moveEmail, sameUser } from '#domain/users/writes.ts'
import { check } from '#kernel/data/write.ts'
import { type Call, endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.updateMe, async (call) => {
  const { user: caller, body, random, read, refuse, invalid } = call
  if (body.displayName !== undefined && isServiceName(body.displayName))
    invalid('/displayName', {
      en: 'must not be a name of this service or its staff, such as admin or 관리자',
      ko: '서비스나 운영진의 이름(관리자, admin 등)은 사용할 수 없습니다.',
    })
  const { session, ...me } = await selfInSession(read, caller)
  const { user, profile } = me
  const { email = user.email, password, currentPassword, language } = body
  const { firstName = profile.firstName, lastName = profile.lastName, displayName = profile.displayName } = body
  const isGuarded = password !== undefined || email !== user.email
  if (isGuarded && currentPassword === undefined) refuse(WrongPassword)
  const proof = isGuarded ? await provePassword(call, user) : { isRight: true, failed: [], allowed: [] }
  if (!proof.isRight) return { writes: proof.failed, refuses: WrongPassword }
  if (password !== undefined && isWeak(password, { ...user, email })) refuse(WeakPassword)
  const passwordHash = password === undefined ? undefined : await hashPassword(body, password, random)
  const isWaiting = isMailOn()
  // The present email, sent again, drops a change that waits.
  const moved = isWaiting
    ? body.email === undefined
      ? {}
      : { pendingEmail: email === user.email ? '' : email }
    : { email }
  const moving = isWaiting && email !== user.email ? await verification(call, user.userId, email) : { letters: [] }
  if ('taken' in moving) return { writes: [...proof.allowed, sameUser(user), ...moving.taken], refuses: EmailTaken }
  const changes = { firstName, lastName, displayName, language, passwordHash, kept: session, ...moved }
  const { after, writes } = changeRegistered(me, changes)
  return {
    writes: [
      ...writes,
      ...moveEmail(user, moved.email ?? user.email),
      ...(passwordHash === undefined ? [] : keepSession(user, session)),
      ...proof.allowed,
      ...moving.letters,
    ],
    reply: userView(after.user, after.profile),
  }
})

/** The mail to a new address. If another user has verified it, a refusal that counts as a mail, so that a user can ask about few addresses. */
const verification = async (
  { language, now, id, read, refuse }: Call<typeof users.updateMe>,
  userId: string,
  to: string,
) => {
  const { holder, counters } = await holderAndCounters(read, to, [mailCounter(userId)])
  const retryAfter = secondsToWait(counters, now)
  if (retryAfter > 0) refuse(TooManyMails, { retryAfter })
  const counted = counters.map((counter) => count(counter, mails, now))
  if (holder?.verifiedAt !== undefined && holder.userId !== userId)
    return { taken: [...counted, check('sameHolder', Email.key(to), guard.sameHolder(holder))] }
  return { letters: [...counted, post(id('mail'), { occasion: 'VERIFY', userId, language, to }, now)] }
}
