// The contract of matches.

import * as z from 'zod/mini'
import { Blocked } from '#domain/friends/problems.ts'
import {
  AlreadyApplied,
  ApplicationNotFound,
  ApplicationPaid,
  MatchClosed,
  MatchFull,
  MatchNotFound,
  MaxBelowPlayers,
  NoticeTooShort,
  TooManyHolds,
} from '#domain/matches/problems.ts'
import {
  Application,
  durationMinutes,
  fee,
  Match,
  MatchId,
  matchIdSchema,
  maxPlayerCount,
  parkingCapacity,
  startsAt,
  title,
  venue,
} from '#domain/matches/schema.ts'
import { Forbidden, QuotaExceeded } from '#kernel/data/problems.ts'
import { contract } from '#kernel/http/contract.ts'
import { listOf, listQuery, parameter, queryFrom, queryTo } from '#kernel/http/schema.ts'

export const matches = contract(
  'matches',
  'Matches: a host opens a match, and players take its seats until it is full.',
  {
    openMatch: {
      route: 'POST /matches',
      summary: 'Opens a match that the caller hosts.',
      auth: 'user',
      body: z.strictObject({
        title,
        venue,
        startsAt,
        durationMinutes,
        maxPlayerCount,
        fee,
        parkingCapacity: z.exactOptional(parkingCapacity),
      }),
      reply: [201, Match],
      fails: [QuotaExceeded],
      access: { matches: 'write', users: 'read', outbox: 'write' },
      budget: { trips: 2, read: 1, write: 9 },
    },
    listMatches: {
      route: 'GET /matches',
      summary:
        'Lists matches in order of their start, by default from now on. Matches of hosts who have blocked the caller are omitted.',
      auth: 'public',
      sharedForS: 1,
      recognises: true,
      query: listQuery({ from: z.exactOptional(queryFrom), to: z.exactOptional(queryTo) }),
      reply: [200, listOf(Match)],
      fails: [],
      access: { matches: 'read', friends: 'read' },
      indexes: ['list'],
      budget: { trips: 2, read: 21, write: 0 },
    },
    getMatch: {
      route: 'GET /matches/{matchId}',
      summary: 'Returns a match.',
      auth: 'public',
      sharedForS: 1,
      path: { matchId: MatchId },
      reply: [200, Match],
      fails: [MatchNotFound],
      access: { matches: 'read' },
      budget: { trips: 1, read: 1, write: 0 },
    },
    changeMatch: {
      route: 'PATCH /matches/{matchId}',
      summary: 'Changes a match before it starts.',
      auth: 'owner',
      path: { matchId: MatchId },
      body: z.strictObject({
        title: z.exactOptional(title),
        venue: z.exactOptional(venue),
        startsAt: z.exactOptional(startsAt),
        maxPlayerCount: z.exactOptional(maxPlayerCount),
      }),
      reply: [200, Match],
      fails: [MatchNotFound, Forbidden, MatchClosed, MaxBelowPlayers, NoticeTooShort],
      access: { matches: 'write', outbox: 'write' },
      // The seats are read for the players, whom the event concerns.
      budget: { trips: 3, read: 4, write: 6 },
    },
    cancelMatch: {
      route: 'POST /matches/{matchId}/cancel',
      summary: 'Cancels a match before it starts and releases every seat.',
      auth: 'owner',
      path: { matchId: MatchId },
      reply: [200, Match],
      shows: { status: 'CANCELLED' },
      fails: [MatchNotFound, Forbidden, MatchClosed],
      access: { matches: 'write', outbox: 'write' },
      // The seats are read for the players, whom the event concerns.
      budget: { trips: 3, read: 4, write: 5 },
    },
    applyToMatch: {
      route: 'POST /matches/{matchId}/applications',
      summary: 'Takes a seat for the caller. If the match has a fee, the seat is held until it is paid.',
      auth: 'user',
      path: { matchId: MatchId },
      reply: [201, Application],
      fails: [MatchNotFound, Blocked, AlreadyApplied, MatchClosed, MatchFull, TooManyHolds],
      // If no seat is free, expired billings are released first.
      access: {
        matches: 'write',
        friends: 'read',
        billing: 'write',
        coupons: 'write',
        wallet: 'write',
        users: 'read',
        outbox: 'write',
      },
      budget: { trips: 2, read: 2, write: 11 },
    },
    withdrawFromMatch: {
      route: 'DELETE /matches/{matchId}/applications/me',
      summary: 'Gives back the seat of the caller.',
      auth: 'user',
      // A missing match means a missing application.
      path: { matchId: parameter(matchIdSchema, ApplicationNotFound) },
      reply: [204, null],
      fails: [ApplicationNotFound, MatchClosed, ApplicationPaid, MatchNotFound],
      access: { matches: 'write', outbox: 'write' },
      budget: { trips: 2, read: 2, write: 9 },
    },
    listApplications: {
      route: 'GET /matches/{matchId}/applications',
      summary: 'Lists the taken seats, for the host and the players.',
      auth: 'owner',
      path: { matchId: MatchId },
      query: listQuery({}),
      reply: [200, listOf(Application)],
      fails: [MatchNotFound, Forbidden],
      access: { matches: 'read' },
      budget: { trips: 3, read: 4, write: 0 },
    },
    listMyApplications: {
      route: 'GET /users/me/applications',
      summary: "Lists the caller's seats, newest first.",
      auth: 'user',
      query: listQuery({}),
      reply: [200, listOf(Application)],
      fails: [],
      access: { matches: 'read' },
      indexes: ['list'],
      budget: { trips: 2, read: 21, write: 0 },
    },
    sweepSeats: {
      everyMinutes: 1,
      summary: 'Sweeper: releases seats with an expired hold, and seats of cancelled matches.',
      access: { matches: 'write', outbox: 'write' },
      indexes: ['due'],
    },
  },
)
