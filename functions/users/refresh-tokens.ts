// Spends a refresh token for a new pair; a token that was spent before ends its session.

import { InvalidRefreshToken } from '../../shared/domain/users/problems.ts'
import { sessionAndUser } from '../../shared/domain/users/reads.ts'
import { rule } from '../../shared/domain/users/rules.ts'
import { follow, isOfFamily, readToken, standingOf } from '../../shared/domain/users/sessions.ts'
import { tokensFor } from '../../shared/domain/users/tokens.ts'
import { endSession, rotate, sameSession, sameUser } from '../../shared/domain/users/writes.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { brokenBy } from '../../shared/kernel/rules.ts'
import { users } from './contract.ts'

export const handler = lambda(users.refreshTokens, async ({ body, now, random, read, given, refuse }) => {
  const presented = readToken(body.refreshToken) ?? refuse(InvalidRefreshToken)
  const { session, user } = (await sessionAndUser(read, presented)) ?? refuse(InvalidRefreshToken)
  if (!isOfFamily(session, presented)) refuse(InvalidRefreshToken)
  given(session, rule.live(), rule.unexpired(now))
  const refused = { refuses: InvalidRefreshToken }
  if (standingOf(session, presented, now) === 'spent') return { ...refused, writes: [endSession(session, now)] }
  // The two were not read at one moment, so a session is given up only if both still stand as read.
  if (brokenBy({ ...user }, [rule.currentEpoch(session.epoch)]).length > 0)
    return { ...refused, writes: [sameSession(session), sameUser(user)] }
  const { set, token } = follow(session, presented, now, random)
  return { writes: rotate(user, session, set, now), reply: await tokensFor(user, token, now) }
})
