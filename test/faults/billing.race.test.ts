// A storm of all faults over hundreds of billings: at the end, all money and seats belong to their owners.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { dueBillings } from '#domain/billing/items.ts'
import { type Mode, modes, type Step } from '#infra/sandbox/faults.ts'
import { seeded } from '#infra/simulation/seeded.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { decide } from '#test/examples/billing.ts'
import { type Fault, faults } from '#test/support/faults.ts'
import { ok } from '#test/support/ok.ts'
import { accountHolder, campaignBody, matchBody } from '#test/support/prepared.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
const till = useTill(world, 300)
const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
type Gateway = (typeof GATEWAYS)[number]
const random = seeded(seedOfRun)
const below = (bound: number): number => Math.floor(random() * bound)
const { pause } = runtime()
// A pause of the code advances the clock instead of waiting.
beforeAll(() =>
  bindRuntime({
    pause: async (ms) => {
      world.passes(ms)
      await pause(0)
    },
  }),
)
afterAll(() => {
  world.fails(undefined)
  bindRuntime({ pause })
})

const BILLINGS = 500
const MATCHES = 50
const PEOPLE = 40
const strikes = new Map<Fault, number>()
let troubles = 0

const storm = (): void =>
  world.fails(() => {
    if (random() >= 0.02) return undefined
    const fault = faults[below(faults.length)] as Fault
    strikes.set(fault, (strikes.get(fault) ?? 0) + 1)
    return fault
  })

/** Repeats the same request until a final answer or the limit of attempts. */
const insist = async <T extends { readonly status: number }>(ask: () => Promise<T>): Promise<T> => {
  let answer = await ask()
  for (let tries = 0; tries < 3 && answer.status >= 500; tries += 1) answer = await ask()
  return answer
}
const quick = (Object.keys(modes) as Mode[]).filter((mode) => mode !== 'slow' && mode !== 'capture-then-hang')
/** In turn; what hangs takes its time, so it comes seldom. */
const turns: readonly Mode[] = [...quick, ...quick, ...quick, 'capture-then-hang', ...quick, ...quick, ...quick]
const trouble = async (billingId: string): Promise<void> => {
  const steps: Step[] = ['ready', 'approve', 'approve', 'order', 'cancel']
  for (const attempt of [1, 2]) {
    if (random() < 0.5) continue
    troubles += 1
    const mode = turns[troubles % turns.length] as Mode
    await till.fails(billingId, steps[below(steps.length)] as Step, mode, attempt)
  }
}

interface Person {
  readonly userId: string
  readonly couponIds: string[]
}

const live = async ({ userId, couponIds }: Person, matches: readonly string[], name: string): Promise<void> => {
  // Time flies, tokens do not last.
  const { api } = await world.speaks(userId)
  const wanted = [...new Set(Array.from({ length: 1 + below(3) }, () => matches[below(MATCHES)] as string))]
  const couponId = random() < 0.4 ? couponIds[below(couponIds.length)] : undefined
  const body = {
    orders: wanted.map((matchId) => ({ matchId, ...(random() < 0.2 ? { parking: { plateNumber: name } } : {}) })),
    ...{ gateway: GATEWAYS[below(2)] as Gateway, cashAmount: below(3) * 700 },
    ...(couponId ? { couponId } : {}),
  }
  const made = await insist(() => api.billing.createBilling({ key: name, body }))
  if (!made.ok) return
  const { billingId, payAmount, orders } = made.body
  const path = { billingId }
  // Some think better of it.
  if (random() < 0.1) return
  await trouble(billingId)
  if (payAmount === 0) await insist(() => api.billing.confirmBilling({ path, key: name }))
  for (let attempt = 1; attempt <= 2 && payAmount > 0; attempt += 1) {
    const begun = await insist(() => api.billing.beginPayment({ path, key: `${name}-${attempt}` }))
    if (!begun.ok) break
    const action = random() < 0.8 ? 'approve' : random() < 0.5 ? 'quit' : 'fail'
    const back = await decide(begun.body.redirectUrl, action)
    const call = action === 'approve' ? 'approvePayment' : action === 'quit' ? 'abandonPayment' : 'failPayment'
    const answer = await insist(() => world.api.billing[call](back))
    if (answer.ok && answer.body.status !== 'READY') break
  }
  if (random() < 0.3) await till.reconcile().catch(() => undefined)
  if (random() < 0.5) return
  const some = random() < 0.5 ? {} : { orderIds: [orders[below(orders.length)]?.orderId ?? ''] }
  await insist(() => api.billing.cancelBilling({ path, key: name, body: { reason: 'rain', ...some } }))
}

/** Like an operator: decides by the gateway's record. */
const review = async (): Promise<number> => {
  const { userId } = await world.stranger('OPERATOR')
  const { api } = await world.speaks(userId, 'OPERATOR')
  const { items } = ok(await api.billing.listReviews({ query: { limit: '100' } }))
  for (const { billingId } of items) {
    const { cancellation, refundedPay } = await till.billing(billingId)
    const isBack = !cancellation || till.money(billingId).cancelled === refundedPay + cancellation.pay
    const body = { resolution: isBack ? ('RELEASE' as const) : ('SETTLE' as const), note: 'looked at the account' }
    ok(await api.billing.resolveReview({ path: { billingId }, body }))
  }
  return items.length
}

test(`${BILLINGS} billings for ${MATCHES} matches by ${PEOPLE} people, while everything fails`, {
  timeout: 120_000,
}, async () => {
  const seed = `seed ${seedOfRun}`
  const operator = await world.stranger('OPERATOR')
  const campaigns: string[] = []
  for (const discount of [
    { type: 'AMOUNT' as const, value: 3000 },
    { type: 'RATE' as const, percent: 50, maxDiscount: 9999 },
  ]) {
    const body = { ...campaignBody(world, 1000), discount, minTotal: 0 }
    campaigns.push(ok(await operator.api.coupons.openCampaign({ body })).campaignId)
  }
  const people = await Promise.all(
    Array.from({ length: PEOPLE }, async (): Promise<Person> => {
      const { as } = await accountHolder(world, 3000)
      const couponIds = []
      for (const campaignId of campaigns)
        couponIds.push(ok(await as.api.coupons.claimCoupon({ path: { campaignId } })).couponId)
      return { userId: as.userId, couponIds }
    }),
  )
  const hosts = await Promise.all(
    Array.from({ length: MATCHES }, async (_, at) => {
      const as = await world.stranger()
      const body = {
        ...matchBody(world, (at % 5) * 1500, 6),
        startsAt: world.now(30 * 24 * 60 * MINUTE_MS),
        parkingCapacity: 2,
      }
      return { userId: as.userId, matchId: ok(await as.api.matches.openMatch({ body })).matchId }
    }),
  )
  const matches = hosts.map(({ matchId }) => matchId)
  storm()
  let left = BILLINGS
  await Promise.all(
    people.map(async (person, at) => {
      while (left-- > 0) {
        await live(person, matches, `${at}-${left}`)
        if (left % 50 === 0) {
          const { userId, matchId } = hosts[below(MATCHES)] as (typeof hosts)[number]
          await (await world.speaks(userId)).api.matches.cancelMatch({ path: { matchId } })
        }
      }
    }),
  )
  world.fails(undefined)
  // A review delays its match, and each decision can lead to another review.
  for (let idle = 0; idle < 2; ) {
    await till.settles(() => till.isQuiet([dueBillings]))
    idle = (await review()) > 0 ? 0 : idle + 1
  }
  await till.settles()
  await till.expectFair(seed)
  expect([...strikes.keys()].sort(), `${seed}: every kind of fault`).toEqual([...faults].sort())
  expect(troubles, `${seed}: every way to fail`).toBeGreaterThan(turns.length)
  const items = await world.table.items()
  const statuses = Map.groupBy(
    items.filter(({ sk }) => sk === 'BILLING'),
    ({ status }) => status,
  )
  for (const status of ['SUCCESS', 'PARTIALLY_CANCELLED', 'CANCELLED', 'EXPIRED'])
    expect(statuses.get(status)?.length ?? 0, `${seed}: some are ${status}`).toBeGreaterThan(0)
})
