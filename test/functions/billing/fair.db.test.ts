// The order in which the reconciler works: no user waits for another user's backlog, or for a gateway that hangs.

import { expect, test } from 'vitest'
import { bill, billed, decide } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { matchBody } from '#test/support/prepared.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const till = useTill(world, 60_000)
type Gateway = 'KAKAOPAY' | 'TOSS'
const FEE = 20_000

/** A match that one user has paid, and its host cancels. */
const cancelled = async (host: User, as: User, gateway: Gateway) => {
  const { matchId } = ok(await host.api.matches.openMatch({ body: matchBody(world, FEE) }))
  const { path } = await bill(as, { orders: [{ matchId }], gateway })
  const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: path.billingId }))
  ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
  ok(await host.api.matches.cancelMatch({ path: { matchId } }))
  return path
}
const status = async ({ billingId }: { billingId: string }) => (await till.billing(billingId)).status

/** The order in which refunds are requested during the run. */
const refundsOf = async (run: () => Promise<unknown>): Promise<string[]> => {
  const asked: string[] = []
  const { fetch } = globalThis
  globalThis.fetch = (input, init) => {
    const sent = `${JSON.stringify(init?.headers)} ${init?.body}`
    const [id] = /cancel$/.test(String(input)) ? (/billing_\w+/.exec(sent) ?? [String(input)]) : []
    if (id) asked.push(id)
    return fetch(input, init)
  }
  await run().finally(() => {
    globalThis.fetch = fetch
  })
  return asked
}

test("one user's thirty cancelled matches are not before another's refund", async () => {
  const [hog, host, ann] = [await world.stranger(), await world.stranger(), await world.stranger()]
  for (let at = 0; at < 30; at += 1) await cancelled(hog, hog, 'TOSS')
  const path = await cancelled(host, ann, 'TOSS')
  const asked = await refundsOf(() => till.reconcile())
  expect(asked.length).toBe(31)
  expect(asked.indexOf(path.billingId)).toBeLessThan(4)
  expect(await status(path)).toBe('CANCELLED')
  await till.settles()
  await till.expectFair()
})

test('a gateway that hangs keeps neither the other gateway nor what needs none from ending', async () => {
  const [host, ann, bob] = [await world.stranger(), await world.stranger(), await world.stranger()]
  const stuck = []
  for (let at = 0; at < 6; at += 1) stuck.push(await cancelled(await world.stranger(), ann, 'KAKAOPAY'))
  const free = await billed(world, 'KAKAOPAY')
  world.passes(10 * MINUTE_MS)
  const quick = await cancelled(host, bob, 'TOSS')
  const { fetch } = globalThis
  const waiting: (() => void)[] = []
  globalThis.fetch = async (input, init) => {
    if (String(input).includes('/online/')) await new Promise<void>((resolve) => waiting.push(resolve))
    return fetch(input, init)
  }
  const running = till.reconcile().finally(() => {
    globalThis.fetch = fetch
  })
  // The rest completes while every call to KakaoPay hangs.
  await expect.poll(() => status(quick)).toBe('CANCELLED')
  await expect.poll(() => status(free.path)).toBe('EXPIRED')
  expect((await Promise.all(stuck.map(status))).includes('CANCELLED')).toBe(false)
  globalThis.fetch = fetch
  for (const goOn of waiting) goOn()
  await running
  await till.settles()
  expect(new Set(await Promise.all(stuck.map(status)))).toEqual(new Set(['CANCELLED']))
  await till.expectFair()
})
