// Signs in with username and password.

import { allowGuess, countFailures, secondsToWait } from '#domain/users/guesses.ts'
import { isPassword } from '#domain/users/passwords.ts'
import { InvalidCredentials, TooManyAttempts } from '#domain/users/problems.ts'
import { claimed } from '#domain/users/reads.ts'
import { begin } from '#domain/users/sessions.ts'
import { tokensFor } from '#domain/users/tokens.ts'
import { beginSession, sameName, sameUser } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(
  users.createTokens,
  async ({ body, address, now, id, random, read, refuse, identify }) => {
    const { user, counters } = await claimed(read, address, body.username)
    const retryAfter = secondsToWait(counters, now)
    if (retryAfter > 0) refuse(TooManyAttempts, { retryAfter })
    const right = await isPassword(body, body.password, user?.passwordHash)
    // The log says whose password was guessed, too.
    if (user) identify(user.userId)
    if (!user || !right)
      return {
        writes: countFailures(counters, sameName(body.username, user), now),
        refuses: InvalidCredentials,
      }
    const { session, token } = begin(user, id('session'), now, random)
    return {
      // If the password changes in the meantime, no session starts.
      writes: [beginSession(session), sameUser(user), ...allowGuess(counters, now)],
      reply: await tokensFor(user, token, now),
    }
  },
)
