// Removes the authenticator app of the caller, with the password and a code.

import { failureCounters } from '#domain/users/attempts.ts'
import { allowGuess, countFailures, secondsToWait } from '#domain/users/guesses.ts'
import { Totp } from '#domain/users/items.ts'
import { isPassword } from '#domain/users/passwords.ts'
import { TooManyAttempts, TotpNotBegun, WrongCode, WrongPassword } from '#domain/users/problems.ts'
import { counters as countersOf, self } from '#domain/users/reads.ts'
import { used } from '#domain/users/totp.ts'
import { removeTotp, sameUser } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.removeTotp, async ({ user: caller, body, address, now, read, refuse }) => {
  const { user } = await self(read, caller)
  const item = (await read.get(Totp.key(user.userId))) ?? refuse(TotpNotBegun)
  const counters = await countersOf(read, failureCounters(address, user.username))
  const retryAfter = secondsToWait(counters, now)
  if (retryAfter > 0) refuse(TooManyAttempts, { retryAfter })
  const failed = () => countFailures(counters, sameUser(user), now)
  if (!(await isPassword(body, body.currentPassword, user.passwordHash)))
    return { writes: failed(), refuses: WrongPassword }
  if (item.confirmedAt && !used(item, body.code, now)) return { writes: failed(), refuses: WrongCode }
  return { writes: [removeTotp(item), ...allowGuess(counters, now)], reply: undefined }
})
