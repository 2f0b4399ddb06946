// Signs in with username and password.

import { allowGuess, countFailures, secondsToWait } from '#domain/users/guesses.ts'
import { isPassword } from '#domain/users/passwords.ts'
import { AccountLocked, CodeRequired, InvalidCredentials, TooManyAttempts, WrongCode } from '#domain/users/problems.ts'
import { claimed } from '#domain/users/reads.ts'
import { begin, readToken } from '#domain/users/sessions.ts'
import { roleOf, tokensFor } from '#domain/users/tokens.ts'
import { used } from '#domain/users/totp.ts'
import { beginSession, list, sameName, sameUser, useTotp } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(
  users.createTokens,
  async ({ body, address, client, now, id, random, read, refuse, identify }) => {
    const known = body.refreshToken === undefined ? undefined : readToken(body.refreshToken)
    const { claim, user, totp, counters } = await claimed(read, { address, username: body.username }, known)
    const retryAfter = secondsToWait(counters, now)
    if (retryAfter > 0) refuse(TooManyAttempts, { retryAfter })
    const right = await isPassword(body, body.password, user?.passwordHash)
    // The log says whose password was guessed, too.
    if (user) identify(user.userId)
    if (!user || !right || user.deletedAt)
      return {
        writes: countFailures(counters, sameName(body.username, user), now),
        refuses: InvalidCredentials,
      }
    // Only a caller who knows the password learns this.
    if (user.lockedAt) refuse(AccountLocked)
    const isSecured = totp?.confirmedAt !== undefined
    if (isSecured && body.code === undefined) refuse(CodeRequired)
    const after = isSecured ? used(totp, body.code ?? '', now) : undefined
    if (isSecured && !after) return { writes: countFailures(counters, sameUser(user), now), refuses: WrongCode }
    const { session, token } = begin({ user, sessionId: id('session'), client }, now, random)
    return {
      // If the password changes in the meantime, no session starts.
      writes: [
        beginSession(session),
        sameUser(user),
        ...allowGuess(counters, now),
        ...list(user.username, claim),
        ...(totp && after ? [useTotp(totp, after)] : []),
      ],
      reply: await tokensFor({ ...user, role: roleOf(user, isSecured) }, token, now),
    }
  },
)
