// The schemas of matches.

import * as z from 'zod/mini'
import { MAX_AMOUNT } from '#domain/money.ts'
import { documented } from '#kernel/data/documented.ts'
import { idSchema, instant, named, parameter, plannedTime, text, whole } from '#kernel/http/schema.ts'
import { MatchNotFound } from './problems.ts'

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
