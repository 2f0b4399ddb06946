// The problems of matches.

import * as z from 'zod/mini'
import { documented } from '#kernel/data/documented.ts'
import { problem } from '#kernel/data/problem.ts'

export const MatchNotFound = problem('match-not-found', 404, 'Match not found', 'No match has this id.')
export const MatchClosed = problem(
  'match-closed',
  409,
  'Match closed',
  'The match has started or was cancelled, so it can no longer change.',
)
export const MatchFull = problem(
  'match-full',
  409,
  'Match full',
  'All seats are taken. Join the waiting list: a seat that comes free goes to the person who has waited longest.',
)
export const AlreadyApplied = problem(
  'already-applied',
  409,
  'Already applied',
  'You already have a seat in this match.',
)
export const ApplicationNotFound = problem(
  'application-not-found',
  404,
  'Application not found',
  'You have no seat in this match.',
)
export const CalendarNotFound = problem(
  'calendar-not-found',
  404,
  'Calendar not found',
  'You have no calendar, or its token is wrong or was revoked. Make a new one with POST /users/me/calendar.',
)
export const ApplicationPaid = problem(
  'application-paid',
  409,
  'Application paid',
  'The seat belongs to a billing. Cancel the billing instead.',
)
export const MaxBelowPlayers = problem(
  'max-below-players',
  409,
  'Fewer seats than players',
  'More players have seats than the new maxPlayerCount allows. Choose a larger one.',
)
export const AlreadyPaid = problem(
  'already-paid',
  409,
  'Already paid',
  'Your seat in this match is already paid, or belongs to another open billing.',
)
export const ParkingFull = problem('parking-full', 409, 'Parking full', 'All parking spaces are taken.')
export const TooManyHolds = problem(
  'too-many-holds',
  409,
  'Too many unpaid holds',
  'You have as many unpaid seats or billings as limit allows, or took a seat of this match that often without paying. Pay, give a seat back, or wait until a hold expires.',
  { limit: documented(z.int(), { example: 5 }) },
)
export const NoticeTooShort = problem(
  'notice-too-short',
  409,
  'Notice too short',
  'Seats of this match are paid. Choose a startsAt at least 24 hours from now, or cancel the match.',
)
export const MatchHosted = problem(
  'match-hosted',
  409,
  'Match hosted',
  'You host a match that has not started. Cancel it, or wait until it starts.',
)
export const SeatsFree = problem(
  'seats-free',
  409,
  'Seats free',
  'The match has a free seat, so there is no waiting list. Apply for the seat instead.',
)
export const AlreadyWaiting = problem(
  'already-waiting',
  409,
  'Already waiting',
  'You are already on the waiting list of this match.',
)
export const WaitlistFull = problem(
  'waitlist-full',
  409,
  'Waiting list full',
  'The waiting list takes no more people. Try again later; a place may become free.',
)
export const NotWaiting = problem(
  'not-waiting',
  404,
  'Not waiting',
  'You are not on the waiting list of this match. If a seat came free for you, it is among your applications.',
)
export const InvitationNotFound = problem(
  'invitation-not-found',
  404,
  'Invitation not found',
  'You have no invitation with this id.',
)
export const InvitationClosed = problem(
  'invitation-closed',
  409,
  'Invitation closed',
  'The invitation was answered, withdrawn, or its match has started or was cancelled.',
)
