// Begins a session for a username and its password.

import { secondsUntil } from '../../shared/domain/users/attempts.ts'
import { isPassword } from '../../shared/domain/users/passwords.ts'
import { InvalidCredentials, TooManyAttempts } from '../../shared/domain/users/problems.ts'
import { claimed } from '../../shared/domain/users/reads.ts'
import { rule } from '../../shared/domain/users/rules.ts'
import { begin } from '../../shared/domain/users/sessions.ts'
import { tokensFor } from '../../shared/domain/users/tokens.ts'
import { allowGuess, beginSession, countFailure } from '../../shared/domain/users/writes.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { brokenBy } from '../../shared/kernel/rules.ts'
import { users } from './contract.ts'

export const handler = lambda(users.createTokens, async ({ body, address, now, id, random, read, refuse }) => {
  const { user, counters } = await claimed(read, address, body.username)
  const waits = counters.flatMap(({ item, limit }) =>
    item && brokenBy({ ...item }, [rule.fewAttempts(limit - 1, now)]).length > 0 ? [secondsUntil(item, now)] : [],
  )
  if (waits.length > 0) refuse(TooManyAttempts, { retryAfter: Math.max(...waits) })
  const right = await isPassword(body, body.password, user?.passwordHash)
  if (!user || !right)
    return {
      writes: counters.map((counter) => countFailure(counter, now)),
      refuses: InvalidCredentials,
    }
  const { session, token } = begin(user, id('session'), now, random)
  return {
    writes: [beginSession(session), ...counters.map((counter) => allowGuess(counter, now))],
    reply: await tokensFor(user, token, now),
  }
})
