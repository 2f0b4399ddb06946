// Limits on a user's unpaid holds, open matches and waiting lists.

import { expect, test } from 'vitest'
import { HOLD_MS, MAX_WAITS, Match, type MatchItem, Seat, Waiter, Waits } from '#domain/matches/items.ts'
import { newSeat } from '#domain/matches/seat.ts'
import { bill, decide } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { awaited, hosted, matchBody } from '#test/support/prepared.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const till = useTill(world)
const FEE = 20_000
const DAY_MS = 24 * 60 * MINUTE_MS
const gateway = 'TOSS' as const

let keys = 0
const order = (as: User, ...orders: { matchId: string }[]) =>
  as.api.billing.createBilling({ key: `o${++keys}`, body: { orders, gateway } })
const apply = (as: User, path: { matchId: string }) => as.api.matches.applyToMatch({ path })
const withdraw = (as: User, path: { matchId: string }) => as.api.matches.withdrawFromMatch({ path })
const cancel = (as: User, path: { billingId: string }) =>
  as.api.billing.cancelBilling({ path, key: `c${++keys}`, body: { reason: 'rain' } })
const match = async (fee = FEE) => (await hosted(world, fee)).path
const matches = (size: number, fee = FEE) => Promise.all(Array.from({ length: size }, () => match(fee)))
const tooMany = (limit: number) => ({ status: 409, code: 'too-many-holds', body: { limit } })
const sound = async () => {
  expect((await world.table.audit()).violations).toEqual([])
  await till.settles()
  await till.expectFair()
}

test('five held seats at once: one that is withdrawn, lapsed or ordered makes room, and free seats count nothing', async () => {
  const as = await world.stranger()
  const [a, b, c, d, e, sixth] = (await matches(6)) as [Path, Path, Path, Path, Path, Path]
  for (const path of [a, b, c, d, e]) ok(await apply(as, path))
  expect(await apply(as, sixth)).toMatchObject(tooMany(5))
  for (const path of await matches(7, 0)) ok(await apply(as, path))
  ok(await withdraw(as, a))
  ok(await apply(as, sixth))
  expect(await apply(as, a)).toMatchObject(tooMany(5))
  // A billing takes one over, and two more.
  ok(await order(as, b))
  ok(await apply(as, a))
  expect(await apply(as, await match())).toMatchObject(tooMany(5))
  world.passes(HOLD_MS)
  const later = await matches(5)
  for (const path of later) ok(await apply(as, path))
  expect(await apply(as, a)).toMatchObject(tooMany(5))
  await sound()
})
type Path = { matchId: string }

test('a full match, a closed one and an own seat outrank too many holds', async () => {
  const as = await world.stranger()
  const held = await matches(5)
  for (const path of held) ok(await apply(as, path))
  const { path: full } = await hosted(world, FEE, 1)
  ok(await apply(await world.stranger(), full))
  const { as: host, path: closed } = await hosted(world, FEE)
  ok(await host.api.matches.cancelMatch({ path: closed }))
  expect((await apply(as, full)).code).toBe('match-full')
  expect((await apply(as, closed)).code).toBe('match-closed')
  expect((await apply(as, held[0] as Path)).code).toBe('already-applied')
  expect((await apply(as, await match())).code).toBe('too-many-holds')
  await sound()
})

test('three billings that wait for their payment: one that is cancelled, paid or out of time makes room', async () => {
  const as = await world.stranger()
  const made = []
  for (const path of await matches(3)) made.push(await bill(as, { orders: [path], gateway }))
  const [first, second] = made as [Awaited<ReturnType<typeof bill>>, Awaited<ReturnType<typeof bill>>]
  const { path: full } = await hosted(world, FEE, 1)
  ok(await apply(await world.stranger(), full))
  const fourth = await match()
  expect(await order(as, fourth)).toMatchObject(tooMany(3))
  expect((await order(as, fourth, full)).code).toBe('match-full')
  const couponId = 'coupon_00000000000000000000000000'
  const body = { orders: [fourth], couponId, gateway }
  expect(await as.api.billing.createBilling({ key: 'x', body })).toMatchObject(tooMany(3))
  ok(await cancel(as, first.path))
  const again = ok(await order(as, fourth))
  expect(await order(as, await match())).toMatchObject(tooMany(3))
  const { redirectUrl } = ok(await as.api.billing.beginPayment({ path: second.path, key: `p${++keys}` }))
  ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
  ok(await order(as, await match()))
  // A started payment lives longer than an unstarted one.
  ok(await as.api.billing.beginPayment({ path: again, key: `p${++keys}` }))
  world.passes(HOLD_MS)
  ok(await order(as, await match()))
  ok(await order(as, await match()))
  expect(await order(as, await match())).toMatchObject(tooMany(3))
  await sound()
})

/** Unpaid takes of the only seat. */
const takes: Record<string, (as: User, path: Path) => Promise<unknown>> = {
  withdrawn: async (as, path) => {
    ok(await apply(as, path))
    ok(await withdraw(as, path))
  },
  lapsed: async (as, path) => {
    ok(await apply(as, path))
    world.passes(HOLD_MS)
  },
  'cancelled, of a billing': async (as, path) => {
    ok(await cancel(as, (await bill(as, { orders: [path], gateway })).path))
  },
  'abandoned, of a billing': async (as, path) => {
    await bill(as, { orders: [path], gateway })
    world.passes(HOLD_MS)
  },
}
test.each(Object.keys(takes))('the same seat is taken three times without a payment: %s', async (how) => {
  const [as, path] = [await world.stranger(), await match()]
  for (let at = 0; at < 3; at += 1) await takes[how]?.(as, path)
  expect(await apply(as, path)).toMatchObject(tooMany(3))
  expect(await order(as, path)).toMatchObject(tooMany(3))
  // Another match is another seat, and other users have their own takes.
  ok(await apply(as, await match()))
  ok(await apply(await world.stranger(), path))
  await till.settles()
  expect(await apply(as, path)).toMatchObject(tooMany(3))
  await sound()
})

test('a take that is paid for does not count, even after it was cancelled; the take of a hold is its billing', async () => {
  const [as, path] = [await world.stranger(), await match()]
  for (let at = 0; at < 4; at += 1) {
    ok(await apply(as, path))
    const { path: billing } = await bill(as, { orders: [path], gateway })
    const { redirectUrl } = ok(await as.api.billing.beginPayment({ path: billing, key: `p${++keys}` }))
    ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
    ok(await cancel(as, billing))
  }
  for (let at = 0; at < 3; at += 1) await takes['withdrawn']?.(as, path)
  expect(await apply(as, path)).toMatchObject(tooMany(3))
  await sound()
})

test('a free seat is taken and given back without end, and in a billing it is no take', async () => {
  const [as, path] = [await world.stranger(), await match(0)]
  for (let at = 0; at < 6; at += 1) await takes['withdrawn']?.(as, path)
  for (let at = 0; at < 6; at += 1) ok(await cancel(as, (await bill(as, { orders: [path] })).path))
  ok(await apply(as, path))
  await sound()
})

test('holds of the first edition are not counted, and end as they did', async () => {
  const [as, path] = [await world.stranger(), await match()]
  const stored = (await world.table.items()).find(({ sk, matchId }) => sk === 'MATCH' && matchId === path.matchId)
  const { counted: _, announced: __, ...old } = { ...(stored as unknown as MatchItem), playerCount: 1 }
  const id = 'application_00000000000000000000000000'
  const { counted: ___, hostId: ____, ...seat } = newSeat(old, as.userId, id, world.now())
  const [{ pk, sk }, of] = [Seat.key(path.matchId, as.userId), Match.key(path.matchId)]
  await world.table.store([
    { pk: of.pk, sk: of.sk, ...old },
    { pk, sk, ...seat },
  ])
  expect((await world.table.audit()).violations).toEqual([])
  const { path: billing } = await bill(as, { orders: [path], gateway })
  ok(await cancel(as, billing))
  ok(await apply(as, path))
  await sound()
})

test('fifty open matches a host: one that is cancelled or has started makes room', async () => {
  const { api } = await world.stranger()
  const open = (startsAt = world.now(DAY_MS)) => api.matches.openMatch({ body: { ...matchBody(world), startsAt } })
  const first = ok(await open())
  const soon = ok(await open(world.now(30 * MINUTE_MS)))
  for (let at = 2; at < 50; at += 1) ok(await open())
  expect(await open()).toMatchObject({
    status: 409,
    code: 'quota-exceeded',
    body: { limit: 50, detail: expect.stringContaining('Cancel one') },
  })
  ok(await api.matches.cancelMatch({ path: first }))
  ok(await open())
  expect((await open()).code).toBe('quota-exceeded')
  // A moved start is read again, not remembered.
  ok(await api.matches.changeMatch({ path: soon, body: { startsAt: world.now(2 * DAY_MS) } }))
  world.passes(30 * MINUTE_MS)
  expect((await open()).code).toBe('quota-exceeded')
  expect((await world.table.audit()).violations).toEqual([])
  ok(await (await world.stranger()).api.matches.openMatch({ body: matchBody(world) }))
})

test('fifty waiting lists at once: one that was left, promoted from, started or cancelled makes room', {
  timeout: 120_000,
}, async () => {
  const as = await world.stranger()
  const wait = (path: Path) => as.api.matches.joinWaitingList({ path })
  const tooManyLists = { status: 409, code: 'quota-exceeded', body: { limit: MAX_WAITS } }
  const awaits = Array.from({ length: MAX_WAITS + 5 }, () => awaited(world, 0))
  const [a, b, c, d, e, ...rest] = await Promise.all(awaits)
  if (!a || !b || !c || !d || !e) throw new Error('no matches')
  for (const { path } of [a, b, c, d, ...rest.slice(0, MAX_WAITS - 4)]) ok(await wait(path))
  expect(await wait(e.path)).toMatchObject(tooManyLists)
  ok(await as.api.matches.leaveWaitingList({ path: a.path }))
  ok(await wait(e.path))
  expect(await wait(a.path)).toMatchObject(tooManyLists)
  ok(await b.player.api.matches.withdrawFromMatch({ path: b.path }))
  ok(await wait(a.path))
  expect(await wait(rest.at(-1)?.path ?? a.path)).toMatchObject(tooManyLists)
  // What is full, waited for, or of others outranks the quota.
  expect((await wait(c.path)).code).toBe('already-waiting')
  expect((await wait(b.path)).code).toBe('already-applied')
  ok(await c.host.api.matches.cancelMatch({ path: c.path }))
  ok(await wait(rest.at(-1)?.path ?? a.path))
  await sound()
  // Each match starts; its list stays as it was, and counts no longer.
  world.passes(10 * DAY_MS)
  const later = await world.speaks(as.userId)
  const { path } = await awaited(world, 0)
  ok(await later.api.matches.joinWaitingList({ path }))
  const items = await world.table.items()
  const places = items.filter((item) => Waiter.is(item)).filter((item) => item.userId === as.userId)
  expect([places.length, places.filter(({ counted }) => counted).length]).toEqual([MAX_WAITS + 1, 1])
  expect(items.find((item) => Waits.is(item) && item.userId === as.userId)).toMatchObject({ waitsCount: 1 })
  ok(await later.api.matches.leaveWaitingList({ path: d.path }))
  await sound()
})

test('concurrent requests do not get around the limit of waiting lists', { timeout: 120_000 }, async () => {
  const as = await world.stranger()
  const all = await Promise.all(Array.from({ length: MAX_WAITS + 4 }, () => awaited(world, 0)))
  const wait = (path: Path) => as.api.matches.joinWaitingList({ path })
  for (const { path } of all.slice(0, MAX_WAITS - 1)) ok(await wait(path))
  const replies = await Promise.all(all.slice(MAX_WAITS - 1).map(({ path }) => wait(path)))
  expect(replies.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])
  await sound()
})
