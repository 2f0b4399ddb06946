// Lists the invitations of the caller, those to the newest matches first.

import type { InvitationItem } from '#domain/matches/items.ts'
import { invitations } from '#domain/matches/reads.ts'
import { invitationView } from '#domain/matches/views.ts'
import { withStatus } from '#flows/inviting/standing.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { matches } from './contract.ts'

export const handler = endpoint(matches.listInvitations, async ({ user, query, now, page, read, cursor }) => {
  const keep = async (found: readonly InvitationItem[]): Promise<InvitationItem[]> =>
    (await withStatus(read, found, now)).flatMap((one) => (one.status === query.status ? [one.invitation] : []))
  const { items, next } = await invitations(read, user.userId, { ...page, ...(query.status ? { keep } : {}) })
  const shown = await withStatus(read, items, now)
  return {
    reply: {
      items: shown.map(({ invitation, status }) => invitationView(invitation, status)),
      nextCursor: cursor(next),
    },
  }
})
