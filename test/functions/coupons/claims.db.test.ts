// Campaigns and claims: refusals and their order, the end of a campaign, the owner's view.

import { describe, expect, test } from 'vitest'
import { Campaign, Stripe } from '#domain/coupons/items.ts'
import { runtime } from '#kernel/commit/runtime.ts'
import { typeId } from '#kernel/data/typeid.ts'
import { inAnotherProcess } from '#test/support/interleave.ts'
import { known } from '#test/support/known.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { campaign, campaignBody } from '#test/support/prepared.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

test('shows the campaign as given, and the coupon with its terms', async () => {
  const { api } = await world.stranger('OPERATOR')
  const body = { ...campaignBody(world), discount: { type: 'RATE' as const, percent: 15, maxDiscount: 5000 } }
  const opened = await api.coupons.openCampaign({ body })
  if (!opened.ok) throw new Error(opened.code)
  const { campaignId } = opened.body
  const { createdAt } = opened.body
  expect(opened.body).toEqual({ ...body, campaignId, issuedCount: 0, stripes: 1, createdAt })

  const { api: owner } = await known(world)
  const claimed = await owner.coupons.claimCoupon({ path: { campaignId } })
  if (!claimed.ok) throw new Error(claimed.code)
  const { discount, minTotal, expiresAt } = body
  expect([claimed.status, claimed.body]).toEqual([
    201,
    { couponId: claimed.body.couponId, campaignId, discount, minTotal, expiresAt, status: 'ISSUED' },
  ])
  expect((await owner.coupons.listCoupons({})).body).toEqual({ items: [claimed.body], nextCursor: null })
})

test('refuses in this order: no campaign, claimed already, expired, exhausted; and writes nothing', async () => {
  const { api } = await world.stranger('OPERATOR')
  const body = { ...campaignBody(world, 1), expiresAt: world.now(10 * MINUTE_MS) }
  const opened = await api.coupons.openCampaign({ body })
  if (!opened.ok) throw new Error(opened.code)
  const path = { campaignId: opened.body.campaignId }
  const [ann, bob] = [await known(world), await known(world)]
  expect((await ann.api.coupons.claimCoupon({ path })).status).toBe(201)
  const before = await world.table.items()
  const told = async () =>
    Promise.all(
      [ann, bob].map(async (user) => {
        const { status, code } = await user.api.coupons.claimCoupon({ path })
        return `${status} ${code}`
      }),
    )
  expect(await told()).toEqual(['409 coupon-already-claimed', '409 campaign-exhausted'])
  world.passes(10 * MINUTE_MS)
  expect(await told()).toEqual(['409 coupon-already-claimed', '409 campaign-expired'])
  const nowhere = { campaignId: `${path.campaignId.slice(0, -1)}${path.campaignId.endsWith('0') ? 1 : 0}` }
  expect(await ann.api.coupons.claimCoupon({ path: nowhere })).toMatchObject({
    status: 404,
    code: 'campaign-not-found',
  })
  expect(await world.table.items()).toEqual(before)
})

test('a campaign that has coupons left gives none once it has expired', async () => {
  const { as, path } = await campaign(world)
  expect((await as.api.coupons.claimCoupon({ path })).status).toBe(201)
  world.passes(24 * HOUR_MS)
  // Tokens expire after an hour, so the next user signs in now.
  const late = await known(world)
  expect(await late.api.coupons.claimCoupon({ path })).toMatchObject({ status: 409, code: 'campaign-expired' })
})

test("lists only the caller's, newest first, page by page", async () => {
  const owner = await known(world)
  const claimed: string[] = []
  for (let at = 0; at < 5; at += 1) {
    const { path, as: other } = await campaign(world)
    for (const { api } of [other, owner]) {
      const answer = await api.coupons.claimCoupon({ path })
      if (!answer.ok) throw new Error(answer.code)
      if (api === owner.api) claimed.unshift(answer.body.couponId)
    }
    world.passes(1000)
  }
  const listed: string[] = []
  for await (const { couponId } of owner.api.coupons.listCoupons.all({ query: { limit: '2' } })) listed.push(couponId)
  expect(listed).toEqual(claimed)
})

const rate = { type: 'RATE' as const, percent: 10, maxDiscount: 5000 }
test.each([
  ['/name', { name: '' }],
  ['/name', { name: 'x'.repeat(101) }],
  ['/maxIssueCount', { maxIssueCount: 0 }],
  ['/maxIssueCount', { maxIssueCount: 1_000_001 }],
  ['/minTotal', { minTotal: -1 }],
  ['/expiresAt', { expiresAt: '2026-01-01T00:00:00.000Z' }],
  ['/expiresAt', { expiresAt: 'tomorrow' }],
  ['/discount/type', { discount: { type: 'GIFT' } }],
  ['/discount/type', { discount: { value: 5 } }],
  ['/discount/value', { discount: { type: 'AMOUNT' } }],
  ['/discount/value', { discount: { type: 'AMOUNT', value: 0 } }],
  ['/discount/percent', { discount: { type: 'AMOUNT', value: 5, percent: 5 } }],
  ['/discount/percent', { discount: { ...rate, percent: 0 } }],
  ['/discount/percent', { discount: { ...rate, percent: 101 } }],
  ['/discount/percent', { discount: { ...rate, percent: 12.5 } }],
  ['/discount/maxDiscount', { discount: { type: 'RATE', percent: 10 } }],
  ['/discount/value', { discount: { ...rate, value: 5 } }],
  ['/issuedCount', { issuedCount: 0 }],
])('refuses %s of %j', async (pointer, wrong) => {
  const { api } = await world.stranger('OPERATOR')
  const refused = await api.coupons.openCampaign({ body: { ...campaignBody(world), ...wrong } as never })
  expect(refused).toMatchObject({ status: 400, code: 'invalid-request', body: { errors: [{ pointer }] } })
})

const claims = (users: readonly User[], path: { campaignId: string }) =>
  Promise.all(users.map(({ api }) => api.coupons.claimCoupon({ path })))
const crowd = (size: number): Promise<User[]> => Promise.all(Array.from({ length: size }, () => known(world)))

/** The stripe that a transaction updates, with the place of the action. */
const stripeIn = (input: unknown) => {
  const actions = (input as { TransactItems: readonly object[] }).TransactItems.map((action) => JSON.stringify(action))
  const at = actions.findIndex((action) => action.startsWith('{"Update"') && action.includes('STRIPE#'))
  const name = /STRIPE#[^"]+/.exec(actions[at] ?? '')?.[0]
  return name === undefined ? undefined : { name, at }
}

/** As the store refuses a transaction, one of whose items another one holds. */
const conflictAt = (at: number): Error => {
  const reasons = [...Array.from({ length: at }, () => ({ Code: 'None' })), { Code: 'TransactionConflict' }]
  return Object.assign(new Error('held'), { name: 'TransactionCanceledException', CancellationReasons: reasons })
}

describe('a campaign in stripes', () => {
  const opened = async (maxIssueCount: number, stripes?: number) => {
    const { api } = await world.stranger('OPERATOR')
    const body = { ...campaignBody(world, maxIssueCount), ...(stripes === undefined ? {} : { stripes }) }
    return ok(await api.coupons.openCampaign({ body }))
  }

  test.each([
    [1, 1],
    [50, 1],
    [51, 2],
    [3200, 64],
    [1_000_000, 64],
  ])('of %i coupons has %i stripes by default, whose caps sum to the whole', async (maxIssueCount, stripes) => {
    const { campaignId, stripes: made } = await opened(maxIssueCount)
    expect(made).toBe(stripes)
    const stored = (await world.table.items()).filter((item) => Stripe.is(item) && item.campaignId === campaignId)
    expect(stored).toHaveLength(stripes)
    expect(stored.reduce((sum, { cap }) => sum + Number(cap), 0)).toBe(maxIssueCount)
  })

  test.each([
    [{ stripes: 65 }, '/stripes'],
    [{ stripes: 0 }, '/stripes'],
    [{ maxIssueCount: 3, stripes: 4 }, '/stripes'],
  ])('refuses %j', async (wrong, pointer) => {
    const { api } = await world.stranger('OPERATOR')
    const refused = await api.coupons.openCampaign({ body: { ...campaignBody(world), ...wrong } })
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer }] } })
  })

  test('gives every coupon, whichever stripes are full first, and each refusal outranked by an own claim', async () => {
    const { campaignId } = await opened(30, 10)
    const users = await crowd(45)
    const answers = await claims(users, { campaignId })
    expect(answers.filter(({ ok }) => ok)).toHaveLength(30)
    expect(answers.flatMap(({ code }) => code ?? [])).toEqual(Array(15).fill('campaign-exhausted'))
    const again = await claims(users, { campaignId })
    expect(again.map(({ code }) => code)).toEqual(
      answers.map(({ ok }) => (ok ? 'coupon-already-claimed' : 'campaign-exhausted')),
    )
    expect((await world.table.audit()).violations).toEqual([])
  })

  test('gives a coupon of another stripe if other transactions hold the first ones', async () => {
    const { campaignId } = await opened(64, 8)
    const [user] = await crowd(1)
    const held: string[] = []
    // The first five stripes that the claim wants are held, for as long as it wants them.
    world.fails((command, _, input) => {
      const stripe = command === 'TransactWriteItems' ? stripeIn(input) : undefined
      if (!stripe || (held.length === 5 && !held.includes(stripe.name))) return undefined
      held.push(stripe.name)
      return () => Promise.reject(conflictAt(stripe.at))
    })
    const [claimed] = await claims([user as User], { campaignId })
    world.fails(undefined)
    expect(claimed?.status).toBe(201)
    expect(new Set(held).size).toBe(5)
    const taken = (await world.table.items()).filter((item) => Stripe.is(item) && item.campaignId === campaignId)
    expect(taken.filter(({ taken, pk }) => Number(taken) > 0 && !held.includes(String(pk)))).toHaveLength(1)
    expect((await world.table.audit()).violations).toEqual([])
  })

  test('is refused by one read once the process has seen all stripes full, and by any other process too', async () => {
    const { campaignId } = await opened(6, 3)
    await claims(await crowd(8), { campaignId })
    const [known, fresh] = await crowd(2)
    const commands: string[] = []
    world.fails((command) => {
      commands.push(command)
      return undefined
    })
    const [first] = await claims([known as User], { campaignId })
    expect([first?.code, commands]).toEqual(['campaign-exhausted', ['BatchGetItem']])
    const [second] = await inAnotherProcess(() => claims([fresh as User], { campaignId }))
    world.fails(undefined)
    expect(second?.code).toBe('campaign-exhausted')
  })
})

describe('a campaign of an earlier edition', () => {
  const earlier = async (maxIssueCount: number) => {
    const campaignId = typeId('campaign', Date.parse(world.now()), runtime().random(10))
    const terms = { ...campaignBody(world, maxIssueCount), campaignId, issuedCount: 0 }
    const { pk, sk } = Campaign.key(campaignId)
    await world.table.store([{ ...terms, pk, sk, createdBy: 'user_operator', createdAt: world.now() }])
    return { campaignId }
  }

  test('goes on on its one item: each user has one coupon, none is one too many, none after its end', async () => {
    const path = await earlier(5)
    const users = await crowd(12)
    const answers = await claims(users, path)
    expect(answers.filter(({ ok }) => ok)).toHaveLength(5)
    expect(answers.flatMap(({ code }) => code ?? [])).toEqual(Array(7).fill('campaign-exhausted'))
    const again = await claims(users, path)
    expect(again.map(({ code }) => code)).toEqual(
      answers.map(({ ok }) => (ok ? 'coupon-already-claimed' : 'campaign-exhausted')),
    )
    const open = await earlier(5)
    world.passes(25 * HOUR_MS)
    expect((await claims(await crowd(1), open))[0]?.code).toBe('campaign-expired')
    expect((await world.table.audit()).violations).toEqual([])
  })
})
