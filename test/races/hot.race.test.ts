// One item, many writers, over HTTP on one machine: the flash coupon and the busy account.

import { beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { Stripe } from '#domain/coupons/items.ts'
import { Entry } from '#domain/wallet/items.ts'
import { api } from '#functions/api.ts'
import { serve } from '#infra/local/gateway.ts'
import { load } from '#infra/local/load.ts'
import { api as clientsOf } from '#kernel/client/client.ts'
import { crowd } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { accountHolder, campaign } from '#test/support/prepared.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds(inject('endpoint'))
let url = ''
let transactions = 0
beforeAll(async () => {
  const gateway = await serve({ entries: (await load()).entries, port: 0 })
  url = gateway.url
  return () => gateway.close()
})
beforeEach(() => {
  world.fails((command) => {
    if (command === 'TransactWriteItems') transactions += 1
    return undefined
  })
})

/** One try each: no client hides a refusal by a retry. */
const overHttp = ({ token }: User) =>
  clientsOf(api, { baseUrl: url, token, keys: false, tries: 1, tryMs: 300_000, withinMs: 300_000 })
const tally = (
  answers: readonly { readonly status: number; readonly code?: string | undefined }[],
): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(answers, ({ status, code }) => `${status} ${code ?? 'ok'}`)].map(([one, { length }]) => [
      one,
      length,
    ]),
  )

const claimedAtOnce = async (users: number, coupons: number) => {
  const { path } = await campaign(world, coupons)
  const people = await crowd(world, users)
  const answers = await Promise.all(people.map((user) => overHttp(user).coupons.claimCoupon({ path })))
  const stripes = (await world.table.items()).filter((item) => Stripe.is(item) && item.campaignId === path.campaignId)
  const { violations } = await world.table.audit()
  return {
    answers: tally(answers),
    violations,
    taken: stripes.map(({ taken }) => taken as number),
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

test('1,000 users at once for 1,000 coupons: each has one, no user is told to come again', {
  timeout: 120_000,
}, async () => {
  const { answers, violations, taken } = await claimedAtOnce(1000, 1000)
  expect([answers, violations]).toEqual([{ '201 ok': 1000 }, []])
  expect([taken.length, sum(taken)]).toEqual([20, 1000])
})

test('3,000 users at once for 1,000 coupons: exactly 1,000 have one, the others learn that none is left', {
  timeout: 240_000,
}, async () => {
  const { answers, violations, taken } = await claimedAtOnce(3000, 1000)
  expect([answers, violations]).toEqual([{ '201 ok': 1000, '409 campaign-exhausted': 2000 }, []])
  expect(sum(taken)).toBe(1000)
})

test('300 deposits on one account at once take fewer than 60 transactions; the ledger is gapless and chained', {
  timeout: 120_000,
}, async () => {
  const { as, path } = await accountHolder(world, 0)
  const { wallet } = overHttp(as)
  const before = transactions
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, at) =>
      wallet.deposit({ path, key: `k${at}`, body: { amount: 1 + at, information: `call ${at}` } }),
    ),
  )
  const sent = transactions - before
  expect(tally(answers)).toEqual({ '201 ok': 300 })
  expect(sent).toBeLessThan(60)
  const entries = answers.map((answer) => ok(answer)).sort((a, b) => a.seq - b.seq)
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => at + 1))
  let balance = 0
  for (const entry of entries) {
    balance += entry.amount
    expect(entry.balance).toBe(balance)
  }
  // Every reply is its own entry, under its own key.
  for (const [at, answer] of answers.entries())
    expect(ok(answer)).toMatchObject({ amount: 1 + at, information: `call ${at}` })
  const stored = (await world.table.items()).filter((item) => Entry.is(item) && item['accountId'] === path.accountId)
  expect(stored.map(({ transactionId }) => transactionId).sort()).toEqual(
    entries.map(({ transactionId }) => transactionId).sort(),
  )
  expect((await world.table.audit()).violations).toEqual([])
})
