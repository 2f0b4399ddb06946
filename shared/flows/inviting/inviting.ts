// Delivers invitations: to friends whom the sender dispatches to, and who subscribe to the sender and have not blocked the sender.

import { Edge } from '#domain/friends/items.ts'
import { guard as matches } from '#domain/matches/guards.ts'
import { countSent, dayOf, invitationIdOf, send } from '#domain/matches/invitations.ts'
import { Invitation, type InvitationItem, Match, type MatchItem, Seat, Sent } from '#domain/matches/items.ts'
import { User } from '#domain/users/items.ts'
import type { PlanContext } from '#kernel/commit/plan.ts'
import { breaks } from '#kernel/data/guards.ts'
import { announce } from '#kernel/data/outbox.ts'
import { check, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'

type At = Pick<PlanContext<'matches' | 'friends' | 'users'>, 'read' | 'now'>

/** Each person takes six of the 100 actions of a transaction. */
export const MOST_AT_ONCE = 15

export interface Sender {
  readonly match: MatchItem
  readonly from: string
  /** The sender's own seat; the host needs none. */
  readonly seat: object | undefined
  /** The request, the same for every attempt with one Idempotency-Key. */
  readonly request: string
}

export interface Counts {
  readonly invited: number
  readonly skipped: number
}

/** The invitations of up to MOST_AT_ONCE people: the writes for those who get one now, and who of all has one of this request. */
export const inviteAt = async ({ read, now }: At, sender: Sender, userIds: readonly string[]) => {
  const { match, from, request } = sender
  const { matchId, hostId } = match
  const found = await read.groups({
    mine: userIds.map((userId) => Edge.key(from, userId)),
    theirs: userIds.map((userId) => Edge.key(userId, from)),
    users: userIds.map((userId) => User.key(userId)),
    seats: userIds.map((userId) => Seat.key(matchId, userId)),
    invitations: userIds.map((userId) => Invitation.key(userId, invitationIdOf(matchId, userId))),
    counts: userIds.map((userId) => Sent.key(userId, from, dayOf(now))),
  })
  const earlier = found.invitations.filter((one) => one?.request === request).length
  const mayInvite = !breaks(match, [matches.open({ now })]) && (from === hostId || sender.seat !== undefined)
  const wanted = userIds.filter(
    (_, at) =>
      mayInvite &&
      !found.invitations[at] &&
      !breaks(found.mine[at], [guard.dispatches()]) &&
      !breaks(found.theirs[at], [guard.subscribes()]) &&
      !breaks(found.counts[at], [matches.fewSent()]) &&
      !breaks(found.users[at], [guard.active()]) &&
      !found.seats[at],
  )
  const sent = wanted.map((userId) => {
    const invitationId = invitationIdOf(matchId, userId)
    const item: InvitationItem = { invitationId, matchId, from, userId, status: 'PENDING', request, createdAt: now }
    const { write, event } = send(match, item, guard.withEdges({ from, userId }))
    const subscribes = check('subscribes', Edge.key(userId, from), guard.subscribes())
    return { userId, writes: [write, countSent(item), subscribes], event }
  })
  const invited = earlier + sent.length
  const counts: Counts = { invited, skipped: userIds.length - invited }
  if (sent.length === 0) return { writes: [], counts, mayInvite, earlier }
  const writes = announce(
    [
      update('inviteTo', Match.key(matchId), {}, matches.open({ now })),
      ...(from === hostId ? [] : [check('player', Seat.key(matchId, from), matches.ofPlayer({ userId: from }))]),
      ...sent.flatMap(({ userId, writes: all }) => [
        ...all,
        check('dispatches', Edge.key(from, userId), guard.dispatches()),
        check('active', User.key(userId), guard.active()),
        check('seatless', Seat.key(matchId, userId), guard.seatless()),
      ]),
    ],
    now,
    ...sent.map(({ event }) => event),
  )
  return { writes, counts, mayInvite, earlier }
}
