// Waiting lists: who may join, who gets the seat that comes free whatever frees it, who is passed over, and who is told.

import { describe, expect, test } from 'vitest'
import { HOLD_MS, Holder, MAX_HOLDS, Match, PROMOTED_HOLD_MS, Seat, Takes } from '#domain/matches/items.ts'
import { User as UserItem } from '#domain/users/items.ts'
import { handler as reconcileBillings } from '#functions/billing/reconcile-billings.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { handler as eraseUsers } from '#functions/users/erase-users.ts'
import { stored } from '#kit/testing/counterexample.ts'
import { bill, decide, paid } from '#test/examples/billing.ts'
import { knowPasswords } from '#test/explore/acts.ts'
import { known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, type User } from '#test/support/people.ts'
import { accountHolder, awaited, DAY_MS, hosted, matchBody } from '#test/support/prepared.ts'
import { useTill } from '#test/support/till.ts'
import { eventsIn } from '#test/support/told.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const till = useTill(world)
const FEE = 20_000
const MINUTE_MS = 60_000

type Path = { readonly matchId: string }
const apply = (as: User, path: Path) => as.api.matches.applyToMatch({ path })
const wait = (as: User, path: Path) => as.api.matches.joinWaitingList({ path })
const withdraw = (as: User, path: Path) => as.api.matches.withdrawFromMatch({ path })
/** The same user with a new access token, after an hour. */
const again = ({ userId }: User): Promise<User> => world.speaks(userId)
const match = async (path: Path) => ok(await world.api.matches.getMatch({ path }))
const reconcile = () => reconcileBillings({}, { awsRequestId: 'reconcile' })
const sweep = () => sweepSeats({}, { awsRequestId: 'sweep' })
const sound = async () =>
  expect(
    (await world.table.audit()).violations.map(({ module, rule, where }) => `${module}.${rule} at ${where}`),
  ).toEqual([])
const seatOf = async (as: User, path: Path) =>
  (await world.table.items())
    .filter((item) => Seat.is(item))
    .find((item) => item.matchId === path.matchId && item.userId === as.userId)
const line = async (host: User, path: Path) =>
  ok(await host.api.matches.listWaiting({ path, query: { limit: 100 } })).items
/** Who has a seat, of these people. */
const seatedOf = async (people: readonly User[], path: Path): Promise<number[]> => {
  const found = await Promise.all(people.map((person) => seatOf(person, path)))
  return found.flatMap((seat, at) => (seat ? [at] : []))
}
const eventsOf = async ({ matchId }: Path) => eventsIn(await world.table.items(), matchId)
const promotedIn = async (path: Path) =>
  (await eventsOf(path)).filter(({ type }) => type === 'waitlist.promoted').map(({ data }) => data['userId'])

describe('joining', () => {
  test('in order, with positions from 1, until the list is full', { timeout: 60_000 }, async () => {
    const { host, path } = await awaited(world, 0)
    for (let position = 1; position <= 200; position += 1)
      expect(ok(await wait(await world.stranger(), path)).position).toBe(position)
    expect(await wait(await world.stranger(), path)).toMatchObject({ status: 409, code: 'waitlist-full' })
    expect(await match(path)).toMatchObject({ playerCount: 1, waitingCount: 200 })
    const first = ok(await host.api.matches.listWaiting({ path, query: { limit: 90 } }))
    const second = ok(
      await host.api.matches.listWaiting({ path, query: { limit: 90, cursor: first.nextCursor ?? '' } }),
    )
    const third = ok(
      await host.api.matches.listWaiting({ path, query: { limit: 90, cursor: second.nextCursor ?? '' } }),
    )
    const all = [...first.items, ...second.items, ...third.items]
    expect(all.map(({ position }) => position)).toEqual(Array.from({ length: 200 }, (_, at) => at + 1))
    expect(all.map(({ joinedAt }) => joinedAt)).toEqual(all.map(({ joinedAt }) => joinedAt).sort())
    expect([new Set(all.map(({ joinedAt }) => joinedAt)).size, third.nextCursor]).toEqual([200, null])
    await sound()
  })

  test('is refused in the order of the contract', async () => {
    const { host, path, player, first } = await awaited(world)
    const stranger = await world.stranger()
    expect(
      await wait(stranger, { matchId: path.matchId.replace(/.$/, (end) => (end === '0' ? '1' : '0')) }),
    ).toMatchObject({
      ...{ status: 404, code: 'match-not-found' },
    })
    expect(await wait(player, path)).toMatchObject({ status: 409, code: 'already-applied' })
    expect(await wait(first, path)).toMatchObject({ status: 409, code: 'already-waiting' })
    const { path: open } = await hosted(world)
    expect(await wait(stranger, open)).toMatchObject({ status: 409, code: 'seats-free' })
    ok(await host.api.matches.cancelMatch({ path }))
    expect(await wait(player, path)).toMatchObject({ status: 409, code: 'already-applied' })
    expect(await wait(stranger, path)).toMatchObject({ status: 409, code: 'match-closed' })
  })

  test('is not for users whom the host has blocked, and tells them nothing else', async () => {
    const host = await known(world)
    const blocked = await known(world)
    const { matchId } = ok(await host.api.matches.openMatch({ body: matchBody(world, 0, 1) }))
    ok(await host.api.friends.blockUser({ path: { userId: blocked.userId } }))
    expect(await wait(blocked, { matchId }), 'seats are free').toMatchObject({ status: 403, code: 'blocked' })
    ok(await apply(host, { matchId }))
    expect(await wait(blocked, { matchId }), 'the match is full').toMatchObject({ status: 403, code: 'blocked' })
  })

  test('an expired hold is a free seat, also of a billing', async () => {
    for (const held of [apply, async (as: User, path: Path) => bill(as, { orders: [path], gateway: 'TOSS' })]) {
      const { path } = await hosted(world, FEE, 1)
      await held(await world.stranger(), path)
      const late = await world.stranger()
      expect((await wait(await world.stranger(), path)).status).toBe(201)
      world.passes(HOLD_MS)
      expect(await wait(late, path), 'another user waits for that seat').toMatchObject({ status: 201 })
      const { path: other } = await hosted(world, FEE, 1)
      await held(await world.stranger(), other)
      world.passes(HOLD_MS)
      expect(await wait(late, other)).toMatchObject({ status: 409, code: 'seats-free' })
      expect(await match(other)).toMatchObject({ playerCount: 0, waitingCount: 0 })
      await sound()
    }
  })

  test('an expired hold at a match that was cancelled, where people wait, is no seat again', async () => {
    const { as: host, path } = await hosted(world, FEE, 1)
    const as = await world.stranger()
    ok(await apply(as, path))
    ok(await wait(await world.stranger(), path))
    world.passes(HOLD_MS)
    ok(await host.api.matches.cancelMatch({ path }))
    expect(await apply(as, path)).toMatchObject({ status: 409, code: 'match-closed' })
    await sound()
  })

  test('is not for a user who has taken seats of the match too often without paying', async () => {
    const { path } = await hosted(world, FEE, 1)
    const often = await world.stranger()
    for (let take = 0; take < 3; take += 1) {
      ok(await apply(often, path))
      ok(await withdraw(often, path))
    }
    ok(await apply(await world.stranger(), path))
    expect(await wait(often, path)).toMatchObject({ status: 409, code: 'too-many-holds', body: { limit: 3 } })
  })
})

describe('leaving', () => {
  test('moves those behind up, and is not possible twice', async () => {
    const { host, path, people } = await awaited(world, 3)
    const [one, two, three] = people as [User, User, User]
    ok(await two.api.matches.leaveWaitingList({ path }))
    expect(await two.api.matches.leaveWaitingList({ path })).toMatchObject({ status: 404, code: 'not-waiting' })
    expect((await line(host, path)).map(({ userId, position }) => [userId, position])).toEqual([
      [one.userId, 1],
      [three.userId, 2],
    ])
    expect(ok(await three.api.matches.listWaiting({ path })).items).toMatchObject([
      { userId: three.userId, position: 2 },
    ])
    expect(ok(await two.api.matches.listWaiting({ path }))).toEqual({ items: [], nextCursor: null })
    expect(ok(await wait(two, path)).position, 'at the end').toBe(3)
    await sound()
  })

  test('is possible after the start, and after a cancellation', async () => {
    for (const end of ['start', 'cancellation'] as const) {
      const { host, path, first } = await awaited(world, 2)
      if (end === 'start') {
        world.passes(DAY_MS)
        // Holds of other tests have expired.
        await sweep()
        await reconcile()
      } else ok(await host.api.matches.cancelMatch({ path }))
      const as = await again(first)
      ok(await as.api.matches.leaveWaitingList({ path }))
      await sound()
    }
  })
})

describe('a seat that comes free', () => {
  test('goes to the person who has waited longest; a free one is confirmed', async () => {
    const { path, player, people } = await awaited(world, 3)
    ok(await withdraw(player, path))
    expect(await seatedOf(people, path)).toEqual([0])
    expect(await match(path)).toMatchObject({ playerCount: 1, waitingCount: 2 })
    const [first] = people as [User]
    expect(ok(await first.api.matches.listMyApplications({})).items).toMatchObject([
      { status: 'CONFIRMED', heldUntil: null },
    ])
    expect(ok(await first.api.matches.listWaiting({ path })).items).toEqual([])
    const events = await eventsOf(path)
    expect(events.slice(-2)).toMatchObject([
      { type: 'match.seat.freed', data: { userId: player.userId, by: 'APPLICANT' } },
      { type: 'waitlist.promoted', data: { userId: first.userId, status: 'CONFIRMED' } },
    ])
    expect(events.at(-1)?.concerns).toContain(first.userId)
    await sound()
  })

  test('with a fee is held for 30 minutes, and then goes to the next', async () => {
    const { path, player, people } = await awaited(world, 3, FEE)
    ok(await withdraw(player, path))
    const seat = await seatOf(people[0] as User, path)
    expect(Date.parse(seat?.heldUntil ?? '') - Date.parse(seat?.createdAt ?? '')).toBe(PROMOTED_HOLD_MS)
    world.passes(PROMOTED_HOLD_MS - MINUTE_MS)
    await sweep()
    expect(await seatedOf(people, path)).toEqual([0])
    world.passes(MINUTE_MS)
    await sweep()
    expect(await seatedOf(people, path)).toEqual([1])
    world.passes(PROMOTED_HOLD_MS)
    await sweep()
    expect(await seatedOf(people, path)).toEqual([2])
    world.passes(PROMOTED_HOLD_MS)
    await sweep()
    expect(await match(path)).toMatchObject({ playerCount: 0, waitingCount: 0 })
    expect(await promotedIn(path)).toEqual(people.map(({ userId }) => userId))
    await sound()
  })

  test('is not for a user who applies, nor again for the user whose hold has expired', async () => {
    const { path, player, people } = await awaited(world, 2, FEE)
    expect(await apply(await world.stranger(), path)).toMatchObject({ status: 409, code: 'match-full' })
    expect(await apply(people[1] as User, path), 'who waits').toMatchObject({ status: 409, code: 'match-full' })
    world.passes(HOLD_MS)
    expect(await apply(player, path)).toMatchObject({ status: 409, code: 'match-full' })
    expect(await seatedOf(people, path), 'the refusal made way for the first').toEqual([0])
    expect(
      await player.api.billing.createBilling({ key: 'late', body: { orders: [path], gateway: 'TOSS' } }),
    ).toMatchObject({
      ...{ status: 409, code: 'match-full' },
    })
    world.passes(PROMOTED_HOLD_MS)
    const order = { key: 'late', body: { orders: [path], gateway: 'TOSS' as const } }
    expect(await (people[0] as User).api.billing.createBilling(order)).toMatchObject({
      status: 409,
      code: 'match-full',
    })
    expect(await seatedOf(people, path)).toEqual([1])
    await sound()
  })

  test('is paid by a billing in time, and stays', async () => {
    const { path, player, people } = await awaited(world, 2, FEE)
    ok(await withdraw(player, path))
    const { as: rich } = await accountHolder(world, FEE)
    ok(await wait(rich, path))
    world.passes(PROMOTED_HOLD_MS)
    await sweep()
    world.passes(PROMOTED_HOLD_MS)
    await sweep()
    const as = await again(rich)
    const { path: billing } = await bill(as, { orders: [path], cashAmount: FEE })
    ok(await as.api.billing.confirmBilling({ path: billing, key: 'confirm' }))
    world.passes(PROMOTED_HOLD_MS)
    await sweep()
    expect(await seatedOf([...people, rich], path)).toEqual([2])
    await sound()
  })

  describe('by a billing', () => {
    test('that expires, unpaid', async () => {
      const { path } = await hosted(world, FEE, 1)
      await bill(await world.stranger(), { orders: [path], gateway: 'TOSS' })
      const first = await world.stranger()
      ok(await wait(first, path))
      world.passes(HOLD_MS)
      await reconcile()
      expect(await seatedOf([first], path)).toEqual([0])
      await sound()
    })
    test('that is cancelled, unpaid', async () => {
      const { path } = await hosted(world, FEE, 1)
      const as = await world.stranger()
      const { path: billing } = await bill(as, { orders: [path], gateway: 'TOSS' })
      const first = await world.stranger()
      ok(await wait(first, path))
      ok(await as.api.billing.cancelBilling({ path: billing, key: 'cancel', body: { reason: 'rain' } }))
      expect(await seatedOf([first], path)).toEqual([0])
      await sound()
    })
    test('that is refunded by the gateway', async () => {
      const { as, path, item } = await paid(world)
      const [order] = item.orders
      const match = { matchId: String(order?.matchId) }
      const { hostId } = ok(await world.api.matches.getMatch({ path: match }))
      const host = await world.speaks(hostId)
      ok(await host.api.matches.changeMatch({ path: match, body: { maxPlayerCount: 1 } }))
      const first = await world.stranger()
      ok(await wait(first, match))
      ok(await as.api.billing.cancelBilling({ path, key: 'cancel', body: { reason: 'rain' } }))
      expect(await seatedOf([first], match)).toEqual([0])
      await sound()
      await till.expectFair()
    })
    test('with ten orders, for all of which people wait: four at once, the others by the sweeper', {
      timeout: 60_000,
    }, async () => {
      const { as } = await accountHolder(world, 10 * FEE)
      const paths: Path[] = []
      while (paths.length < 10) paths.push((await hosted(world, FEE, 1)).path)
      for (const key of ['paid', 'unpaid'] as const) {
        const { path: billing } = await bill(as, { orders: paths, cashAmount: 10 * FEE })
        if (key === 'paid') ok(await as.api.billing.confirmBilling({ path: billing, key: 'confirm' }))
        const people: User[] = []
        for (const path of paths) {
          const person = await world.stranger()
          people.push(person)
          ok(await wait(person, path))
        }
        ok(await as.api.billing.cancelBilling({ path: billing, key: `cancel-${key}`, body: { reason: 'rain' } }))
        const seated = async () =>
          (await Promise.all(people.map((one, at) => seatOf(one, paths[at] as Path)))).filter(Boolean)
        expect(await seated()).toHaveLength(4)
        for (const path of paths) expect(await match(path), 'no seat is free').toMatchObject({ playerCount: 1 })
        await sound()
        await sweep()
        expect(await seated()).toHaveLength(10)
        for (const path of paths) expect(await match(path)).toMatchObject({ playerCount: 1, waitingCount: 0 })
        await sound()
        await Promise.all(people.map(async (one, at) => ok(await withdraw(one, paths[at] as Path))))
      }
      await till.expectFair()
      // What was paid and given back does not count as taken.
      expect(
        (await world.table.items()).filter((item) => Takes.is(item) && item.userId === as.userId && item.takes > 1),
      ).toEqual([])
    })
    test('with two orders, for both of which the same person waits: one seat at once, the other by the sweeper', async () => {
      for (const fee of [FEE, 0]) {
        const paths = [(await hosted(world, fee, 1)).path, (await hosted(world, fee, 1)).path]
        const { path: paidToo } = await hosted(world, FEE, 1)
        const as = await world.stranger()
        const { path: billing } = await bill(as, { orders: [...paths, paidToo], gateway: 'TOSS' })
        const person = await world.stranger()
        for (const path of paths) ok(await wait(person, path))
        ok(await as.api.billing.cancelBilling({ path: billing, key: 'cancel', body: { reason: 'rain' } }))
        const seated = async () => (await Promise.all(paths.map((path) => seatOf(person, path)))).filter(Boolean)
        expect(await seated()).toHaveLength(1)
        await sweep()
        expect(await seated()).toHaveLength(2)
        await sound()
      }
    })
    test('that lets a seat with a parking place lapse: the place is free, also if its buyer takes the seat again', async () => {
      const paths: Path[] = []
      while (paths.length < 5) {
        const host = await world.stranger()
        const body = { ...matchBody(world, FEE, 1), parkingCapacity: 1 }
        paths.push({ matchId: ok(await host.api.matches.openMatch({ body })).matchId })
      }
      const as = await world.stranger()
      const orders = paths.map((path) => ({ ...path, parking: { plateNumber: '12가3456' } }))
      const { path: billing } = await bill(as, { orders, gateway: 'TOSS' })
      const people: User[] = []
      for (const path of paths) {
        const person = await world.stranger()
        people.push(person)
        ok(await wait(person, path))
      }
      ok(await as.api.billing.cancelBilling({ path: billing, key: 'cancel', body: { reason: 'rain' } }))
      const [last, path] = [people.at(-1) as User, paths.at(-1) as Path]
      ok(await last.api.matches.leaveWaitingList({ path }))
      ok(await apply(as, path))
      await sound()
      const parking = { plateNumber: '34나5678' }
      expect(await bill(as, { orders: [{ ...path, parking }], gateway: 'TOSS' })).toBeDefined()
      await sound()
    })
    test('whose payment comes late: the money goes back where people wait', async () => {
      const { path } = await hosted(world, FEE, 1)
      const as = await world.stranger()
      const { path: billing } = await bill(as, { orders: [path], gateway: 'KAKAOPAY' })
      const { redirectUrl } = ok(await as.api.billing.beginPayment({ path: billing, key: 'pay' }))
      const approved = await decide(redirectUrl, 'approve')
      const first = await world.stranger()
      ok(await wait(first, path))
      world.passes(16 * MINUTE_MS)
      await reconcile()
      expect(await seatedOf([first], path)).toEqual([0])
      await world.api.billing.approvePayment(approved)
      await till.settles()
      await till.expectFair()
      await sound()
    })
  })

  test('by the erasure of a user who has left; and that user’s own places go', { timeout: 60_000 }, async () => {
    const leaver = await known(world)
    const { path, people } = await awaited(world, 2, 0, 2)
    const { path: other } = await hosted(world, 0, 1)
    ok(await apply(leaver, other))
    const next = await world.stranger()
    ok(await wait(next, other))
    ok(await wait(leaver, path))
    await knowPasswords(world)
    ok(await leaver.api.users.deleteMe({ body: { currentPassword: PASSWORD } }))
    await eraseUsers({}, { awsRequestId: 'erase' })
    expect(await seatedOf([next], other)).toEqual([0])
    expect(await match(path)).toMatchObject({ waitingCount: people.length })
    await sound()
  })
})

describe('more seats', () => {
  test('go to the people who wait, in their order', async () => {
    const { host, path, people } = await awaited(world, 4)
    const changed = ok(await host.api.matches.changeMatch({ path, body: { maxPlayerCount: 3, title: 'Basketball' } }))
    expect(changed).toMatchObject({ maxPlayerCount: 3, playerCount: 3, waitingCount: 2, title: 'Basketball' })
    expect(await seatedOf(people, path)).toEqual([0, 1])
    expect(ok(await host.api.matches.changeMatch({ path, body: { maxPlayerCount: 9 } }))).toMatchObject({
      ...{ maxPlayerCount: 9, playerCount: 5, waitingCount: 0 },
    })
    await sound()
  })

  test.each([0, FEE])(
    'many at once, for %d won: in steps, so that none is ever free',
    { timeout: 120_000 },
    async (fee) => {
      const { host, path, people } = await awaited(world, 90, fee)
      let free = 0
      world.fails((command) => async (go) => {
        const answer = await go()
        if (command === 'TransactWriteItems') {
          const { waitingCount, playerCount, maxPlayerCount } = await match(path)
          if (waitingCount > 0 && playerCount < maxPlayerCount) free += 1
        }
        return answer
      })
      const answer = await host.api.matches.changeMatch({ path, body: { maxPlayerCount: 81 } })
      world.fails(undefined)
      expect(ok(answer)).toMatchObject({ maxPlayerCount: 81, playerCount: 81, waitingCount: 10 })
      expect(free).toBe(0)
      expect(await seatedOf(people, path)).toEqual(Array.from({ length: 80 }, (_, at) => at))
      expect(await promotedIn(path)).toEqual(people.slice(0, 80).map(({ userId }) => userId))
      expect((await eventsOf(path)).filter(({ type }) => type === 'match.changed')).toHaveLength(1)
      await sound()
    },
  )

  test('beside a move of the start without notice, while no seat is paid', { timeout: 60_000 }, async () => {
    const { host, path } = await awaited(world, 20, FEE)
    const body = { maxPlayerCount: 18, startsAt: world.now(DAY_MS / 2) }
    expect(ok(await host.api.matches.changeMatch({ path, body }))).toMatchObject({
      ...body,
      playerCount: 18,
      waitingCount: 3,
    })
    await sound()
  })

  test('fewer seats than players stay impossible', async () => {
    const { host, path } = await awaited(world, 1, 0, 2)
    expect(await host.api.matches.changeMatch({ path, body: { maxPlayerCount: 1 } })).toMatchObject({
      ...{ status: 409, code: 'max-below-players' },
    })
    expect(ok(await host.api.matches.changeMatch({ path, body: { maxPlayerCount: 2 } }))).toMatchObject({
      waitingCount: 1,
    })
  })
})

describe('people who cannot take a seat are passed over, and told', () => {
  /** What stops the first person, whose place and account are registered. */
  const obstacles: Readonly<Record<string, (host: User, first: User, path: Path) => Promise<void>>> = {
    'a closed account': async (_, { userId }) => {
      const found = (await world.table.items()).find((item) => UserItem.is(item) && item.userId === userId)
      await world.table.store([{ ...found, deletedAt: world.now() }])
    },
    'a locked account': async (_, { userId }) => {
      const found = (await world.table.items()).find((item) => UserItem.is(item) && item.userId === userId)
      await world.table.store([{ ...found, lockedAt: world.now() }])
    },
    'a block by the host': async (host, { userId }) => {
      ok(await host.api.friends.blockUser({ path: { userId } }))
    },
    'unpaid holds': async (_, first) => {
      for (let hold = 0; hold < MAX_HOLDS; hold += 1) ok(await apply(first, (await hosted(world, FEE)).path))
    },
    'unpaid takes': async (_, { userId }, { matchId }) => {
      await world.table.store([stored(Takes.key(matchId, userId), { userId, takes: 3, ttl: 0 })])
    },
  }
  test.each(Object.entries(obstacles))('%s', async (name, stops) => {
    const host = await known(world)
    const { matchId } = ok(await host.api.matches.openMatch({ body: matchBody(world, FEE, 1) }))
    const path = { matchId }
    const player = await world.stranger()
    ok(await apply(player, path))
    const people = [await known(world), await known(world), await world.stranger()] as const
    for (const person of people) ok(await wait(person, path))
    for (const person of people.slice(0, 2)) await stops(host, person, path)
    ok(await withdraw(player, path))
    expect(await seatedOf(people, path)).toEqual([2])
    expect(await match(path)).toMatchObject({ playerCount: 1, waitingCount: 0 })
    const passed = (await eventsOf(path)).filter(({ type }) => type === 'waitlist.left')
    expect(passed.map(({ data, concerns }) => [data['by'], concerns.includes(String(data['userId']))])).toEqual([
      ['PASSED_OVER', true],
      ['PASSED_OVER', true],
    ])
    // The audit cannot know that these accounts were closed by hand.
    if (!name.includes('account')) await sound()
  })

  test('unpaid holds that have ended early do not count', async () => {
    const { path, player, first } = await awaited(world, 1, FEE)
    for (let hold = 0; hold < MAX_HOLDS; hold += 1) {
      const { path: other } = await hosted(world, FEE)
      ok(await apply(first, other))
      ok(await withdraw(first, other))
    }
    expect((await world.table.items()).find((item) => Holder.is(item) && item.userId === first.userId)).toMatchObject({
      holds: expect.objectContaining({ length: MAX_HOLDS }),
    })
    ok(await withdraw(player, path))
    expect(await seatedOf([first], path)).toEqual([0])
    await sound()
  })

  test('as many as there are', { timeout: 60_000 }, async () => {
    const host = await known(world)
    const { matchId } = ok(await host.api.matches.openMatch({ body: matchBody(world, 0, 1) }))
    const path = { matchId }
    ok(await apply(host, path))
    const people: User[] = []
    while (people.length < 60) {
      const person = await known(world)
      people.push(person)
      ok(await wait(person, path))
    }
    for (const { userId } of people.slice(0, 58)) ok(await host.api.friends.blockUser({ path: { userId } }))
    ok(await withdraw(host, path))
    expect(await seatedOf(people, path)).toEqual([58])
    expect(await match(path)).toMatchObject({ playerCount: 1, waitingCount: 1 })
  })

  test('the host may wait, too', async () => {
    const { host, path, player } = await awaited(world, 0)
    ok(await wait(host, path))
    ok(await withdraw(player, path))
    expect(await seatedOf([host], path)).toEqual([0])
    await sound()
  })
})

describe('a match that is over', () => {
  test('once cancelled, its waiting list is emptied, and the people are told', async () => {
    const { host, path, people } = await awaited(world, 3)
    ok(await host.api.matches.cancelMatch({ path }))
    const told = (await eventsOf(path)).at(-1)
    expect([told?.type, ...people.map(({ userId }) => told?.concerns.includes(userId))]).toEqual([
      ...['match.cancelled', true, true, true],
    ])
    await sweep()
    expect(await match(path)).toMatchObject({ playerCount: 0, waitingCount: 0 })
    expect(await promotedIn(path)).toEqual([])
    expect(await line(host, path)).toEqual([])
    await sound()
  })

  test('once started, a seat that is given back stays free', async () => {
    const { host, path, people } = await awaited(world, 1, FEE)
    const { as } = await accountHolder(world, FEE)
    ok(await host.api.matches.changeMatch({ path, body: { maxPlayerCount: 3 } }))
    const { path: billing } = await bill(as, { orders: [path], cashAmount: FEE })
    ok(await as.api.billing.confirmBilling({ path: billing, key: 'confirm' }))
    const late = await world.stranger()
    ok(await wait(late, path))
    ok(await host.api.matches.changeMatch({ path, body: { startsAt: world.now(DAY_MS + MINUTE_MS) } }))
    world.passes(DAY_MS + 2 * MINUTE_MS)
    await sweep()
    expect(await seatedOf([...people, late], path)).toEqual([])
    expect(await match(path)).toMatchObject({ waitingCount: 1 })
    await sound()
  })
})

test('matches of earlier editions have no count, and take a waiting list', async () => {
  const { path, player } = await awaited(world, 0)
  const items = await world.table.items()
  const { waitingCount: _, ...old } = items.find((item) => Match.is(item) && item.matchId === path.matchId) ?? {}
  await world.table.store([old])
  expect(await match(path)).toMatchObject({ waitingCount: 0 })
  const first = await world.stranger()
  ok(await wait(first, path))
  ok(await withdraw(player, path))
  expect(await seatedOf([first], path)).toEqual([0])
  await sound()
})
