// Processes that die at every point between what is stored and what is asked of a gateway, one billing at a time; then a storm.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Mode, modes, type Step } from '../../infra/sandbox/faults.ts'
import { bindRuntime, runtime } from '../../shared/kernel/runtime.ts'
import { accountHolder, campaignBody, hosted, matchBody, ok } from '../examples.ts'
import { bill, decide } from '../examples-billing.ts'
import { Abandoned, type Fault, faults } from '../support/faults.ts'
import type { User } from '../support/people.ts'
import { seeded, seedOfRun } from '../support/seed.ts'
import { MINUTE_MS, useTill } from '../support/till.ts'
import { useWorld } from '../support/world.ts'

const world = useWorld()
const till = useTill(world, 300)
const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
type Gateway = (typeof GATEWAYS)[number]
const random = seeded(seedOfRun)
const below = (bound: number): number => Math.floor(random() * bound)
const { fetch } = globalThis
const { pause } = runtime()
// Whoever waits lets the time pass, and does not take it.
beforeAll(() =>
  bindRuntime({
    pause: async (ms) => {
      world.passes(ms)
      await pause(0)
    },
  }),
)
const calm = (): void => {
  world.fails(undefined)
  globalThis.fetch = fetch
}
afterEach(calm)
afterAll(() => bindRuntime({ pause }))

/** Lets a process die at its n-th word to the table or a gateway, before it is heard or after. @returns what was said until then */
const dying = (at: number, after: boolean) => {
  const said: string[] = []
  const strike = async <T>(what: string, say: () => Promise<T>): Promise<T> => {
    if (said.length >= at) throw new Abandoned()
    said.push(what)
    if (said.length < at) return say()
    if (after) await say()
    throw new Abandoned()
  }
  world.fails((command) => (send) => strike(command, send))
  globalThis.fetch = (input, init) => strike('fetch', () => fetch(input, init))
  return said
}

/** Somebody with two orders and all that can be reserved for them. */
const prepared = async (gateway: Gateway) => {
  const { as } = await accountHolder(world, 5000)
  const operator = await world.stranger('OPERATOR')
  const path = { campaignId: ok(await operator.api.coupons.openCampaign({ body: campaignBody(world) })).campaignId }
  const { couponId } = ok(await as.api.coupons.claimCoupon({ path }))
  const host = await world.stranger()
  const body = { ...matchBody(world, 8000), parkingCapacity: 1 }
  const { matchId } = ok(await host.api.matches.openMatch({ body }))
  const orders = [{ matchId, parking: { plateNumber: '1' } }, (await hosted(world, 7000)).path]
  const made = await bill(as, { orders, couponId, cashAmount: 5000, gateway })
  return { as, host, match: { matchId }, ...made, ...flows(as, made.path, made.item.orders[0]?.orderId ?? '') }
}
const flows = (as: User, path: { billingId: string }, first: string) => {
  const key = path.billingId
  const cancel =
    (more: object = {}) =>
    async () => {
      await as.api.billing.cancelBilling({ path, key, body: { reason: 'rain', ...more } })
    }
  return {
    begin: () => as.api.billing.beginPayment({ path, key }),
    cancel: cancel(),
    cancelPart: cancel({ orderIds: [first] }),
  }
}
type Prepared = Awaited<ReturnType<typeof prepared>>

const backs = new Map<string, Awaited<ReturnType<typeof decide>>>()
/** As a browser does it; `decide` is the person, who outlives every process. */
const pay = async ({ begin }: Prepared): Promise<void> => {
  const begun = await begin()
  if (!begun.ok) return
  const { redirectUrl } = begun.body
  const struck = globalThis.fetch
  globalThis.fetch = fetch
  // A browser that comes again comes from where it went.
  const back = backs.get(redirectUrl) ?? (await decide(redirectUrl, 'approve'))
  globalThis.fetch = struck
  backs.set(redirectUrl, back)
  await world.api.billing.approvePayment(back)
}
const reconcile = () => till.reconcile().catch(() => undefined)

interface Walk {
  /** What happens before, unharmed. */
  readonly given?: (one: Prepared) => Promise<unknown>
  /** What a process dies in; asked again, it is the same request. */
  readonly run: (one: Prepared) => Promise<unknown>
  /** A job does it, for whatever is due: so nothing else may be. */
  readonly alone?: true
}
const lost = async (one: Prepared): Promise<void> => {
  await till.fails(one.path.billingId, 'approve', 'drop-connection-after')
  await till.fails(one.path.billingId, 'order', 'drop-connection-before')
  await pay(one)
  world.passes(MINUTE_MS)
}
const walks: Record<string, Walk> = {
  'a payment': { run: pay },
  'a cancellation': { given: pay, run: ({ cancel }) => cancel() },
  'a part that is cancelled': { given: pay, run: ({ cancelPart }) => cancelPart() },
  'a cancellation before it is paid': { given: ({ begin }) => begin(), run: ({ cancel }) => cancel() },
  'an approval that the reconciler ends': { given: lost, run: reconcile, alone: true },
  'a match that is cancelled': {
    given: async (one) => {
      await pay(one)
      ok(await one.host.api.matches.cancelMatch({ path: one.match }))
    },
    run: reconcile,
    alone: true,
  },
  'the end of its time': {
    given: async ({ begin }) => {
      ok(await begin())
      world.passes(15 * MINUTE_MS)
    },
    run: reconcile,
    alone: true,
  },
}

const cases = Object.keys(walks).flatMap((name) => GATEWAYS.map((gateway) => [gateway, name] as const))
test.each(cases)('%s: a process dies at every point of %s', async (gateway, name) => {
  const { given, run, alone } = walks[name] as Walk
  let words = Number.POSITIVE_INFINITY
  const deaths = new Map<string, string>()
  for (let at = 1; at <= words + 1; at += 1)
    for (const after of [false, true]) {
      const one = await prepared(gateway)
      await given?.(one)
      const said = dying(at, after)
      await run(one)
      calm()
      deaths.set(one.path.billingId, `${after ? 'after' : 'before'} ${at}: ${said.join(' ')}`)
      if (said.length < at) words = said.length
      // Half of the people come back once the lease is over; the others leave it to the jobs.
      if ((at + (after ? 1 : 0)) % 2 === 0) {
        world.passes(31_000)
        await run(one)
      }
      if (alone) await till.settles(async () => (await till.billing(one.path.billingId)).duePk === undefined)
    }
  await till.settles()
  const wrong = till.unfair(await world.table.items())
  expect(wrong.map((what) => `${what} (${deaths.get(what.split(' ')[0] ?? '')})`)).toEqual([])
  await till.expectFair()
  const ends = await Promise.all([...deaths.keys()].map(async (billingId) => (await till.billing(billingId)).status))
  // None of these deaths takes a person to find out.
  expect(ends.filter((status) => !/^(SUCCESS|EXPIRED|(PARTIALLY_)?CANCELLED)$/.test(status))).toEqual([])
  expect(deaths.size).toBeGreaterThan(10)
})

const BILLINGS = 500
const MATCHES = 50
const PEOPLE = 40
const strikes = new Map<Fault, number>()
const troubled = new Set<string>()

const storm = (): void =>
  world.fails(() => {
    if (random() >= 0.02) return undefined
    const fault = faults[below(faults.length)] as Fault
    strikes.set(fault, (strikes.get(fault) ?? 0) + 1)
    return fault
  })

/** The same request, until it is answered for good or patience ends. */
const insist = async <T extends { readonly status: number }>(ask: () => Promise<T>): Promise<T> => {
  let answer = await ask()
  for (let tries = 0; tries < 3 && answer.status >= 500; tries += 1) answer = await ask()
  return answer
}
/** Where nothing may happen twice at random: once or twice a billing, at some step. */
const trouble = async (billingId: string): Promise<void> => {
  const steps: Step[] = ['ready', 'approve', 'approve', 'order', 'cancel']
  for (const attempt of [1, 2]) {
    if (random() < 0.5) continue
    const names = Object.keys(modes) as Mode[]
    // What hangs takes its time.
    const mode = names.filter((one) => one !== 'slow' && (one !== 'capture-then-hang' || random() < 0.1))
    const chosen = mode[below(mode.length)] as Mode
    troubled.add(chosen)
    await till.fails(billingId, steps[below(steps.length)] as Step, chosen, attempt)
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

/** As an operator would: the gateway's own account decides. */
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
  calm()
  let reviews = 0
  // What waits for a person keeps its match waiting; each may bring another one about.
  for (let idle = 0; idle < 2; ) {
    await till.settles(async () => (await world.table.items()).every(({ duePk }) => duePk !== 'DUE_BILLING#ALL'))
    const seen = await review()
    reviews += seen
    idle = seen > 0 ? 0 : idle + 1
  }
  await till.settles()
  await till.expectFair(seed)
  expect([...strikes.keys()].sort(), `${seed}: every kind of fault`).toEqual([...faults].sort())
  expect(troubled.size, `${seed}: every way to fail`).toBe(Object.keys(modes).length - 1)
  const items = await world.table.items()
  const statuses = Map.groupBy(
    items.filter(({ sk }) => sk === 'BILLING'),
    ({ status }) => status,
  )
  for (const status of ['SUCCESS', 'PARTIALLY_CANCELLED', 'CANCELLED', 'EXPIRED'])
    expect(statuses.get(status)?.length ?? 0, `${seed}: some are ${status}`).toBeGreaterThan(0)
  expect(reviews, `${seed}: some were looked at`).toBeGreaterThan(0)
})
