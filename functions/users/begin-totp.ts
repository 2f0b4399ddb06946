// Sets up an authenticator app: shows its secret and the recovery codes once. It counts from its confirmation on.

import { failureCounters } from '#domain/users/attempts.ts'
import { allowGuess, countFailures, secondsToWait } from '#domain/users/guesses.ts'
import { Totp } from '#domain/users/items.ts'
import { isPassword } from '#domain/users/passwords.ts'
import { TooManyAttempts, TotpEnabled, WrongPassword } from '#domain/users/problems.ts'
import { counters as countersOf, self } from '#domain/users/reads.ts'
import { newTotp } from '#domain/users/totp.ts'
import { beginTotp, sameUser } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.beginTotp, async ({ user: caller, body, address, now, random, read, refuse }) => {
  const { user } = await self(read, caller)
  const counters = await countersOf(read, failureCounters(address, user.username))
  const retryAfter = secondsToWait(counters, now)
  if (retryAfter > 0) refuse(TooManyAttempts, { retryAfter })
  if (!(await isPassword(body, body.currentPassword, user.passwordHash)))
    return { writes: countFailures(counters, sameUser(user), now), refuses: WrongPassword }
  const before = await read.get(Totp.key(user.userId))
  if (before?.confirmedAt) refuse(TotpEnabled)
  const { item, shown } = newTotp(user, now, random)
  return { writes: [beginTotp(item, before), sameUser(user), ...allowGuess(counters, now)], reply: shown }
})
