// What becomes of the transactions that ask a keeper while it is away: others refuse, or it shows no harm, or it was never broken.

import { expect, test } from 'vitest'
import type { Seen } from './absent.ts'
import { performed, placeOf } from './performed.ts'

const seenWithout = async (without: string, name: string): Promise<Seen | undefined> => {
  const [scenario = ''] = name.split(' / ')
  const pairs = [await placeOf(scenario, name)]
  const bounds = { faults: false, most: 500, findings: 1 }
  const [done] = await performed([{ scenario, pairs, bounds, without }])
  expect(done?.broke).toEqual([])
  expect(done?.explored.flatMap(({ found }) => found)).toEqual([])
  return done?.seen
}

test('the conditions that refuse in its place are named', async () => {
  expect(await seenWithout('friends.member', 'friends / ann leaves bob / ann leaves bob')).toMatchObject({
    committed: 0,
    refused: 4,
    by: { 'friends.friend': 4, 'friends.edgeUnchanged': 4, 'outbox.nextEvent': 4 },
  })
})

test('transactions that commit without what it demands, and show no harm, are counted', async () => {
  const seen = await seenWithout('events.withFeed', 'a town / eve registers / the relay')
  expect(seen?.committed).toBeGreaterThan(0)
  expect(seen).toMatchObject({ asked: seen?.committed, refused: 0, by: {} })
})

test('what is never broken is asked, and no more', async () => {
  const seen = await seenWithout('friends.friendStays', 'friends / ann adds bob / ann blocks bob')
  expect(seen?.asked).toBeGreaterThan(0)
  expect(seen).toMatchObject({ committed: 0, refused: 0, by: {} })
})
