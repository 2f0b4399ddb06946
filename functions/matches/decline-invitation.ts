// Declines an invitation.

import { guard } from '#domain/matches/guards.ts'
import { answer } from '#domain/matches/invitations.ts'
import { Invitation, Match } from '#domain/matches/items.ts'
import { InvitationClosed } from '#domain/matches/problems.ts'
import { invitationView } from '#domain/matches/views.ts'
import { standing, withStatus } from '#flows/inviting/standing.ts'
import { announce } from '#kernel/data/outbox.ts'
import { update } from '#kernel/data/write.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.declineInvitation, async ({ user, path, now, read, require, refuse }) => {
  const invitation = require(await read.get(Invitation.key(user.userId, path.invitationId)), guard.invited())
  const [shown] = await withStatus(read, [invitation], now)
  if (shown?.status !== 'PENDING') refuse(InvitationClosed)
  const match = (await read.get(Match.key(invitation.matchId))) ?? refuse(InvitationClosed)
  const { write, after, event } = answer(match, invitation, 'DECLINED', now)
  const open = update('declineIn', Match.key(match.matchId), {}, guard.stillOpen({ now }))
  return {
    writes: announce([open, write, ...standing(invitation)], now, event),
    reply: invitationView(after, after.status),
  }
})
