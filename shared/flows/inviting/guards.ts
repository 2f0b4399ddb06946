// The conditions under which an invitation is delivered and answered.

import { Edge } from '#domain/friends/items.ts'
import { Seat } from '#domain/matches/items.ts'
import { InvitationClosed } from '#domain/matches/problems.ts'
import { User } from '#domain/users/items.ts'
import { both, either } from '#kernel/data/condition.ts'
import { companions, keepers, order } from '#kernel/data/guards.ts'
import { invariant } from './invariants.ts'

interface Invited {
  readonly from: string
  readonly userId: string
}

export const guard = keepers('inviting', {
  /** The sender has added the other as a friend, and wants to send to them. */
  dispatches: Edge.expectation({
    when: (edge) => both(edge.equals('added', true), edge.equals('dispatch', true)),
    keeps: order,
  }),
  /** The other wants to get something from the sender, and has not blocked them. */
  subscribes: Edge.expectation({
    when: (edge) => either(edge.missing(), both(edge.equals('subscribe', true), edge.equals('blocked', false))),
    keeps: [invariant.notBlocked],
  }),
  active: User.expectation({
    when: (user) => both(user.absent('deletedAt'), user.absent('lockedAt')),
    keeps: order,
  }),
  seatless: Seat.expectation({ when: (seat) => seat.missing(), keeps: order }),
  withEdges: companions({
    with: ({ from, userId }: Invited) => [Edge.key(from, userId), Edge.key(userId, from)],
    keeps: [invariant.notBlocked],
  }),
  /** Neither of the two has blocked the other. */
  unblocked: Edge.guard({
    when: (edge) => either(edge.missing(), both(edge.equals('blocked', false), edge.equals('blockedBack', false))),
    fails: InvitationClosed,
    keeps: order,
  }),
  senderStays: User.guard({ when: (user) => user.absent('deletedAt'), fails: InvitationClosed, keeps: order }),
})
