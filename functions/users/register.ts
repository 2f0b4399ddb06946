// Registers a user, with a profile and a default friend group. With mail, a known address gets the same reply as an unknown one.

import { isMailOn } from '#domain/mail/setting.ts'
import { post } from '#domain/mail/writes.ts'
import { registrationCounters, welcomeCounter } from '#domain/users/attempts.ts'
import { count, quietMails, registrations, secondsToWait } from '#domain/users/guesses.ts'
import { hashPassword } from '#domain/users/passwords.ts'
import { TooManyRegistrations, UsernameReserved, WeakPassword } from '#domain/users/problems.ts'
import { counters as countersOf, holderAndCounters } from '#domain/users/reads.ts'
import { isReserved } from '#domain/users/reserved.ts'
import { userView } from '#domain/users/views.ts'
import { isWeak } from '#domain/users/weak.ts'
import { newUser } from '#domain/users/writes.ts'
import { aboutAddress } from '#flows/registration/letters.ts'
import { register } from '#flows/registration/writes.ts'
import { type Call, endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.register, async (call) => {
  const { body, address, language, now, id, random, read, refuse } = call
  const { username, email, firstName, lastName } = body
  if (isWeak(body.password, body)) refuse(WeakPassword)
  if (isReserved(username)) refuse(UsernameReserved)
  const limits = registrationCounters(address)
  const counters = limits.length > 0 ? await countersOf(read, limits) : []
  const retryAfter = secondsToWait(counters, now)
  if (retryAfter > 0) refuse(TooManyRegistrations, { retryAfter })
  const userId = id('user')
  const passwordHash = await hashPassword(body, body.password, random)
  const created = newUser({ userId, username, email, passwordHash, language, createdAt: now })
  const profile = { userId, firstName, lastName }
  const counted = counters.map((counter) => count(counter, registrations, now))
  if (!isMailOn())
    return {
      writes: [...register(created, profile, 'reserve', id('group')), ...counted],
      reply: userView(created, profile),
    }
  const { holder, mail } = await welcome(call, userId)
  const user = holder ? { ...created, unreserved: true as const } : created
  return {
    writes: [...register(user, profile, { holder }, id('group')), ...counted, ...mail],
    reply: userView(user, profile),
  }
})

/** The mail after a registration. Only the owner of a verified address learns that it is registered. */
const welcome = async ({ body, language, now, id, read }: Call<typeof users.register>, userId: string) => {
  const { email: to } = body
  const { holder, counters } = await holderAndCounters(read, to, [welcomeCounter(to)])
  // An address that gets too many mails gets no more; the registration succeeds.
  if (secondsToWait(counters, now) > 0) return { holder, mail: [] }
  return {
    holder,
    mail: [
      ...counters.map((counter) => count(counter, quietMails, now)),
      post(id('mail'), { ...aboutAddress(holder, userId), language, to }, now),
    ],
  }
}
