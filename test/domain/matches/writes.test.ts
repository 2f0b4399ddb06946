// An update creates a missing item, so every change of a match requires that it exists.

import { expect, test } from 'vitest'
import { Match, type MatchItem } from '#domain/matches/items.ts'
import { withoutPromotion } from '#domain/matches/promotion.ts'
import { emptied, empty, retake, sweep, withdraw } from '#domain/matches/releases.ts'
import { newSeat } from '#domain/matches/seat.ts'
import { join } from '#domain/matches/waiting.ts'
import { cancel, change, take } from '#domain/matches/writes.ts'
import { brokenBy } from '#kernel/data/guards.ts'

const NOW = '2026-01-01T00:00:00.000Z'
const match = { matchId: 'm', hostId: 'host', fee: 0, playerCount: 1, version: 0 } as MatchItem
const seat = newSeat(match, 'ann', 'application_ann', NOW)
const noPromotion = withoutPromotion(match, NOW)

test.each(
  Object.entries({
    change: change(match, { changes: { title: 'New' } }, { userId: 'host', people: [] }, NOW).writes,
    cancel: cancel(match, [], NOW).writes,
    take: take(match, seat),
    retake: retake(match, seat, seat),
    withdraw: withdraw(match, seat, NOW, noPromotion),
    sweep: sweep(match, [seat], NOW, noPromotion),
    empty: empty(match, [seat], NOW),
    join: join({ match, list: undefined, waits: undefined }, 'ann', NOW).writes,
    emptied: [emptied('m')],
  }),
)('%s makes no match', (_, writes) => {
  const [onMatch] = writes.filter(({ key }) => key.sk === Match.key('m').sk)
  expect(brokenBy(undefined, onMatch?.requires ?? []).map(({ keeper }) => keeper.name)).toContain('exists')
})
