// Whether an invitation can be answered: what became of its match, and of the two people.

import type * as z from 'zod/mini'
import { Edge, type EdgeItem } from '#domain/friends/items.ts'
import { type InvitationItem, Match, type MatchItem } from '#domain/matches/items.ts'
import type { InvitationStatus } from '#domain/matches/schema.ts'
import { isPayable } from '#domain/matches/seat.ts'
import { User, type UserItem } from '#domain/users/items.ts'
import type { Read } from '#kernel/commit/store.ts'
import { check } from '#kernel/data/write.ts'
import { guard } from './guards.ts'

interface Around {
  readonly match: MatchItem | undefined
  /** The edge of the person who was invited, to the sender: it tells the blocks of both. */
  readonly edge: EdgeItem | undefined
  readonly sender: UserItem | undefined
}

type Status = z.infer<typeof InvitationStatus>

/** The status that users see: a pending invitation ends with its match, with a block, and with the account of the sender. */
const statusOf = ({ status }: InvitationItem, { match, edge, sender }: Around, now: string): Status => {
  if (status !== 'PENDING') return status
  if (!match || !isPayable(match, now)) return 'EXPIRED'
  return edge?.blocked || edge?.blockedBack || sender?.deletedAt !== undefined ? 'WITHDRAWN' : 'PENDING'
}

/** Invitations of one user with the status that users see. */
export const withStatus = async (
  read: Read<'matches' | 'friends' | 'users'>,
  invitations: readonly InvitationItem[],
  now: string,
): Promise<{ invitation: InvitationItem; status: Status }[]> => {
  const pending = invitations.filter(({ status }) => status === 'PENDING')
  const found = await read.groups({
    matches: pending.map(({ matchId }) => Match.key(matchId)),
    edges: pending.map(({ userId, from }) => Edge.key(userId, from)),
    senders: pending.map(({ from }) => User.key(from)),
  })
  return invitations.map((invitation) => {
    const at = pending.indexOf(invitation)
    const around = { match: found.matches[at], edge: found.edges[at], sender: found.senders[at] }
    return { invitation, status: statusOf(invitation, around, now) }
  })
}

/** Requires that neither of the two has blocked the other, and that the sender has not left. */
export const standing = ({ userId, from }: InvitationItem) => [
  check('unblocked', Edge.key(userId, from), guard.unblocked()),
  check('senderStays', User.key(from), guard.senderStays()),
]
