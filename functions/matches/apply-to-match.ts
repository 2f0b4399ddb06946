// Takes a seat, or takes it anew where the caller's hold ran out.

import { matchAndSeat } from '../../shared/domain/matches/reads.ts'
import { retake } from '../../shared/domain/matches/releases.ts'
import { rule } from '../../shared/domain/matches/rules.ts'
import { lapsed } from '../../shared/domain/matches/seat.ts'
import { applicationView } from '../../shared/domain/matches/views.ts'
import { newSeat, take } from '../../shared/domain/matches/writes.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { matches } from './contract.ts'

export const handler = lambda(matches.applyToMatch, async ({ user, path, now, id, read, given }) => {
  const [found, old] = await matchAndSeat(read, path.matchId, user.userId)
  const match = given(found, rule.exists())
  const seat = newSeat(match, user.userId, id('application'), now)
  return { writes: old && lapsed(old, now) ? retake(old, seat) : take(seat), reply: applicationView(seat) }
})
