// The events of matches.

import * as z from 'zod/mini'
import { events } from '#kernel/data/outbox.ts'
import { idSchema, instant } from '#kernel/http/schema.ts'
import { changeable, departures, endings, Match, type MatchItem } from './items.ts'
import { matchIdSchema } from './schema.ts'

const userId = idSchema('user')
const seat = { matchId: matchIdSchema, applicationId: idSchema('application'), userId }
const invitation = z.object({
  matchId: matchIdSchema,
  invitationId: idSchema('invitation'),
  from: userId,
  userId,
})

export const event = events(
  { name: 'match', of: Match, id: ({ matchId }) => matchId },
  {
    opened: {
      type: 'match.opened',
      says: 'A host opened a match.',
      data: z.object({ matchId: matchIdSchema, hostId: userId, startsAt: instant }),
      concerns: () => [],
    },
    changed: {
      type: 'match.changed',
      says: 'The host changed the title, the place, the start or the number of seats. The players are notified.',
      data: z.object({ matchId: matchIdSchema, changed: z.array(z.enum(changeable)), startsAt: instant }),
      concerns: () => [],
    },
    cancelled: {
      type: 'match.cancelled',
      says: 'The host cancelled a match; its seats are freed afterwards. The players are notified.',
      data: z.object({ matchId: matchIdSchema, startsAt: instant }),
      concerns: () => [],
    },
    waiting: {
      type: 'waitlist.joined',
      says: 'A person joined the waiting list of a full match.',
      data: z.object({ matchId: matchIdSchema, userId, position: z.int(), joinedAt: instant }),
      concerns: (_, { hostId }) => [hostId],
    },
    promoted: {
      type: 'waitlist.promoted',
      says: 'A seat came free, and the person who had waited longest has it now. With a fee it is held for 30 minutes.',
      data: z.object({
        ...seat,
        status: z.enum(['HELD', 'CONFIRMED']),
        heldUntil: z.nullable(instant),
        joinedAt: instant,
      }),
      concerns: ({ userId }, { hostId }) => [userId, hostId],
    },
    notWaiting: {
      type: 'waitlist.left',
      says: 'A person left the waiting list, or was passed over: the account is closed, the host has blocked them, or they hold too many unpaid seats.',
      data: z.object({ matchId: matchIdSchema, userId, by: z.enum(departures) }),
      concerns: ({ userId }, { hostId }) => [userId, hostId],
    },
    invited: {
      type: 'invitation.received',
      says: 'A host or a player invited a friend to a match.',
      data: invitation,
      concerns: ({ userId }) => [userId],
    },
    accepted: {
      type: 'invitation.accepted',
      says: 'A person accepted an invitation, and took a seat with it.',
      data: invitation,
      concerns: ({ from }) => [from],
    },
    declined: {
      type: 'invitation.declined',
      says: 'A person declined an invitation.',
      data: invitation,
      concerns: ({ from }) => [from],
    },
    seatTaken: {
      type: 'match.seat.taken',
      says: 'A player took a seat. With a fee it is held until it is paid.',
      data: z.object({ ...seat, status: z.enum(['HELD', 'CONFIRMED']), heldUntil: z.nullable(instant) }),
      concerns: ({ userId }, { hostId }) => [userId, hostId],
    },
    seatFreed: {
      type: 'match.seat.freed',
      says: 'A seat came free: its player withdrew, its hold lapsed, its billing gave it back, or the match was cancelled.',
      data: z.object({ ...seat, by: z.enum(endings) }),
      concerns: ({ userId }, { hostId }) => [userId, hostId],
    },
  },
)

/** The number of the next event of a match, or of one after it. */
export const nextSeq = ({ eventSeq = 0 }: MatchItem, later = 0): number => eventSeq + 1 + later
