// Processes that die at every point between a stored step and a gateway call, one billing at a time.

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { settledBillings } from '#domain/billing/items.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { bill, decide } from '#test/examples/billing.ts'
import { Abandoned } from '#test/support/faults.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { accountHolder, campaignBody, hosted, matchBody } from '#test/support/prepared.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { MINUTE_MS, useTill } from '#test/support/till.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const till = useTill(world, 300)
const GATEWAYS = ['KAKAOPAY', 'TOSS'] as const
type Gateway = (typeof GATEWAYS)[number]
const { fetch } = globalThis
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

/** A user with two orders and every kind of reservation. */
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
/** A browser with the buyer's `decide`; both survive every process. */
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
  /** The preparation, without faults. */
  readonly given?: (one: Prepared) => Promise<unknown>
  /** The call during which a process dies; a repeat is the same request. */
  readonly run: (one: Prepared) => Promise<unknown>
  /** A job handles all due work, so nothing else may be due. */
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

/** A paid billing only requires its comparison with the gateway. */
const OVER = [undefined, ...settledBillings.partitions.map(({ pk }) => pk)]

/** Each walk through one gateway: the runs, by their seeds, see both. */
const cases = Object.keys(walks).map((name, at) => [GATEWAYS[(at + seedOfRun) % 2] as Gateway, name] as const)
test.each(cases)('%s: a process dies at every point of %s', async (gateway, name) => {
  const { given, run, alone } = walks[name] as Walk
  let words = Number.POSITIVE_INFINITY
  let isRead = false
  const deaths = new Map<string, string>()
  for (let at = 1; at <= words; at += 1)
    for (const after of [false, true]) {
      // A read changes nothing, so a death at any read counts once.
      if (after && isRead) continue
      const one = await prepared(gateway)
      await given?.(one)
      const said = dying(at, after)
      await run(one)
      calm()
      deaths.set(one.path.billingId, `${after ? 'after' : 'before'} ${at}: ${said.join(' ')}`)
      if (said.length < at) words = said.length
      isRead = /Get|Query/.test(said[at - 1] ?? '')
      // Half of the users retry after the lease; the others leave the work to the jobs.
      if ((at + (after ? 1 : 0)) % 2 === 0) {
        world.passes(31_000)
        await run(one)
      }
      if (alone) await till.settles(async () => OVER.includes((await till.billing(one.path.billingId)).duePk))
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
