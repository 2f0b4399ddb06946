// Concurrent takers of expired holds, and the limits of one user: one outcome each, and no limit is exceeded.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { HOLD_MS } from '#domain/matches/items.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { seeded } from '#infra/simulation/seeded.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { bill, decide } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { accountHolder, hosted, matchBody } from '#test/support/prepared.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { useTill } from '#test/support/till.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const till = useTill(world)
const FEE = 20_000
const gateway = 'TOSS' as const
const ROUNDS = 4
const rounds = Array.from({ length: ROUNDS }, (_, at) => at)
const said = `seed ${seedOfRun}`
const random = seeded(seedOfRun)

const { pause } = runtime()
beforeAll(() => bindRuntime({ pause: (ms) => pause(Math.min(ms, 5)) }))
afterAll(() => bindRuntime({ pause }))
/** Every command takes a random time, so that each round differs. */
const jitter = async (): Promise<undefined> => {
  const turns = Math.floor(random() * 6)
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
afterEach(async () => {
  world.fails(undefined)
  expect((await world.table.audit()).violations, said).toEqual([])
  await till.settles()
  await till.expectFair(said)
})

interface Answer {
  readonly status: number
  readonly code?: string | undefined
}
type Run = () => Promise<Answer>
const race = async (...runs: Run[]): Promise<string[]> => {
  world.fails(jitter)
  const answers = await Promise.all(
    runs.map(async (run) => {
      await jitter()
      const { status, code } = await run()
      return `${status} ${code ?? 'ok'}`
    }),
  )
  world.fails(undefined)
  return answers
}
const count = (answers: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(answers, (one) => one)].map(([answer, all]) => [answer, all.length]))
const crowd = (size: number): Promise<User[]> => Promise.all(Array.from({ length: size }, () => world.stranger()))
const match = async (size = 18) => (await hosted(world, FEE, size)).path
const matches = (size: number) => Promise.all(Array.from({ length: size }, () => match()))
let keys = 0
const apply = (as: User, path: { matchId: string }) => () => as.api.matches.applyToMatch({ path })
const order = (as: User, path: { matchId: string }) => () =>
  as.api.billing.createBilling({ key: `h${++keys}`, body: { orders: [path], gateway } })
const sweep: Run = async () => {
  await sweepSeats({}, { awsRequestId: 'race' })
  return { status: 0, code: 'swept' }
}
const reconcile: Run = async () => {
  await till.reconcile()
  return { status: 0, code: 'reconciled' }
}

test('of many who take the same lapsed seat one gets it, whether an application or a billing held it', async () => {
  for (const round of rounds) {
    const path = await match(1)
    const owner = await world.stranger()
    expect(await (round % 2 === 0 ? apply(owner, path) : order(owner, path))()).toMatchObject({ status: 201 })
    world.passes(HOLD_MS)
    const takers = await crowd(6)
    const runs = takers.map((as, at) => (at % 2 === 0 ? apply(as, path) : order(as, path)))
    // Its owner has no priority.
    const answers = await race(...runs, apply(owner, path))
    const { '201 ok': taken, ...others } = count(answers)
    expect([taken, Object.keys(others)], said).toEqual([1, ['409 match-full']])
    await till.settles()
  }
})

test('as many expired seats as takers: each gets a seat, whatever the sweeper does meanwhile', async () => {
  for (const _ of rounds) {
    const path = await match(4)
    const owners = await crowd(4)
    for (const [at, as] of owners.entries())
      expect(await (at % 2 === 0 ? apply(as, path) : order(as, path))()).toMatchObject({ status: 201 })
    world.passes(HOLD_MS)
    const takers = await crowd(4)
    const runs = takers.map((as, at) => (at % 2 === 0 ? apply(as, path) : order(as, path)))
    expect(count(await race(sweep, reconcile, ...runs)), said).toMatchObject({ '201 ok': 4 })
    await till.settles()
  }
})

test('cash that lapsed billings hold is spent once', async () => {
  for (const _ of rounds) {
    const { as, path } = await accountHolder(world, FEE)
    await bill(as, { orders: [await match()], cashAmount: FEE })
    world.passes(HOLD_MS)
    const withdrawal = (): Promise<Answer> =>
      as.api.wallet.withdraw({ path, key: `w${++keys}`, body: { amount: FEE, information: '' } })
    const { '201 ok': spent, ...others } = count(await race(withdrawal, withdrawal, withdrawal))
    expect([spent, others], said).toEqual([1, { '409 insufficient-balance': 2 }])
  }
})

test('eight applications of one user at once: five held seats', async () => {
  for (const _ of rounds) {
    const as = await world.stranger()
    const answers = await race(...(await matches(8)).map((path) => apply(as, path)))
    expect(count(answers), said).toEqual({ '201 ok': 5, '409 too-many-holds': 3 })
  }
})

test('six orders of one user at once: three billings', async () => {
  for (const _ of rounds) {
    const as = await world.stranger()
    const answers = await race(...(await matches(6)).map((path) => order(as, path)))
    expect(count(answers), said).toEqual({ '201 ok': 3, '409 too-many-holds': 3 })
  }
})

test('applications and orders for one seat, with withdrawals and cancellations between: three takes', async () => {
  for (const _ of rounds) {
    const [as, path] = [await world.stranger(), await match()]
    let takes = 0
    const inAndOut: Run = async () => {
      const applied = await apply(as, path)()
      if (applied.ok) takes += 1
      await jitter()
      await as.api.matches.withdrawFromMatch({ path })
      return applied
    }
    const bought: Run = async () => {
      const made = await order(as, path)()
      if (!made.ok) return made
      const billing = { billingId: made.body.billingId }
      return as.api.billing.cancelBilling({ path: billing, key: `c${++keys}`, body: { reason: 'r' } })
    }
    for (let time = 0; time < 3; time += 1) await race(inAndOut, bought, inAndOut, bought)
    expect(takes, said).toBeLessThanOrEqual(3)
    expect((await apply(as, path)()).code, said).toBe('too-many-holds')
    const stored = (await world.table.items()).find(
      ({ pk, sk }) => pk === `MATCH#${path.matchId}` && sk === `TAKES#${as.userId}`,
    )
    expect(stored?.['takes'], said).toBe(3)
  }
})

test('six openings at once where there is room for two', async () => {
  const { api } = await world.stranger()
  const open: Run = () => api.matches.openMatch({ body: matchBody(world) })
  for (let at = 0; at < 48; at += 1) expect((await open()).status).toBe(201)
  expect(count(await race(open, open, open, open, open, open)), said).toEqual({ '201 ok': 2, '409 quota-exceeded': 4 })
})

test('a hurried move and a payment: the move is refused, or the payer may still cancel after the start', async () => {
  for (const _ of rounds) {
    const { as: host, path } = await hosted(world, FEE)
    const as = await world.stranger()
    const { path: billing } = await bill(as, { orders: [path], gateway })
    const { redirectUrl } = ok(await as.api.billing.beginPayment({ path: billing, key: 'pay' }))
    const back = await decide(redirectUrl, 'approve')
    const [moved] = await race(
      () => host.api.matches.changeMatch({ path, body: { startsAt: world.now(60_000) } }),
      () => world.api.billing.approvePayment(back),
    )
    expect(moved, said).toMatch(/^200 ok$|^409 notice-too-short$/)
    await till.settles()
    if (moved === '200 ok') {
      world.passes(120_000)
      const payer = await world.speaks(as.userId)
      ok(await payer.api.billing.cancelBilling({ path: billing, key: 'late', body: { reason: 'moved' } }))
      expect(till.money(billing.billingId)).toMatchObject({ captures: 1, cancelled: FEE })
    }
  }
})
