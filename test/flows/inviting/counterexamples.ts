// Counterexamples of invitations: one is delivered or answered against one keeper.

import { noEdge, turned } from '#domain/friends/edge.ts'
import { DefaultGroup, type DefaultGroupItem, Edge, type EdgeItem } from '#domain/friends/items.ts'
import { openDefaultGroup } from '#domain/friends/writes.ts'
import { answer, invitationIdOf, send } from '#domain/matches/invitations.ts'
import { Invitation, type InvitationItem, Match, type MatchItem, Seat } from '#domain/matches/items.ts'
import { newSeat } from '#domain/matches/seat.ts'
import { listed } from '#domain/matches/writes.ts'
import { User } from '#domain/users/items.ts'
import { guard } from '#flows/inviting/guards.ts'
import { standing } from '#flows/inviting/standing.ts'
import type { Item } from '#kernel/data/condition.ts'
import { announce } from '#kernel/data/outbox.ts'
import { check, update, type Write } from '#kernel/data/write.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'
import { registered } from '#test/support/known.ts'

const T0 = '2026-01-01T00:00:00.000Z'
const NOW = new Date().toISOString()
const LATER = '2999-01-01T00:00:00.000Z'
const MATCH = 'match_01m817qnm0f8namaha58n2maha'
const match: MatchItem = {
  ...{ matchId: MATCH, hostId: 'ann', title: 'Futsal', venue: 'Hall', startsAt: LATER, durationMinutes: 60 },
  ...{ maxPlayerCount: 3, playerCount: 0, fee: 0, parkingCapacity: 0, parkingCount: 0, status: 'OPEN' },
  ...{ version: 0, createdAt: T0, ...listed({ matchId: MATCH, hostId: 'ann', startsAt: LATER }) },
}
const opened = stored(Match.key(MATCH), match)
/** A user who has asked for deletion, without the default group. */
const gone = (userId: string) =>
  registered(userId, T0).flatMap((item) => {
    if (DefaultGroup.is(item)) return []
    return [User.is(item) ? { ...item, deletedAt: T0 } : item]
  })
/** Friends that are stored without a call have no events. */
const { announced: _, ...group } = openDefaultGroup('group', 'ann', T0).after
const root = (ownerId: string, changes: Partial<DefaultGroupItem> = {}) =>
  stored(DefaultGroup.key(ownerId), { ...group, groupId: `group_${ownerId}`, ownerId, ...changes })

const none = { mine: noEdge('ann', 'bob'), theirs: noEdge('bob', 'ann') }
const added = turned(none, { added: true }, T0, 6)
/** Ann has added Bob. @param changes of Ann's edge */
const friends = (changes: Partial<EdgeItem> = {}) => [
  root('ann', { memberCount: 1 }),
  root('bob'),
  stored(Edge.key('ann', 'bob'), { ...added.mine, ...changes }),
  stored(Edge.key('bob', 'ann'), added.theirs),
]
/** Bob, whom Ann has added, has blocked Ann. */
const blocked = () => {
  const { mine, theirs } = turned({ mine: added.theirs, theirs: added.mine }, { blocked: true }, T0, 6)
  return [
    root('ann', { memberCount: 1 }),
    root('bob', { blockCount: 1 }),
    stored(Edge.key('bob', 'ann'), mine),
    stored(Edge.key('ann', 'bob'), theirs),
  ]
}

const invitation: InvitationItem = {
  ...{ invitationId: invitationIdOf(MATCH, 'bob'), matchId: MATCH, from: 'ann', userId: 'bob', status: 'PENDING' },
  ...{ request: 'request', createdAt: NOW },
}
const pending = stored(Invitation.key('bob', invitation.invitationId), { ...invitation, createdAt: T0 })
const subscribes = check('subscribes', Edge.key('bob', 'ann'), guard.subscribes())
const dispatches = check('dispatches', Edge.key('ann', 'bob'), guard.dispatches())
const edges: readonly Write[] = [dispatches, subscribes]
/** Ann invites Bob. */
const invites = (...checks: readonly Write[]): readonly Write[] => {
  const { write, event } = send(match, invitation, guard.withEdges({ from: 'ann', userId: 'bob' }))
  return announce<Write>([update('inviteTo', Match.key(MATCH), {}), write, ...checks], NOW, event)
}
/** Bob declines. */
const declines = (): readonly Write[] => {
  const { write, event } = answer(match, { ...invitation, createdAt: T0 }, 'DECLINED', NOW)
  return announce<Write>([update('declineIn', Match.key(MATCH), {}), write, ...standing(invitation)], NOW, event)
}
const delivered = (items: readonly Item[]) => items.some((item) => Invitation.is(item))
const answered = (items: readonly Item[]) => items.some((item) => Invitation.is(item) && item.status === 'DECLINED')

export const counterexamples: Counterexamples<typeof guard> = {
  dispatches: { given: [opened, ...friends({ dispatch: false })], writes: () => invites(...edges), harms: delivered },
  subscribes: { given: [opened, ...blocked()], writes: () => invites(...edges) },
  active: {
    given: [opened, ...friends(), ...gone('bob')],
    writes: () => invites(...edges, check('active', User.key('bob'), guard.active())),
    harms: delivered,
  },
  seatless: {
    given: [
      { ...opened, playerCount: 1 },
      ...friends(),
      stored(Seat.key(MATCH, 'bob'), newSeat(match, 'bob', 'application_bob', T0)),
    ],
    writes: () => invites(...edges, check('seatless', Seat.key(MATCH, 'bob'), guard.seatless())),
    harms: delivered,
  },
  withEdges: { given: [opened, ...blocked()], writes: () => invites(dispatches) },
  unblocked: { given: [opened, ...blocked(), pending], writes: declines, harms: answered },
  senderStays: {
    given: [opened, ...friends(), pending, ...gone('ann')],
    writes: declines,
    harms: answered,
  },
}
