// What can go wrong with a match.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { problem } from '#kernel/data/problem.ts'

export const MatchNotFound = problem('match-not-found', 404, 'No such match', 'No match has this id.')
export const MatchClosed = problem(
  'match-closed',
  409,
  'Match closed',
  'The match has started or was cancelled, so it takes no changes.',
)
export const MatchFull = problem('match-full', 409, 'Match full', 'Every seat is taken; one may come free again.')
export const AlreadyApplied = problem('already-applied', 409, 'Already applied', 'You have a seat in this match.')
export const ApplicationNotFound = problem(
  'application-not-found',
  404,
  'No such application',
  'You have no seat in this match.',
)
export const ApplicationPaid = problem(
  'application-paid',
  409,
  'Application paid',
  'The seat belongs to a billing; cancel the billing instead.',
)
export const MaxBelowPlayers = problem(
  'max-below-players',
  409,
  'Fewer seats than players',
  'More players have seats than maxPlayerCount would allow.',
)
export const AlreadyPaid = problem(
  'already-paid',
  409,
  'Already paid',
  'Your seat in this match is paid for, or part of another billing that is under way.',
)
export const ParkingFull = problem('parking-full', 409, 'Parking full', 'Every place to park is taken.')
export const TooManyHolds = problem(
  'too-many-holds',
  409,
  'Too many unpaid holds',
  'You hold as many unpaid seats or billings as limit allows, or you took this seat that often without paying. Pay for what you hold, give it back, or wait until it lapses.',
  { limit: documented(z.int(), { example: 5 }) },
)
export const NoticeTooShort = problem(
  'notice-too-short',
  409,
  'Notice too short',
  'Seats of this match are paid. Choose a startsAt at least 24 hours from now, or cancel the match.',
)
