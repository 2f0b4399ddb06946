// A host's block keeps users from taking seats in the host's matches, and nothing else.

import { expect, test } from 'vitest'
import { HOLD_MS } from '#domain/matches/items.ts'
import { matches } from '#functions/matches/contract.ts'
import { tokenFor } from '#kit/testing/world.ts'
import { bill } from '#test/examples/billing.ts'
import { send } from '#test/support/call.ts'
import { interleaved } from '#test/support/interleave.ts'
import { known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { matchBody } from '#test/support/prepared.ts'
import { useTill } from '#test/support/till.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const till = useTill(world)
const FEE = 20_000
const gateway = 'TOSS' as const

let keys = 0
const order = (as: User, ...orders: { matchId: string }[]) =>
  as.api.billing.createBilling({ key: `b${++keys}`, body: { orders, gateway } })
const apply = (as: User, path: { matchId: string }) => as.api.matches.applyToMatch({ path })
const pair = async () => [await known(world), await known(world)] as const
const match = async (host: User, fee = FEE, size = 18) => ({
  matchId: ok(await host.api.matches.openMatch({ body: matchBody(world, fee, size) })).matchId,
})
const block = async (by: User, { userId }: User) => ok(await by.api.friends.blockUser({ path: { userId } }))
const refused = { status: 403, code: 'blocked' }

test('whom the host has blocked neither applies nor orders until the block is lifted; others do', async () => {
  const [host, guest] = await pair()
  const paths = [await match(host), await match(host, 0)] as const
  await block(host, guest)
  for (const path of paths) {
    expect(await apply(guest, path)).toMatchObject(refused)
    expect(await order(guest, path)).toMatchObject(refused)
    ok(await apply(await world.stranger(), path))
    ok(await apply(host, path))
  }
  ok(await host.api.friends.unblockUser({ path: { userId: guest.userId } }))
  for (const path of paths) ok(await apply(guest, path))
  expect((await world.table.audit()).violations).toEqual([])
})

test('one who has blocked the host, and one whom a third has blocked, may apply', async () => {
  const [host, guest] = await pair()
  const third = await known(world)
  await block(guest, host)
  await block(third, guest)
  ok(await apply(guest, await match(host)))
  ok(await order(guest, await match(host)))
})

test('a block outranks an own seat, a closed match, a full one and too many holds', async () => {
  const [host, guest] = await pair()
  const [full, closed, free] = [await match(host, FEE, 1), await match(host), await match(host)]
  ok(await apply(await world.stranger(), full))
  ok(await host.api.matches.cancelMatch({ path: closed }))
  const other = await known(world)
  for (let at = 0; at < 5; at += 1) ok(await apply(guest, await match(other)))
  await block(host, guest)
  for (const path of [full, closed, free]) {
    expect(await apply(guest, path)).toMatchObject(refused)
    expect(await order(guest, await match(other), path)).toMatchObject(refused)
  }
  expect((await apply(guest, { matchId: 'match_00000000000000000000000000' })).code).toBe('match-not-found')
  const body = { orders: [free] }
  expect((await guest.api.billing.createBilling({ key: 'g', body })).code).toBe('gateway-required')
})

test('a seat that was taken before the block stays, can be paid for and given back, but not taken anew', async () => {
  const [host, guest] = await pair()
  const [held, lapses, free] = [await match(host), await match(host), await match(host, 0)]
  for (const path of [held, lapses, free]) ok(await apply(guest, path))
  await block(host, guest)
  await bill(guest, { orders: [held], gateway })
  ok(await guest.api.matches.withdrawFromMatch({ path: free }))
  world.passes(HOLD_MS)
  expect(await apply(guest, lapses)).toMatchObject(refused)
  expect(await order(guest, lapses)).toMatchObject(refused)
  await till.settles()
  await till.expectFair()
})

test('a block that is set while someone applies keeps them out', async () => {
  const [host, guest] = await pair()
  for (const take of [apply, order]) {
    const path = await match(host)
    ok(await host.api.friends.unblockUser({ path: { userId: guest.userId } }))
    world.fails(interleaved(() => block(host, guest)))
    const answer = await take(guest, path)
    world.fails(undefined)
    expect(answer).toMatchObject(refused)
  }
  expect((await world.table.audit()).violations).toEqual([])
})

test('lists leave out the matches of hosts who have blocked the caller, page by page; other callers see them', async () => {
  const [host, guest] = await pair()
  const [other] = await pair()
  world.passes(48 * 60 * 60 * 1000)
  const [me, rival, stranger] = await Promise.all(
    [guest, other, await world.stranger()].map((one) => world.speaks(one.userId)),
  )
  const by = await world.speaks(host.userId)
  if (!me || !rival || !stranger) throw new Error('three people')
  const ids: Record<string, string[]> = { host: [], other: [] }
  for (let at = 0; at < 6; at += 1) {
    ids['host']?.push((await match(by)).matchId)
    ids['other']?.push((await match(rival)).matchId)
  }
  await block(by, me)
  const listed = async (api: User['api']) => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { items, nextCursor } = ok(
        await api.matches.listMatches({ query: { limit: '2', ...(cursor ? { cursor } : {}) } }),
      )
      if (nextCursor) expect(items).toHaveLength(2)
      seen.push(...items.map(({ matchId }) => matchId))
      cursor = nextCursor ?? undefined
    } while (cursor)
    return seen.sort()
  }
  const all = [...(ids['host'] ?? []), ...(ids['other'] ?? [])].sort()
  expect(await listed(me.api)).toEqual(ids['other']?.sort())
  for (const api of [world.api, stranger.api, by.api]) expect(await listed(api)).toEqual(all)
  // A match can be read by its id: it is public.
  ok(await me.api.matches.getMatch({ path: { matchId: ids['host']?.[0] ?? '' } }))
  ok(await by.api.friends.unblockUser({ path: { userId: me.userId } }))
  expect(await listed(me.api)).toEqual(all)
})

test('a caller whose token runs out within a list sees no match of a host who has blocked them', async () => {
  const [host, guest] = await pair()
  for (let at = 0; at < 3; at += 1) await match(host)
  await block(host, guest)
  const list = (token?: string, cursor?: string) =>
    send(matches.listMatches, { token, query: { limit: '1', ...(cursor ? { cursor } : {}) } })
  const run = await tokenFor(guest.userId, 'USER', { lifetimeS: -1 })
  for (const token of [run, 'nonsense']) {
    const { status, body } = await list(token)
    expect([status, body.code]).toEqual([401, 'unauthenticated'])
  }
  const { nextCursor } = (await list(host.token)).body as { nextCursor: string }
  expect((await list(host.token, nextCursor)).status).toBe(200)
  for (const token of [undefined, guest.token]) {
    const { status, body } = await list(token, nextCursor)
    expect([status, body.code]).toEqual([400, 'invalid-cursor'])
  }
})
