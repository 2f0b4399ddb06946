// GET /matches with filters: free seats and venues, at a bounded cost however few matches pass.

import { expect, test } from 'vitest'
import { Match } from '#domain/matches/items.ts'
import { bindRuntime } from '#kernel/commit/runtime.ts'
import { MOST_DROPPED } from '#kernel/commit/store.ts'
import { everyPage } from '#test/support/model.ts'
import { ok } from '#test/support/ok.ts'
import { DAY_MS, matchBody } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const opens = async (changes: object) => {
  const { api } = await world.stranger()
  return ok(await api.matches.openMatch({ body: { ...matchBody(world), ...changes } })).matchId
}
const listed = async (query: Record<string, string>, limit = 100) => {
  const all = await everyPage(limit, (cursor) =>
    world.api.matches.listMatches({ query: { limit: `${limit}`, ...query, ...(cursor ? { cursor } : {}) } }),
  )
  return all.map(({ matchId }) => matchId)
}

test('only matches with a free seat: open, not started, not full', async () => {
  const soon = world.now(60_000)
  const [open, full, cancelled, started] = [
    await opens({ venue: 'Seats' }),
    await opens({ venue: 'Seats', maxPlayerCount: 1 }),
    await opens({ venue: 'Seats' }),
    await opens({ venue: 'Seats', startsAt: soon }),
  ]
  ok(await (await world.stranger()).api.matches.applyToMatch({ path: { matchId: full } }))
  const host = (await world.table.items()).find((item) => Match.is(item) && item.matchId === cancelled)?.['hostId']
  ok(await (await world.speaks(String(host))).api.matches.cancelMatch({ path: { matchId: cancelled } }))
  world.passes(120_000)
  expect(await listed({ venue: 'Seats', hasSeats: 'true' })).toEqual([open])
  expect(await listed({ venue: 'Seats', hasSeats: 'true', from: '2020-01-01T00:00:00Z' })).toEqual([open])
  const all = await listed({ venue: 'Seats', hasSeats: 'false', from: soon })
  expect(all.sort()).toEqual([open, full, cancelled, started].sort())
  expect(await world.api.matches.listMatches({ query: { hasSeats: 'yes' as 'true' } })).toMatchObject({ status: 400 })
})

test('a venue by its beginning, whatever the case, blanks and composition', async () => {
  const [mapo, seoul] = [await opens({ venue: 'Mapo, Seoul' }), await opens({ venue: ' 서울숲'.normalize('NFD') })]
  for (const venue of ['Mapo', 'mapo, s', 'MAPO', ' mapo']) expect(await listed({ venue })).toEqual([mapo])
  for (const venue of ['서울', '서울숲'.normalize('NFD')]) expect(await listed({ venue })).toEqual([seoul])
  for (const venue of ['Seoul', 'apo', '%', 'mapo seoul']) expect(await listed({ venue })).toEqual([])
  expect(await world.api.matches.listMatches({ query: { venue: '' } })).toMatchObject({ status: 400 })
})

test('a page of a filter that nothing passes costs a bounded number of units, and the pages end', {
  timeout: 60_000,
}, async () => {
  const matchId = await opens({ venue: 'The only one', startsAt: world.now(90 * DAY_MS) })
  const item = (await world.table.items()).find((one) => Match.is(one) && one.matchId === matchId)
  const many = Array.from({ length: 3 * MOST_DROPPED }, (_, at) => {
    const id = `match_${String(at).padStart(26, '0')}`
    const place = `${world.now((1 + at / 100) * DAY_MS)}#${id}`
    return { ...item, pk: `MATCH#${id}`, matchId: id, venue: 'Elsewhere', listSk: place, agendaSk: place }
  })
  await world.table.store(many)
  const costs: { trips: number; read: number }[] = []
  bindRuntime({ observe: ({ meter }) => costs.push({ trips: meter.trips, read: meter.read }) })
  const found = await listed({ venue: 'The only' }, 20)
  bindRuntime({ observe: () => {} })
  expect(found).toEqual([matchId])
  expect(costs.length).toBeLessThanOrEqual(6)
  for (const { trips, read } of costs) {
    expect(read).toBeLessThanOrEqual(MOST_DROPPED + 150)
    expect(trips).toBeLessThanOrEqual(20)
  }
})
