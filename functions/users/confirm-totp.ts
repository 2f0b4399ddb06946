// Confirms an authenticator app with one of its codes: from now on, a sign-in needs a code.

import { failureCounters } from '#domain/users/attempts.ts'
import { allowGuess, countFailures, secondsToWait } from '#domain/users/guesses.ts'
import { Totp } from '#domain/users/items.ts'
import { TooManyAttempts, TotpEnabled, TotpNotBegun, WrongCode } from '#domain/users/problems.ts'
import { counters as countersOf, self } from '#domain/users/reads.ts'
import { used } from '#domain/users/totp.ts'
import { sameUser, useTotp } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.confirmTotp, async ({ user: caller, body, address, now, read, refuse }) => {
  const { user } = await self(read, caller)
  const item = (await read.get(Totp.key(user.userId))) ?? refuse(TotpNotBegun)
  if (item.confirmedAt) refuse(TotpEnabled)
  if (item.epoch !== user.sessionEpoch) refuse(TotpNotBegun)
  const counters = await countersOf(read, failureCounters(address, user.username))
  const retryAfter = secondsToWait(counters, now)
  if (retryAfter > 0) refuse(TooManyAttempts, { retryAfter })
  const after = /^\d{6}$/.test(body.code) ? used(item, body.code, now) : undefined
  if (!after) return { writes: countFailures(counters, sameUser(user), now), refuses: WrongCode }
  const writes = [useTotp(item, { ...after, confirmedAt: now }), sameUser(user), ...allowGuess(counters, now)]
  return { writes, reply: undefined }
})
