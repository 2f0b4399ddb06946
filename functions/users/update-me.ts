// Changes the caller's names, email and password, in one transaction.

import { allowGuess, countFailures, secondsToWait } from '#domain/users/guesses.ts'
import { hashPassword, isPassword } from '#domain/users/passwords.ts'
import { TooManyAttempts, WrongPassword } from '#domain/users/problems.ts'
import { countersFor, selfInSession } from '#domain/users/reads.ts'
import { userView } from '#domain/users/views.ts'
import { changeRegistered, keepSession, sameUser } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.updateMe, async ({ user: caller, body, address, now, random, read, refuse }) => {
  const { session, ...me } = await selfInSession(read, caller)
  const { user, profile } = me
  const { email = user.email, password, currentPassword } = body
  const { firstName = profile.firstName, lastName = profile.lastName } = body
  const guarded = password !== undefined || email !== user.email
  if (guarded && currentPassword === undefined) refuse(WrongPassword)
  const counters = guarded ? await countersFor(read, address, user.username) : []
  const retryAfter = secondsToWait(counters, now)
  if (retryAfter > 0) refuse(TooManyAttempts, { retryAfter })
  if (guarded && !(await isPassword(body, currentPassword ?? '', user.passwordHash)))
    return { writes: countFailures(counters, sameUser(user), now), refuses: WrongPassword }
  const passwordHash = password === undefined ? undefined : await hashPassword(body, password, random)
  const { after, writes } = changeRegistered(me, { firstName, lastName, email, passwordHash })
  return {
    writes: [
      ...writes,
      ...(passwordHash === undefined ? [] : keepSession(user, session)),
      ...allowGuess(counters, now),
    ],
    reply: userView(after.user, after.profile),
  }
})
