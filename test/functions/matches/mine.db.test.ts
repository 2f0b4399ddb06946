// The matches of a user by start: hosted, played in, or both; page by page, and after a host has moved a start.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Match, Seat } from '#domain/matches/items.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { migrate } from '#infra/export/migrate.ts'
import { interleaved } from '#test/support/interleave.ts'
import { everyPage } from '#test/support/model.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { DAY_MS, matchBody } from '#test/support/prepared.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const sweep = () => sweepSeats({}, { awsRequestId: 'sweep' })
const expectSound = async () => expect((await world.table.audit()).violations).toEqual([])

const opens = async (as: User, inDays: number, changes: object = {}) =>
  ok(
    await as.api.matches.openMatch({ body: { ...matchBody(world), startsAt: world.now(inDays * DAY_MS), ...changes } }),
  )
const joins = async (as: User, { matchId }: { matchId: string }) =>
  ok(await as.api.matches.applyToMatch({ path: { matchId } }))
const listed = async (as: User, query: Record<string, string> = {}, limit = 100) => {
  const all = await everyPage(limit, (cursor) =>
    as.api.matches.listMyMatches({ query: { limit: `${limit}`, ...query, ...(cursor ? { cursor } : {}) } }),
  )
  return all.map(({ matchId }) => matchId)
}

test('are listed by start, each once, for each role', async () => {
  const [ann, bob] = [await world.stranger(), await world.stranger()]
  const [late, soon, mid] = [await opens(ann, 9), await opens(ann, 1), await opens(bob, 5)]
  for (const match of [late, mid]) await joins(ann, match)
  const ids = (...matches: { matchId: string }[]) => matches.map(({ matchId }) => matchId)
  expect(await listed(ann, { role: 'host' })).toEqual(ids(soon, late))
  expect(await listed(ann, { role: 'player' })).toEqual(ids(mid, late))
  expect(await listed(ann)).toEqual(ids(soon, mid, late))
  expect(await listed(bob)).toEqual(ids(mid))
  expect(await listed(ann, { from: mid.startsAt })).toEqual(ids(mid, late))
  expect(await listed(ann, { to: mid.startsAt })).toEqual(ids(soon, mid))
  expect(await listed(ann, { from: world.now(2 * DAY_MS), to: world.now(4 * DAY_MS) })).toEqual([])
  const shown = ok(await ann.api.matches.listMyMatches({ query: { role: 'player' } })).items[0]
  expect(shown).toEqual(ok(await ann.api.matches.getMatch({ path: { matchId: mid.matchId } })))
  expect(await ann.api.matches.listMyMatches({ query: { role: 'fan' as 'host' } })).toMatchObject({ status: 400 })
})

test('a seat that is given back leaves the list; a match that is cancelled stays with its host', async () => {
  const [ann, bob] = [await world.stranger(), await world.stranger()]
  const [one, two] = [await opens(ann, 1), await opens(ann, 2)]
  for (const match of [one, two]) await joins(bob, match)
  ok(await bob.api.matches.withdrawFromMatch({ path: { matchId: one.matchId } }))
  expect(await listed(bob)).toEqual([two.matchId])
  ok(await ann.api.matches.cancelMatch({ path: { matchId: two.matchId } }))
  await sweep()
  expect(await listed(bob)).toEqual([])
  expect(await listed(ann)).toEqual([one.matchId, two.matchId])
  await expectSound()
})

test('pages of any size give what one page gives, for both roles together', async () => {
  const [ann, bob] = [await world.stranger(), await world.stranger()]
  for (let at = 0; at < 6; at += 1) {
    // Some start at the same time.
    const match = await opens(at % 3 === 0 ? bob : ann, 1 + (at % 4))
    if (at % 2 === 0 || at % 3 === 0) await joins(ann, match)
  }
  const all = await listed(ann)
  expect(all).toHaveLength(6)
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 7 }),
      fc.constantFrom(undefined, 'host', 'player'),
      async (limit, role) => {
        const query: Record<string, string> = role ? { role } : {}
        expect(await listed(ann, query, limit)).toEqual(await listed(ann, query))
      },
    ),
    { seed: seedOfRun, numRuns: 12 },
  )
})

test('a move of the start takes the host at once, and the players with the sweeper', async () => {
  const [ann, bob, cho] = [await world.stranger(), await world.stranger(), await world.stranger()]
  const [moved, fixed] = [await opens(ann, 2), await opens(ann, 3)]
  for (const match of [moved, fixed]) await joins(bob, match)
  const path = { matchId: moved.matchId }
  ok(await ann.api.matches.changeMatch({ path, body: { startsAt: world.now(9 * DAY_MS) } }))
  expect(await listed(ann)).toEqual([fixed.matchId, moved.matchId])
  await expectSound()
  // A player who applies now is listed by the new start.
  for (const match of [moved, fixed]) await joins(cho, match)
  expect(await listed(cho)).toEqual([fixed.matchId, moved.matchId])
  expect(await sweep()).toMatchObject({ moved: 1 })
  expect(await listed(bob)).toEqual([fixed.matchId, moved.matchId])
  expect(await sweep()).toMatchObject({ moved: 0 })
  await expectSound()
})

test('a player who leaves while the sweeper lists the seats anew has none', async () => {
  const [ann, bob, cho] = [await world.stranger(), await world.stranger(), await world.stranger()]
  const moved = await opens(ann, 2)
  for (const as of [bob, cho]) await joins(as, moved)
  const path = { matchId: moved.matchId }
  ok(await ann.api.matches.changeMatch({ path, body: { startsAt: world.now(9 * DAY_MS) } }))
  world.fails(interleaved(async () => ok(await bob.api.matches.withdrawFromMatch({ path }))))
  await sweep()
  world.fails(undefined)
  expect([await listed(bob), await listed(cho)]).toEqual([[], [moved.matchId]])
  await expectSound()
})

test('a match of a hundred players that is moved, moved again and cancelled is listed right', async () => {
  const ann = await world.stranger()
  const match = await opens(ann, 2, { maxPlayerCount: 100 })
  const path = { matchId: match.matchId }
  const bob = await world.stranger()
  await joins(bob, match)
  const found = (await world.table.items()).find((item) => Seat.is(item) && item.userId === bob.userId)
  // As an earlier edition stored them: without events.
  const { takenSeq: _, ...seat } = found ?? {}
  const copies = Array.from({ length: 99 }, (_, at) => ({
    ...seat,
    ...{ sk: `SEAT#user_${at}`, userId: `user_${at}`, applicationId: `application_${at}` },
    agendaPk: `AGENDA#PLAYER#user_${at}`,
  }))
  const open = (await world.table.items()).find((item) => Match.is(item) && item.matchId === match.matchId)
  const { announced: __, ...stored } = open ?? {}
  await world.table.store([...copies, { ...stored, playerCount: 100 }])
  const last = world.now(3 * DAY_MS)
  for (const startsAt of [world.now(5 * DAY_MS), last]) {
    ok(await ann.api.matches.changeMatch({ path, body: { startsAt } }))
    await expectSound()
  }
  expect(await sweep()).toMatchObject({ moved: 1 })
  const places = (await world.table.items()).filter((item) => Seat.is(item) && item.matchId === match.matchId)
  expect(new Set(places.map(({ agendaSk }) => agendaSk))).toEqual(new Set([`${last}#${match.matchId}`]))
  ok(await ann.api.matches.changeMatch({ path, body: { startsAt: world.now(8 * DAY_MS) } }))
  ok(await ann.api.matches.cancelMatch({ path }))
  await sweep()
  expect(ok(await ann.api.matches.getMatch({ path })).playerCount).toBe(0)
  await expectSound()
})

test('matches of the first version are listed for their host and players once they are migrated', async () => {
  const [ann, bob] = [await world.stranger(), await world.stranger()]
  const match = await opens(ann, 2)
  await joins(bob, match)
  const earlier = (await world.table.items()).flatMap((item) => {
    if (item['matchId'] !== match.matchId || !(Match.is(item) || Seat.is(item))) return []
    const { agendaPk: _, agendaSk: __, schemaVersion: ___, announced: ____, takenSeq: _____, ...rest } = item
    return [rest]
  })
  expect(earlier).toHaveLength(2)
  await world.table.store(earlier)
  await expectSound()
  expect([await listed(ann), await listed(bob)]).toEqual([[], []])
  // Reads and writes do not wait for the migration.
  expect(ok(await bob.api.matches.listMyApplications({})).items).toHaveLength(1)
  const cho = await world.stranger()
  await joins(cho, match)
  await migrate({ client: world.table.client, tableName: world.table.name })
  expect(await listed(ann)).toEqual([match.matchId])
  await sweep()
  expect([await listed(bob), await listed(cho)]).toEqual([[match.matchId], [match.matchId]])
  await expectSound()
})
