// Two calls at once on one billing, or two billings for one thing: one outcome each, and the loser has no effect.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { HOLD_MS } from '#domain/matches/items.ts'
import { handler as sweepSeats } from '#functions/matches/sweep-seats.ts'
import { seeded } from '#infra/simulation/seeded.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { bill, billed, decide, paid, paying } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { accountHolder, campaign, hosted } from '#test/support/prepared.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const till = useTill(world)
const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
const FEE = 20_000
const ROUNDS = 6

const random = seeded(seedOfRun)
const { pause } = runtime()
beforeAll(() => bindRuntime({ pause: (ms) => pause(Math.min(ms, 5)) }))
afterAll(() => bindRuntime({ pause }))
/** Every store and gateway call takes a random time, so that each round differs. */
const { fetch } = globalThis
const jitter = async (): Promise<undefined> => {
  const turns = Math.floor(random() * 6)
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
beforeAll(() => {
  globalThis.fetch = async (input, init) => {
    await jitter()
    return fetch(input, init)
  }
})
afterAll(() => {
  globalThis.fetch = fetch
  world.fails(undefined)
})
const said = `seed ${seedOfRun}`
afterEach(async () => {
  world.fails(undefined)
  await till.settles()
  await till.expectFair(said)
})

interface Answer {
  readonly status: number
  readonly code?: string | undefined
  readonly body: unknown
}
const answerOf = ({ status, code, body }: Answer): string => `${status} ${code ?? (body as { status: string }).status}`
const race = async (...runs: (() => Promise<Answer>)[]): Promise<string[]> => {
  world.fails(jitter)
  const order = runs.map((run, at) => ({ run, at })).sort(() => random() - 0.5)
  const answers: string[] = []
  await Promise.all(
    order.map(async ({ run, at }) => {
      await jitter()
      answers[at] = answerOf(await run())
    }),
  )
  world.fails(undefined)
  return answers
}
const rounds = Array.from({ length: ROUNDS }, (_, at) => at)
const stored = async ({ billingId }: { billingId: string }) => (await till.billing(billingId)).status
const cancelOf =
  (as: User, path: { billingId: string }, key = 'c') =>
  () =>
    as.api.billing.cancelBilling({ path, key, body: { reason: 'rain' } })
const reconcile = async (): Promise<Answer> => {
  await till.reconcile()
  return { status: 200, body: { status: 'reconciled' } }
}

test.each(GATEWAYS)('%s: callbacks at once capture once, and settle once', async (gateway) => {
  for (const _ of rounds) {
    const { path, redirectUrl } = await paying(world, gateway)
    const back = await decide(redirectUrl, 'approve')
    const approve = () => world.api.billing.approvePayment(back)
    const answers = await race(approve, approve, approve)
    expect(answers, said).toContain('200 SUCCESS')
    expect([...new Set(answers)].filter((one) => !/^200 (SUCCESS|APPROVING)$/.test(one))).toEqual([])
    expect([await stored(path), till.money(path.billingId).captures], said).toEqual(['SUCCESS', 1])
  }
})

test.each(GATEWAYS)(
  '%s: an approval and a cancellation: it is paid or given up, and every answer says so',
  async (gateway) => {
    for (const _ of rounds) {
      const { as, path, redirectUrl } = await paying(world, gateway)
      const back = await decide(redirectUrl, 'approve')
      const [approved, cancelled] = await race(() => world.api.billing.approvePayment(back), cancelOf(as, path))
      const status = await stored(path)
      expect(['SUCCESS', 'CANCELLED'], said).toContain(status)
      expect(cancelled, said).toBe(status === 'CANCELLED' ? '200 CANCELLED' : '409 billing-state')
      expect(approved, said).toMatch(
        status === 'CANCELLED' ? /^200 (SUCCESS|CANCELL)|^409 billing-state$/ : /^200 SUCCESS$/,
      )
    }
  },
)

test.each(GATEWAYS)('%s: a callback and the reconciler, in time and just after', async (gateway) => {
  for (const round of rounds) {
    const { path, redirectUrl } = await paying(world, gateway)
    const back = await decide(redirectUrl, 'approve')
    if (round % 2 === 0) {
      // The first call was lost: the reconciler and the buyer retry a minute later.
      await till.fails(path.billingId, 'approve', 'drop-connection-before', 1, { times: 2 })
      expect(answerOf(await world.api.billing.approvePayment(back))).toBe('200 APPROVING')
      world.passes(MINUTE_MS)
    } else world.passes(15 * MINUTE_MS - 20)
    const [approved] = await race(() => world.api.billing.approvePayment(back), reconcile)
    const { captures } = till.money(path.billingId)
    expect(approved, said).toBe(captures ? '200 SUCCESS' : approved)
    await till.settles()
    expect(await stored(path), said).toBe(captures ? 'SUCCESS' : 'EXPIRED')
  }
})

test.each(GATEWAYS)('%s: cancellations at once, by hand and by the reconciler, give back once', async (gateway) => {
  for (const _ of rounds) {
    const { as, path } = await paid(world, gateway)
    await till.fails(path.billingId, 'cancel', 'capture-then-500')
    const answers = await race(cancelOf(as, path, 'a'), cancelOf(as, path, 'b'), reconcile)
    expect(answers.slice(0, 2).sort(), said).toEqual(['200 CANCELLED', '409 billing-state'])
    expect(till.money(path.billingId)).toEqual({ captures: 1, captured: FEE, cancelled: FEE })
  }
})

test('parts that are cancelled at once: each comes back once, one of them after the other', async () => {
  for (const gateway of [...GATEWAYS, ...GATEWAYS]) {
    const as = await world.stranger()
    const orders = [(await hosted(world, FEE)).path, (await hosted(world, 999)).path]
    const { path, item } = await bill(as, { orders, gateway })
    const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: 'pay' }))
    ok(await world.api.billing.approvePayment(await decide(redirectUrl, 'approve')))
    const cancel = (at: number) => async () => {
      const body = { reason: 'r', orderIds: [item.orders[at]?.orderId ?? ''] }
      return as.api.billing.cancelBilling({ path, key: `c${at}`, body })
    }
    const answers = await race(cancel(0), cancel(1))
    for (const [at, answer] of answers.entries())
      if (answer === '409 billing-state')
        expect(answerOf(await cancel(at)()), said).toMatch(/^200 (PARTIALLY_)?CANCELLED$/)
    expect([await stored(path), till.money(path.billingId).cancelled], said).toEqual(['CANCELLED', FEE + 999])
  }
})

const wins = (answers: readonly string[], loss: string): void =>
  expect(answers.toSorted(), said).toEqual(['201 READY', ...answers.slice(1).map(() => loss)].sort())
let keys = 0
const create = (as: User, body: Parameters<typeof bill>[1]) => () =>
  as.api.billing.createBilling({ key: `r${++keys}`, body })

test('the last seat, and the last place to park, go to one billing', async () => {
  for (const _ of rounds) {
    const { path } = await hosted(world, FEE, 1)
    const crowd = await Promise.all(Array.from({ length: 4 }, () => world.stranger()))
    wins(await race(...crowd.map((as) => create(as, { orders: [path], gateway: 'TOSS' }))), '409 match-full')
  }
})

test("one user's seat, coupon or cash goes to one billing", async () => {
  for (const _ of rounds) {
    const as = await world.stranger()
    const { path } = await hosted(world, FEE)
    const same = { orders: [path], gateway: 'TOSS' as const }
    wins(await race(create(as, same), create(as, same), create(as, same)), '409 already-paid')
    const { as: owner, path: of } = await campaign(world)
    const { couponId } = ok(await owner.api.coupons.claimCoupon({ path: of }))
    const [a, b] = [await hosted(world, FEE), await hosted(world, FEE)]
    const using = (one: typeof a) => create(owner, { orders: [one.path], couponId, gateway: 'TOSS' })
    wins(await race(using(a), using(b)), '409 coupon-unusable')
    const { as: rich } = await accountHolder(world, FEE)
    const spending = (one: typeof a) => create(rich, { orders: [one.path], cashAmount: FEE })
    wins(await race(spending(a), spending(b)), '409 insufficient-balance')
  }
})

test.each(GATEWAYS)(
  '%s: a match that is cancelled while it is approved: no payer pays for a seat that is gone',
  async (gateway) => {
    for (const _ of rounds) {
      const { as, path: match } = await hosted(world, FEE)
      const player = await world.stranger()
      const { path } = await bill(player, { orders: [match], gateway })
      const { redirectUrl } = ok(await player.api.billing.beginPayment({ path, key: 'pay' }))
      const back = await decide(redirectUrl, 'approve')
      await race(
        () => world.api.billing.approvePayment(back),
        () => as.api.matches.cancelMatch({ path: match }),
        reconcile,
      )
      await till.settles()
      const { captured, cancelled } = till.money(path.billingId)
      expect([await stored(path), captured - cancelled], said).toEqual(['CANCELLED', 0])
    }
  },
)

test('the sweeper against a billing that takes over: the hold lapses or is taken, never both', async () => {
  for (const _ of rounds) {
    const { path } = await hosted(world, FEE, 1)
    const [as, other] = [await world.stranger(), await world.stranger()]
    ok(await as.api.matches.applyToMatch({ path }))
    world.passes(HOLD_MS - 10)
    const sweep = async () => {
      world.passes(15)
      await sweepSeats({}, { awsRequestId: 'race' })
      return { status: 200, body: { status: 'swept' } }
    }
    const gateway = 'TOSS' as const
    const [mine, , theirs] = await race(
      ...[create(as, { orders: [path], gateway }), sweep, create(other, { orders: [path], gateway })],
    )
    expect([mine, theirs].filter((one) => one === '201 READY').length, `${said} ${mine} ${theirs}`).toBeLessThanOrEqual(
      1,
    )
    expect([mine, theirs].filter((one) => !/^201 READY$|^409 match-full$/.test(String(one)))).toEqual([])
    await till.expectFair(said)
  }
})

test.each(GATEWAYS)(
  '%s: a payment that is begun anew while the first one is approved: one of them is paid',
  async (gateway) => {
    for (const _ of rounds) {
      const { as, path } = await billed(world, gateway)
      const { redirectUrl } = ok(await as.api.billing.beginPayment({ path, key: 'first' }))
      const back = await decide(redirectUrl, 'approve')
      const answers = await race(
        () => world.api.billing.approvePayment(back),
        () => as.api.billing.beginPayment({ path, key: 'second' }),
      )
      const { status, attempt } = await till.billing(path.billingId)
      expect(answers, said).toEqual(
        attempt?.no === 1 ? ['200 SUCCESS', '409 billing-state'] : ['404 billing-not-found', '200 PAYING'],
      )
      expect([status, till.money(path.billingId).captures]).toEqual(attempt?.no === 1 ? ['SUCCESS', 1] : ['PAYING', 0])
    }
  },
)
