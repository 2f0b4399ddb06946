// Notifications: what concerns a user, numbered, once for each event, whatever happens to the relay; and what is read.

import { expect, onTestFinished, test, vi } from 'vitest'
import { Notification } from '#domain/events/items.ts'
import { handler as eraseUsers } from '#functions/users/erase-users.ts'
import { Events, Relayed } from '#kernel/data/outbox.ts'
import { Abandoned } from '#test/support/faults.ts'
import { relay } from '#test/support/hooks.ts'
import { known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import { PASSWORD, type User } from '#test/support/people.ts'
import { accountHolder, campaign, hosted } from '#test/support/prepared.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()

const feedOf = async ({ api }: User, query = {}) =>
  ok(await api.events.listNotifications({ query: { limit: '100', ...query } })).items
const typesOf = async (user: User) => (await feedOf(user)).map(({ type }) => type)
const sound = async () => expect((await world.table.audit()).violations).toEqual([])
const outbox = async () => (await world.table.items()).filter((item) => Events.is(item))

test('the owner of an account, the host, the player, the friend and the buyer of a coupon are notified', async () => {
  const { as: owner } = await accountHolder(world)
  const { as: host, path } = await hosted(world)
  const player = await world.stranger()
  ok(await player.api.matches.applyToMatch({ path }))
  ok(await player.api.matches.withdrawFromMatch({ path }))
  const [ann, bob] = [await known(world), await known(world)]
  ok(await ann.api.friends.addFriend({ path: { userId: bob.userId } }))
  const { as: claimer, path: of } = await campaign(world)
  ok(await claimer.api.coupons.claimCoupon({ path: of }))
  await relay()
  expect(await typesOf(owner)).toEqual(['wallet.entry.created'])
  expect(await typesOf(host)).toEqual(['match.seat.taken', 'match.seat.freed'])
  expect(await typesOf(player)).toEqual(['match.seat.taken', 'match.seat.freed'])
  expect(await typesOf(bob)).toEqual(['friend.added'])
  expect(await typesOf(ann)).toEqual([])
  expect(await typesOf(claimer)).toEqual(['coupon.claimed'])
  expect(await outbox()).toEqual([])
  await sound()
})

test('a match that is cancelled tells all of its players, and a changed one too', async () => {
  const { as: host, path } = await hosted(world, 0, 100)
  const players = await Promise.all(Array.from({ length: 60 }, () => world.stranger()))
  for (const { api } of players) ok(await api.matches.applyToMatch({ path }))
  ok(await host.api.matches.changeMatch({ path, body: { venue: 'Jamsil, Seoul' } }))
  ok(await host.api.matches.cancelMatch({ path }))
  await relay()
  for (const player of players)
    expect(await typesOf(player)).toEqual(['match.seat.taken', 'match.changed', 'match.cancelled'])
  expect(await feedOf(host)).toHaveLength(60)
  expect(await outbox()).toEqual([])
  await sound()
})

test('a list by number, from a number on, from the newest, page by page', async () => {
  const { as, path } = await accountHolder(world)
  for (let at = 1; at <= 4; at += 1)
    ok(await as.api.wallet.deposit({ path, key: `d${at}`, body: { amount: at, information: 'private words' } }))
  await relay()
  const all = await feedOf(as)
  expect(all.map(({ seq, data }) => [seq, data['amount']])).toEqual([
    [1, 1000],
    [2, 1],
    [3, 2],
    [4, 3],
    [5, 4],
  ])
  // What people write stays out of events.
  expect(JSON.stringify(all)).not.toContain('private words')
  expect((await feedOf(as, { after: '3' })).map(({ seq }) => seq)).toEqual([4, 5])
  expect(await feedOf(as, { after: '5' })).toEqual([])
  expect((await feedOf(as, { order: 'desc', after: '2' })).map(({ seq }) => seq)).toEqual([5, 4, 3])
  for (const order of ['asc', 'desc'] as const) {
    const seen: number[] = []
    for await (const { seq } of as.api.events.listNotifications.all({ query: { limit: '2', order } })) seen.push(seq)
    expect(seen).toEqual(order === 'asc' ? [1, 2, 3, 4, 5] : [5, 4, 3, 2, 1])
  }
  const whole = ok(await as.api.events.listNotifications({ query: { limit: '5' } }))
  expect([whole.items.length, whole.nextCursor]).toEqual([5, null])
})

test('the mark of what is read moves forward, up to what there is', async () => {
  const { as, path } = await accountHolder(world)
  ok(await as.api.wallet.deposit({ path, key: 'd', body: { amount: 1, information: '' } }))
  await relay()
  const read = async (upTo: number) => {
    ok(await as.api.events.readNotifications({ body: { upTo } }))
    return (await feedOf(as)).map((one) => one.read)
  }
  expect((await feedOf(as)).map((one) => one.read)).toEqual([false, false])
  expect(await read(1)).toEqual([true, false])
  expect(await read(0)).toEqual([true, false])
  expect(await read(99)).toEqual([true, true])
  expect(await read(1)).toEqual([true, true])
  ok(await as.api.wallet.deposit({ path, key: 'e', body: { amount: 1, information: '' } }))
  await relay()
  expect((await feedOf(as)).map((one) => one.read)).toEqual([true, true, false])
  // Each in one page whose mark lies elsewhere.
  const first = ok(await as.api.events.listNotifications({ query: { limit: '1' } }))
  expect(first.items.map((one) => one.read)).toEqual([true])
  expect((await (await world.stranger()).api.events.readNotifications({ body: { upTo: 3 } })).status).toBe(204)
  await sound()
})

test('a relay that dies anywhere, and two at once, notify once of each event, in order', async () => {
  const { as, path } = await accountHolder(world)
  const { as: host, path: match } = await hosted(world)
  for (let at = 1; at <= 8; at += 1) {
    ok(await as.api.wallet.deposit({ path, key: `d${at}`, body: { amount: at, information: '' } }))
    ok(await as.api.matches.applyToMatch({ path: match }))
    ok(await as.api.matches.withdrawFromMatch({ path: match }))
    // It dies at its n-th word to the table, before or after.
    let words = 0
    const dies = async (send: () => Promise<unknown>): Promise<unknown> => {
      words += 1
      if (words > at) throw new Abandoned()
      if (words === at && at % 2 === 0) {
        await send()
        throw new Abandoned()
      }
      return send()
    }
    world.fails(() => dies as never)
    await relay().catch(() => undefined)
    world.fails(undefined)
  }
  await Promise.all([relay(), relay(), relay()])
  await relay()
  const mine = await feedOf(as)
  const amounts = mine.filter(({ type }) => type === 'wallet.entry.created').map(({ data }) => data['amount'])
  expect(amounts).toEqual([1000, 1, 2, 3, 4, 5, 6, 7, 8])
  expect(mine.map(({ seq }) => seq)).toEqual(mine.map((_, at) => at + 1))
  const turns = (await feedOf(host)).map(({ type }) => type)
  expect(turns).toEqual(Array.from({ length: 8 }, () => ['match.seat.taken', 'match.seat.freed']).flat())
  const relayed = (await world.table.items()).filter((item) => Relayed.is(item))
  expect(relayed.length).toBeGreaterThan(0)
  expect(await outbox()).toEqual([])
  await sound()
})

test('events that were stored with fewer stripes are relayed, in order', async () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('DUE_STRIPES', '8')
  const accounts = await Promise.all(Array.from({ length: 12 }, () => accountHolder(world)))
  vi.stubEnv('DUE_STRIPES', '32')
  for (const { as, path } of accounts)
    ok(await as.api.wallet.deposit({ path, key: 'later', body: { amount: 7, information: '' } }))
  await relay()
  expect(await outbox()).toEqual([])
  for (const { as } of accounts) expect((await feedOf(as)).map(({ data }) => data['amount'])).toEqual([1000, 7])
  await sound()
})

test('events that cannot be relayed hold only their own subject off', async () => {
  const [broken, ...others] = await Promise.all(Array.from({ length: 40 }, () => accountHolder(world)))
  const poison = (await outbox()).find(({ subject }) => subject === broken?.path.accountId)
  if (!poison) throw new Error('the account has no event')
  await world.table.store([{ ...poison, at: 'never' }])
  await relay()
  expect(await outbox()).toEqual([{ ...poison, at: 'never' }])
  for (const { as } of others) expect(await typesOf(as)).toEqual(['wallet.entry.created'])
  await world.table.store([poison])
  await relay()
  expect(await outbox()).toEqual([])
  await sound()
})

test('events of a user who is erased meanwhile make no notification', async () => {
  const user = await world.register()
  const friend = await world.register()
  ok(await friend.api.friends.addFriend({ path: { userId: user.userId } }))
  await relay()
  expect(await feedOf(user)).toHaveLength(1)
  ok(await user.api.users.deleteMe({ body: { currentPassword: PASSWORD } }))
  const { accountId } = ok(await friend.api.wallet.openAccount({ body: { bank: 'Hana', accountNumber: '7654321' } }))
  expect(accountId).toBeTruthy()
  for (let turn = 0; turn < 10; turn += 1) {
    await eraseUsers({}, { awsRequestId: 'erase' })
    world.passes(3000)
  }
  await relay()
  const items = await world.table.items()
  expect(items.filter((item) => Notification.is(item) && item.pk.endsWith(user.userId))).toEqual([])
  await sound()
})
