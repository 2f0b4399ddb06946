// Counterexamples of hosting: writes that break what only one keeper keeps.

import { noEdge, turned } from '#domain/friends/edge.ts'
import { DefaultGroup, type DefaultGroupItem, Edge } from '#domain/friends/items.ts'
import { openDefaultGroup } from '#domain/friends/writes.ts'
import { Match, type MatchItem } from '#domain/matches/items.ts'
import { newSeat } from '#domain/matches/seat.ts'
import { listed, take } from '#domain/matches/writes.ts'
import type { guard } from '#flows/hosting/guards.ts'
import { welcomed } from '#flows/hosting/welcome.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const T0 = '2026-01-01T00:00:00.000Z'
const NOW = new Date().toISOString()
const LATER = '2999-01-01T00:00:00.000Z'
const match: MatchItem = {
  ...{ matchId: 'm', hostId: 'ann', title: 'Futsal', venue: 'Hall', startsAt: LATER, durationMinutes: 60 },
  ...{ maxPlayerCount: 3, playerCount: 0, fee: 0, parkingCapacity: 0, parkingCount: 0, status: 'OPEN' },
  ...{ version: 0, changes: 0, createdAt: T0, ...listed({ matchId: 'm', hostId: 'ann', startsAt: LATER }) },
}
const { mine, theirs } = turned({ mine: noEdge('ann', 'bob'), theirs: noEdge('bob', 'ann') }, { blocked: true }, T0, 6)
const root = (ownerId: string, changes: Partial<DefaultGroupItem> = {}) =>
  stored(DefaultGroup.key(ownerId), { ...openDefaultGroup(`group_${ownerId}`, ownerId, T0).after, ...changes })

export const counterexamples: Counterexamples<typeof guard> = {
  notBlocked: {
    given: [
      root('ann', { blockCount: 1 }),
      root('bob'),
      stored(Edge.key('ann', 'bob'), mine),
      stored(Edge.key('bob', 'ann'), theirs),
      stored(Match.key('m'), match),
    ],
    writes: () => [...welcomed('ann', 'bob'), ...take(match, newSeat(match, 'bob', 'application_bob', NOW))],
  },
}
