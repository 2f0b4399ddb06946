// Invitations: their ids, sending and answering.

import { createHash } from 'node:crypto'
import type { Clause } from '#kernel/data/guards.ts'
import { DAY_S, secondsOf } from '#kernel/data/time.ts'
import { typeIdOf } from '#kernel/data/typeid.ts'
import { change, put, update } from '#kernel/data/write.ts'
import { event } from './events.ts'
import { guard } from './guards.ts'
import { Invitation, type InvitationItem, type MatchItem, Sent } from './items.ts'

/**
 * The id of the one invitation of a user to a match: the creation time of the match, and a hash of both ids. So a second
 * invitation has the same key, and a user's invitations are ordered by their matches.
 */
export const invitationIdOf = (matchId: string, userId: string): string => {
  const hash = createHash('sha256').update(`${matchId} ${userId}`).digest()
  return typeIdOf('invitation', { timeOf: matchId, random: hash.subarray(0, 10) })
}

const told = ({ matchId, invitationId, from, userId }: InvitationItem) => ({ matchId, invitationId, from, userId })

/** The write of an invitation, and its event. @param asks what must hold beside it */
export const send = (
  match: MatchItem,
  invitation: InvitationItem,
  ...asks: Clause<'matches', never, InvitationItem>[]
) => ({
  write: put(
    'invite',
    Invitation.key(invitation.userId, invitation.invitationId),
    invitation,
    guard.uninvited(),
    ...asks,
  ),
  event: event.invited(match, told(invitation)),
})

/** The day on which invitations are counted. */
export const dayOf = (now: string): string => now.slice(0, 10)
const COUNTED_S = 2 * DAY_S

/** Counts an invitation. */
export const countSent = ({ from, userId, createdAt: now }: Pick<InvitationItem, 'from' | 'userId' | 'createdAt'>) => {
  const day = dayOf(now)
  return update(
    'countSent',
    Sent.key(userId, from, day),
    { set: { userId, from, day, ttl: secondsOf(now) + COUNTED_S }, add: { count: 1 } },
    guard.fewSent(),
  )
}

/** The write of an answer, and its event. @param match as read @param invitation as read */
export const answer = (match: MatchItem, invitation: InvitationItem, status: 'ACCEPTED' | 'DECLINED', now: string) => {
  const { userId, invitationId } = invitation
  const write = change(
    'answer',
    Invitation.key(userId, invitationId),
    { of: invitation, set: { status, answeredAt: now } },
    guard.invited(),
    guard.pending(),
  )
  const { accepted, declined } = event
  return {
    write,
    after: write.after,
    event: (status === 'ACCEPTED' ? accepted : declined)(match, told(invitation)),
  }
}
