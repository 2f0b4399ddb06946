// A host who moves the start: payers get notice, and a day to cancel.

import { expect, test } from 'vitest'
import { bill, decide } from '#test/examples/billing.ts'
import { interleaved } from '#test/support/interleave.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { hosted, matchBody } from '#test/support/prepared.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const till = useTill(world)
const FEE = 20_000
const HOUR_MS = 60 * MINUTE_MS

let keys = 0
const cancel = (as: User, path: { billingId: string }) =>
  as.api.billing.cancelBilling({ path, key: `c${++keys}`, body: { reason: 'moved' } })
const begun = async (match: { matchId: string }) => {
  const as = await world.stranger()
  const { path } = await bill(as, { orders: [match], gateway: 'TOSS' })
  const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
  return { as, path, pays: async () => world.api.billing.approvePayment(await decide(redirectUrl, 'approve')) }
}
const paid = async (match: { matchId: string }) => {
  const one = await begun(match)
  ok(await one.pays())
  return one
}
const move = (as: User, path: { matchId: string }, laterMs: number, more: object = {}) =>
  as.api.matches.changeMatch({ path, body: { startsAt: world.now(laterMs), ...more } })
const match = async (startsInMs: number, fee = FEE) => {
  const as = await world.stranger()
  const body = { ...matchBody(world, fee), startsAt: world.now(startsInMs) }
  const { matchId } = ok(await as.api.matches.openMatch({ body }))
  return { as, path: { matchId } }
}
const tomorrow = 24 * HOUR_MS

test('while a seat is paid the start moves to no time within 24 hours, be it earlier or later', async () => {
  const { as, path } = await match(5 * HOUR_MS)
  await paid(path)
  const before = ok(await as.api.matches.getMatch({ path }))
  for (const laterMs of [MINUTE_MS, 6 * HOUR_MS, tomorrow - MINUTE_MS])
    expect(await move(as, path, laterMs, { title: 'Now' })).toMatchObject({ status: 409, code: 'notice-too-short' })
  expect(ok(await as.api.matches.getMatch({ path }))).toEqual(before)
  // An unchanged start is not a move, and other changes need no notice.
  ok(await as.api.matches.changeMatch({ path, body: { startsAt: before.startsAt, title: 'Futsal again' } }))
  ok(await move(as, path, tomorrow + MINUTE_MS))
  expect((await (await world.stranger()).api.matches.changeMatch({ path, body: {} })).code).toBe('forbidden')
  expect((await move(as, path, MINUTE_MS, { maxPlayerCount: 0 })).code).toBe('invalid-request')
  await till.expectFair()
})

test('seats that are free, held, or were paid and given back ask for no notice', async () => {
  const free = await match(tomorrow, 0)
  ok(await (await world.stranger()).api.matches.applyToMatch({ path: free.path }))
  ok(await move(free.as, free.path, HOUR_MS))
  const { as, path } = await match(tomorrow)
  ok(await (await world.stranger()).api.matches.applyToMatch({ path }))
  await begun(path)
  const payer = await paid(path)
  expect((await move(as, path, 2 * HOUR_MS)).code).toBe('notice-too-short')
  ok(await cancel(payer.as, payer.path))
  ok(await move(as, path, 2 * HOUR_MS))
  await till.settles()
  await till.expectFair()
})

test('after a move payers cancel for 24 hours, even once the match has started; without one they do not', async () => {
  const [moved, still] = [await match(tomorrow + HOUR_MS), await match(tomorrow + HOUR_MS)]
  const [first, second, third] = [await paid(moved.path), await paid(moved.path), await paid(still.path)]
  ok(await move(moved.as, moved.path, tomorrow + 10_000))
  world.passes(tomorrow - MINUTE_MS)
  const late = async ({ as, path }: typeof first) => cancel(await world.speaks(as.userId), path)
  ok(await late(first))
  world.passes(2 * MINUTE_MS)
  expect((await late(second)).code).toBe('match-closed')
  world.passes(2 * HOUR_MS)
  expect((await late(third)).code).toBe('match-closed')
  await till.settles()
  await till.expectFair()
})

test('a payment that comes after a hurried move can be cancelled after the start, for a day', async () => {
  const { as, path } = await match(tomorrow)
  const one = await begun(path)
  ok(await move(as, path, 5 * MINUTE_MS))
  ok(await one.pays())
  world.passes(HOUR_MS)
  ok(await cancel(await world.speaks(one.as.userId), one.path))
  expect(till.money(one.path.billingId)).toMatchObject({ captures: 1, cancelled: FEE })
  await till.settles()
  await till.expectFair()
})

test('one who orders after the move knows the new start, and has no day to cancel; a later move gives it', async () => {
  const { as, path } = await match(tomorrow)
  ok(await move(as, path, 30 * MINUTE_MS))
  world.passes(1)
  const one = await paid(path)
  world.passes(HOUR_MS)
  const late = async ({ as, path }: typeof one) => cancel(await world.speaks(as.userId), path)
  expect(await late(one)).toMatchObject({ status: 409, code: 'match-closed' })
  const again = await match(tomorrow + HOUR_MS)
  ok(await move(again.as, again.path, tomorrow + 2 * MINUTE_MS))
  world.passes(1)
  const other = await paid(again.path)
  world.passes(MINUTE_MS)
  ok(await move(await world.speaks(again.as.userId), again.path, tomorrow + 1000))
  world.passes(tomorrow - MINUTE_MS + 30_000)
  ok(await late(other))
  await till.settles()
  await till.expectFair()
})

test('a seat that is paid while the start is being moved: the move sees it', async () => {
  const { as, path } = await match(tomorrow)
  const one = await begun(path)
  world.fails(interleaved(async () => ok(await one.pays())))
  const answer = await move(as, path, HOUR_MS)
  world.fails(undefined)
  expect(answer.code).toBe('notice-too-short')
  await till.expectFair()
})

test('a seat that changes hands while the start is being moved is looked at again', async () => {
  const { as, path } = await match(tomorrow)
  const [leaves] = [await world.stranger()]
  ok(await leaves.api.matches.applyToMatch({ path }))
  world.fails(
    interleaved(async () => {
      ok(await leaves.api.matches.withdrawFromMatch({ path }))
      await paid(path)
    }),
  )
  const answer = await move(as, path, HOUR_MS)
  world.fails(undefined)
  expect(answer.code).toBe('notice-too-short')
  await till.settles()
  await till.expectFair()
})

test('more held seats than one transaction can watch count as paid', { timeout: 60_000 }, async () => {
  const { as, path } = await hosted(world, FEE, 100)
  for (let at = 0; at < 96; at += 1) ok(await (await world.stranger()).api.matches.applyToMatch({ path }))
  ok(await move(as, path, 23 * HOUR_MS))
  ok(await (await world.stranger()).api.matches.applyToMatch({ path }))
  expect((await move(as, path, 22 * HOUR_MS)).code).toBe('notice-too-short')
  expect((await world.table.audit()).violations).toEqual([])
})

test('a move without notice that more seats make impossible gives none of them', { timeout: 60_000 }, async () => {
  const { as, path } = await hosted(world, FEE, 90)
  for (let at = 0; at < 90; at += 1) ok(await (await world.stranger()).api.matches.applyToMatch({ path }))
  for (let at = 0; at < 10; at += 1) ok(await (await world.stranger()).api.matches.joinWaitingList({ path }))
  expect((await move(as, path, 23 * HOUR_MS, { maxPlayerCount: 100 })).code).toBe('notice-too-short')
  expect(ok(await world.api.matches.getMatch({ path }))).toMatchObject({ maxPlayerCount: 90, waitingCount: 10 })
})
