// Accepts an invitation: the caller takes a seat in the same transaction.

import { guard } from '#domain/matches/guards.ts'
import { answer } from '#domain/matches/invitations.ts'
import { Invitation } from '#domain/matches/items.ts'
import { InvitationClosed } from '#domain/matches/problems.ts'
import { matchAndSeat } from '#domain/matches/reads.ts'
import { invitationView } from '#domain/matches/views.ts'
import { standing, withStatus } from '#flows/inviting/standing.ts'
import { seating } from '#flows/payment/seating.ts'
import { announce } from '#kernel/data/outbox.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.acceptInvitation, async (call) => {
  const { user, path, now, read, require, refuse } = call
  const { invitationId } = path
  const invitation = require(await read.get(Invitation.key(user.userId, invitationId)), guard.invited())
  const [shown] = await withStatus(read, [invitation], now)
  if (shown?.status !== 'PENDING') refuse(InvitationClosed)
  const [match, old] = await matchAndSeat(read, invitation.matchId, user.userId)
  const { first, taken } = await seating(call, require(match, guard.exists()), { ...user, old, invitationId })
  if (first) return { first }
  const { write, after, event } = answer(taken.match, invitation, 'ACCEPTED', now)
  return {
    writes: announce([...taken.writes, write, ...standing(invitation)], now, event),
    reply: invitationView(after, after.status),
  }
})
