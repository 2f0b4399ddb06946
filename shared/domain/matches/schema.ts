// The schemas of matches.

import * as z from 'zod/mini'
import { MAX_AMOUNT } from '#domain/money.ts'
import { documented } from '#kernel/data/documented.ts'
import { distinct, idSchema, instant, named, parameter, plannedTime, text, whole } from '#kernel/http/schema.ts'
import { says } from '#kernel/http/spoken.ts'
import { MAX_SENT } from './limits.ts'
import { InvitationNotFound, MatchNotFound } from './problems.ts'

export const matchIdSchema = idSchema('match')
export const MatchId = parameter(matchIdSchema, MatchNotFound)

export const title = documented(text(1, 100), { example: 'Friday futsal' })
export const venue = documented(text(1, 100), { example: 'Mapo, Seoul' })
export const startsAt = plannedTime
export const durationMinutes = documented(whole(1, 1440), { example: 120 })
export const maxPlayerCount = documented(whole(1, 100), { example: 18 })
/** Won; 0 for a free match. */
export const fee = documented(whole(0, MAX_AMOUNT), { example: 0 })
export const parkingCapacity = whole(0, 1000)

/** What the caller does with the matches. */
export const role = documented(z.enum(['host', 'player']), {
  description: 'Only matches that the caller hosts, or in which the caller has a seat. By default both.',
})
export const hasSeats = documented(z.enum(['true', 'false']), {
  description: '`true`: only matches in which a seat is free: open, not started and not full.',
})
/** Compared composed, trimmed and without case. */
export const venuePrefix = documented(text(1, 100), {
  example: 'Mapo',
  description: 'The beginning of the venue; letter case is ignored.',
})
export const tokenInAddress = documented(z.string(), {
  example: 'user_01m817qnm0f8namaha58n2maha.1.qJ8cB2sR0mE4tZ6vX1yK3w',
  description: 'The token of the calendar, from `POST /users/me/calendar`.',
})

export const Match = named(
  'Match',
  documented(
    z.object({
      matchId: matchIdSchema,
      hostId: idSchema('user'),
      title: z.string(),
      venue: z.string(),
      startsAt: instant,
      durationMinutes,
      maxPlayerCount,
      playerCount: z.int(),
      waitingCount: z.int(),
      fee,
      parkingCapacity,
      parkingCount: z.int(),
      status: z.enum(['OPEN', 'CANCELLED']),
    }),
    {
      shows: {
        title: 'Friday futsal',
        venue: 'Mapo, Seoul',
        startsAt: '2030-06-07T10:30:00.000Z',
        playerCount: 0,
        waitingCount: 0,
        parkingCount: 0,
      },
    },
  ),
)

export const Application = named(
  'Application',
  documented(
    z.object({
      applicationId: idSchema('application'),
      matchId: matchIdSchema,
      userId: idSchema('user'),
      status: z.enum(['HELD', 'CONFIRMED']),
      heldUntil: z.nullable(instant),
      createdAt: instant,
    }),
    { shows: { status: 'CONFIRMED', heldUntil: null } },
  ),
)

/** The address of the calendar of the caller's seats, for calendar apps. The token is its only key. */
export const Calendar = named(
  'Calendar',
  documented(
    z.object({
      token: z.string(),
      /** The path and query of the calendar, to append to the address of the API. */
      path: z.string(),
      createdAt: instant,
    }),
    {
      shows: {
        token: 'user_01m817qnm0f8namaha58n2maha.1.qJ8cB2sR0mE4tZ6vX1yK3w',
        path: '/users/me/calendar.ics?token=user_01m817qnm0f8namaha58n2maha.1.qJ8cB2sR0mE4tZ6vX1yK3w',
      },
    },
  ),
)

export const WaitingPlace = named(
  'WaitingPlace',
  documented(
    z.object({
      matchId: matchIdSchema,
      userId: idSchema('user'),
      position: documented(z.int(), { description: '1 for the person who gets the next seat.' }),
      joinedAt: instant,
    }),
    { shows: { position: 1 } },
  ),
)

export const InvitationId = parameter(idSchema('invitation'), InvitationNotFound)

const statuses = ['PENDING', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'WITHDRAWN'] as const
export const InvitationStatus = documented(z.enum(statuses), {
  description:
    'EXPIRED: the match has started or was cancelled. WITHDRAWN: one of the two users has blocked the other, or the account of the sender is closed.',
})

export const Invitation = named(
  'Invitation',
  documented(
    z.object({
      invitationId: idSchema('invitation'),
      matchId: matchIdSchema,
      from: documented(idSchema('user'), { description: 'The user who sent it.' }),
      status: InvitationStatus,
      createdAt: instant,
    }),
    { shows: { status: 'PENDING' } },
  ),
)

/** The maximum number of people of one request. */
export const MAX_INVITED = 100
/** A malformed id in a body is treated like an unknown one. */
const ids = (most: number) =>
  z
    .array(text(1, 100))
    .check(
      z.minLength(1, says({ en: 'must have at least one id', ko: 'ID를 하나 이상 보내 주십시오.' })),
      z.maxLength(most, says({ en: `must have at most ${most} ids`, ko: `ID는 ${most}개까지입니다.` })),
      distinct({ en: 'must not name an id twice', ko: '같은 ID를 두 번 넣을 수 없습니다.' }),
    )

export const invitees = z.strictObject({
  userIds: z.exactOptional(
    documented(ids(MAX_INVITED), {
      example: ['user_01m817qnm0f8namaha58n2maha'],
      description: 'Friends of the caller.',
    }),
  ),
  groupIds: z.exactOptional(
    documented(ids(21), { description: 'Friend groups of the caller, whose members are invited.' }),
  ),
})

export const InvitationCounts = named(
  'InvitationCounts',
  z.object({
    invited: documented(z.int(), {
      description: 'The people to whom an invitation was sent. One who has blocked the caller does not see it.',
    }),
    skipped: documented(z.int(), {
      description: `The people to whom none was sent, without a reason: they do not want invitations of the caller, have one to this match already, play in it, or got ${MAX_SENT} of the caller today (UTC).`,
    }),
  }),
)
