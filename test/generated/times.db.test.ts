// Times accept any offset, in bodies and queries; they are stored and returned in UTC.

import { expect, test } from 'vitest'
import { inProcess } from '#test/support/in-process.ts'
import { ok } from '#test/support/ok.ts'
import { accountHolder, campaignBody, matchBody } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
/** The same moment in Seoul's notation. */
const inSeoul = (utc: string): string =>
  new Date(Date.parse(utc) + 9 * 60 * 60 * 1000).toISOString().replace('Z', '+09:00')
const get = async (path: string, token?: string) => {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await inProcess(`http://api.test${path}`, { headers })
  // biome-ignore lint/suspicious/noExplicitAny: replies of several endpoints.
  return { status: response.status, body: (await response.json()) as any }
}

test('a match starts at the moment that an offset means', async () => {
  const { api } = await world.stranger()
  const startsAt = world.now(3_600_000)
  for (const written of [inSeoul(startsAt), startsAt.toLowerCase(), startsAt.replace('Z', '-00:00')]) {
    const { matchId, ...match } = ok(await api.matches.openMatch({ body: { ...matchBody(world), startsAt: written } }))
    expect(match.startsAt).toBe(startsAt)
    expect(ok(await api.matches.getMatch({ path: { matchId } })).startsAt).toBe(startsAt)
  }
  const refused = await api.matches.openMatch({ body: { ...matchBody(world), startsAt: '9999-12-31T23:59:59Z' } })
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/startsAt' }] } })
})

test('one moment in two spellings is one request under its key', async () => {
  const { api } = await world.stranger('OPERATOR')
  const body = campaignBody(world)
  const first = ok(await api.coupons.openCampaign({ key: 'k', body }))
  const again = await api.coupons.openCampaign({ key: 'k', body: { ...body, expiresAt: inSeoul(body.expiresAt) } })
  expect(ok(again)).toEqual(first)
})

test('a query takes an offset with its + encoded or not, and a cursor goes on with any spelling', async () => {
  const { api } = await world.stranger()
  const startsAt = world.now(7_200_000)
  const ids: string[] = []
  for (let count = 0; count < 3; count += 1)
    ids.push(ok(await api.matches.openMatch({ body: { ...matchBody(world), startsAt } })).matchId)
  const there = ({ items }: { items: { matchId: string }[] }) => items.map(({ matchId }) => matchId).sort()
  for (const offset of [inSeoul(startsAt), encodeURIComponent(inSeoul(startsAt)), startsAt]) {
    const { status, body } = await get(`/matches?from=${offset}&to=${offset}`)
    expect([status, there(body)], offset).toEqual([200, ids.toSorted()])
  }
  const first = await get(`/matches?from=${inSeoul(startsAt)}&to=${startsAt}&limit=2`)
  const rest = await get(`/matches?from=${startsAt}&to=${inSeoul(startsAt)}&cursor=${first.body.nextCursor}`)
  expect([...there(first.body), ...there(rest.body)].sort()).toEqual(ids.toSorted())
  expect(rest.body.nextCursor).toBeNull()
})

test('a blank stands for + in a query alone', async () => {
  const { api } = await world.stranger()
  const startsAt = inSeoul(world.now(3_600_000)).replace('+', ' ')
  const refused = await api.matches.openMatch({ body: { ...matchBody(world), startsAt } })
  expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/startsAt' }] } })
  expect((await get(`/matches?from=${startsAt}`)).status).toBe(200)
})

test('a bound finer than milliseconds includes nothing that lies outside of it', async () => {
  const { api } = await world.stranger()
  const startsAt = world.now(10_800_000)
  const { matchId } = ok(await api.matches.openMatch({ body: { ...matchBody(world), startsAt } }))
  const finer = startsAt.replace('Z', '0001Z')
  const listed = async (query: string): Promise<boolean> => {
    const { body } = await get(`/matches?limit=100&${query}`)
    return body.items.some((match: { matchId: string }) => match.matchId === matchId)
  }
  expect(await listed(`from=${startsAt}`)).toBe(true)
  expect(await listed(`from=${startsAt.replace('Z', '000Z')}`)).toBe(true)
  expect(await listed(`from=${finer}`)).toBe(false)
  expect(await listed(`from=${startsAt}&to=${finer}`)).toBe(true)
})

test('matches of which some start between two pages are listed to the end', async () => {
  const { api } = await world.stranger()
  for (const laterMs of [1000, 2000, 3000])
    ok(await api.matches.openMatch({ body: { ...matchBody(world), startsAt: world.now(laterMs) } }))
  const first = await get('/matches?limit=1')
  world.passes(2500)
  const rest = await get(`/matches?cursor=${first.body.nextCursor}`)
  expect([rest.status, rest.body.items.length >= 2]).toEqual([200, true])
})

test('a ledger is cut at the moment that an offset means', async () => {
  const { as, path } = await accountHolder(world)
  world.passes(60_000)
  const at = world.now(-30_000)
  const account = `/accounts/${path.accountId}`
  const utc = await get(`${account}/statement?at=${at}`, as.token)
  expect(utc.body.at).toBe(at)
  expect(await get(`${account}/statement?at=${inSeoul(at)}`, as.token)).toEqual(utc)
  const listed = await get(`${account}/transactions?to=${at}`, as.token)
  expect(listed.body.items.length).toBeGreaterThan(0)
  expect(await get(`${account}/transactions?to=${inSeoul(at)}`, as.token)).toEqual(listed)
})

test.each([
  ['from', '2026-02-30T00:00:00Z', 'must be a calendar date, but 2026-02-30 does not exist'],
  ['to', '2026-12-31T23:59:60Z', 'must not be a leap second; send second 59'],
  ['from', '2026-01-01T00:00:00', 'must be an RFC 3339 time with an offset'],
])('a wrong %s is refused, and the refusal says why', async (name, value, says) => {
  const { status, body } = await get(`/matches?${name}=${value}`)
  expect([status, body.errors]).toEqual([400, [{ pointer: `/${name}`, detail: expect.stringContaining(says) }]])
})
