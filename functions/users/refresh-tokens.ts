// Exchanges a refresh token for a new pair; reuse of an exchanged token ends the session.

import { guard } from '#domain/users/guards.ts'
import { Totp } from '#domain/users/items.ts'
import { InvalidRefreshToken } from '#domain/users/problems.ts'
import { sessionAndUser } from '#domain/users/reads.ts'
import { follow, isOfFamily, isOpen, readToken, siblingOf, standingOf } from '#domain/users/sessions.ts'
import { roleOf, tokensFor } from '#domain/users/tokens.ts'
import { endSession, rotate, sameSession, sameUser } from '#domain/users/writes.ts'
import { clockName } from '#kernel/commit/clock-name.ts'
import { brokenBy } from '#kernel/data/guards.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { users } from './contract.ts'

export const handler = endpoint(users.refreshTokens, async ({ body, now, random, read, require, refuse }) => {
  const presented = readToken(body.refreshToken) ?? refuse(InvalidRefreshToken)
  const { session, user } = (await sessionAndUser(read, presented)) ?? refuse(InvalidRefreshToken)
  if (!isOfFamily(session, presented)) refuse(InvalidRefreshToken)
  require(session, guard.live(), guard.unexpired({ now }))
  const refused = { refuses: InvalidRefreshToken }
  const moment = { now, clock: clockName() }
  const standing = standingOf(session, presented, moment)
  if (standing === 'unsure') refuse(InvalidRefreshToken)
  if (standing === 'past') {
    // Read after the session, because each change of a sibling also changes the session's version.
    const sibling = await read.get(siblingOf(presented))
    if (!sibling) return { ...refused, writes: [endSession(session, now)] }
    if (!isOpen(session, sibling)) refuse(InvalidRefreshToken)
  }
  // The two may be of different moments, so the token is refused only if neither has changed since.
  if (brokenBy({ ...user }, [guard.currentEpoch(session)]).length > 0)
    return { ...refused, writes: [sameSession(session), sameUser(user)] }
  const rotation = follow(session, presented, moment, random)
  // Only an operator's role depends on an authenticator app.
  const totp = user.role === 'OPERATOR' ? await read.get(Totp.key(user.userId)) : undefined
  const role = roleOf(user, totp?.confirmedAt !== undefined)
  return {
    writes: rotate(user, session, rotation, now),
    reply: await tokensFor({ ...user, role }, rotation.token, now),
  }
})
