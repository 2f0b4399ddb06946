// An update creates a missing item, so every change of a match requires that it exists.

import { expect, test } from 'vitest'
import { Match, type MatchItem } from '#domain/matches/items.ts'
import { emptied, empty, retake, sweep, withdraw } from '#domain/matches/releases.ts'
import { cancel, change, newSeat, take } from '#domain/matches/writes.ts'
import { brokenBy } from '#kernel/data/guards.ts'

const NOW = '2026-01-01T00:00:00.000Z'
const match = { matchId: 'm', hostId: 'host', fee: 0, playerCount: 1, version: 0 } as MatchItem
const seat = newSeat(match, 'ann', 'application_ann', NOW)

test.each(
  Object.entries({
    change: [change(match, { title: 'New' }, 'host', NOW)],
    cancel: [cancel(match, NOW)],
    take: take(seat),
    retake: retake(seat, seat),
    withdraw: withdraw(seat, NOW),
    sweep: sweep([seat], NOW),
    empty: empty([seat], NOW),
    emptied: [emptied('m')],
  }),
)('%s makes no match', (_, writes) => {
  const [onMatch] = writes.filter(({ key }) => key.sk === Match.key('m').sk)
  expect(brokenBy(undefined, onMatch?.requires ?? []).map(({ keeper }) => keeper.name)).toContain('exists')
})
