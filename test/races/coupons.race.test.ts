// Concurrent claims on one campaign, and concurrent billings on one coupon.

import { afterAll, expect, test } from 'vitest'
import { Coupon, type CouponItem } from '#domain/coupons/items.ts'
import { giveBack, reserve, use } from '#domain/coupons/writes.ts'
import { guard } from '#flows/payment/guards.ts'
import { seeded } from '#infra/simulation/seeded.ts'
import { commit } from '#kernel/commit/commit.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { Store } from '#kernel/commit/store.ts'
import { Problem } from '#kernel/data/problem.ts'
import type { Write } from '#kernel/data/write.ts'
import { type Fault, faults } from '#test/support/faults.ts'
import { known } from '#test/support/known.ts'
import type { User } from '#test/support/people.ts'
import { campaign } from '#test/support/prepared.ts'
import { seedOfRun } from '#test/support/seed.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const { pause } = runtime()
afterAll(() => bindRuntime({ pause }))
const crowd = (size: number): Promise<User[]> => Promise.all(Array.from({ length: size }, () => known(world)))
const expectSound = async (): Promise<void> => {
  const { violations, unsettled } = await world.table.audit()
  expect([violations, unsettled], `seed ${seedOfRun}`).toEqual([[], 0])
}
const tally = (told: readonly string[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(told, (one) => one)].map(([one, { length }]) => [one, length]))
const couponsOf = async ({ api }: User): Promise<string[]> => {
  const answer = await api.coupons.listCoupons({})
  if (!answer.ok) throw new Error('the owner cannot look')
  return answer.body.items.map(({ couponId }) => couponId)
}

test('100 users for 10 coupons: 10 get one, all others get campaign-exhausted', { timeout: 60_000 }, async () => {
  const { path } = await campaign(world, 10)
  const users = await crowd(100)
  const answers = await Promise.all(users.map(({ api }) => api.coupons.claimCoupon({ path })))
  expect(tally(answers.map(({ status, code }) => `${status} ${code ?? 'ok'}`))).toEqual({
    '201 ok': 10,
    '409 campaign-exhausted': 90,
  })
  const listed = (await Promise.all(users.map(couponsOf))).flat()
  expect(listed.sort()).toEqual(answers.flatMap(({ ok, body }) => (ok ? body.couponId : [])).sort())
  await expectSound()
})

test('a user who asks 20 times at once gets one coupon', async () => {
  const { as, path } = await campaign(world, 10)
  const answers = await Promise.all(Array.from({ length: 20 }, () => as.api.coupons.claimCoupon({ path })))
  expect(tally(answers.map(({ status, code }) => `${status} ${code ?? 'ok'}`))).toEqual({
    '201 ok': 1,
    '409 coupon-already-claimed': 19,
  })
  expect(await couponsOf(as)).toHaveLength(1)
  await expectSound()
})

test('while every kind of fault strikes, no coupon is lost and none is one too many', { timeout: 60_000 }, async () => {
  const random = seeded(seedOfRun)
  const strikes: Fault[] = []
  const { path } = await campaign(world, 10)
  const users = await crowd(60)
  // The kernel's own pauses, shortened.
  bindRuntime({ pause: (ms) => pause(Math.min(ms, 5)) })
  world.fails(() => {
    if (random() >= 0.2) return undefined
    const fault = faults[strikes.length % faults.length] as Fault
    strikes.push(fault)
    return fault
  })
  const insist = async ({ api }: User, key: string | undefined) => {
    for (let tries = 0; tries < 40; tries += 1) {
      const answer = await api.coupons.claimCoupon({ path, ...(key ? { key } : {}) })
      if (answer.status < 500) return answer
    }
    throw new Error(`seed ${seedOfRun}: no answer after 40 tries`)
  }
  const told = await Promise.all(
    users.map(async (user, at) => ({ user, answer: await insist(user, at % 2 ? `key-${at}` : undefined) })),
  )
  world.fails(undefined)
  bindRuntime({ pause })
  expect(strikes.length, `seed ${seedOfRun}: every kind of fault`).toBeGreaterThanOrEqual(faults.length)
  for (const { user, answer } of told) {
    const coupons = await couponsOf(user)
    // A user whose process died before its reply has the coupon all the same, and a retry says so.
    if (answer.ok) expect(coupons).toEqual([answer.body.couponId])
    else expect(coupons).toHaveLength(answer.code === 'coupon-already-claimed' ? 1 : 0)
  }
  const got = told.filter(({ answer }) => answer.code !== 'campaign-exhausted')
  expect(got, `seed ${seedOfRun}`).toHaveLength(10)
  await expectSound()
})

test('of many billings, one at a time has a coupon, and only that one uses it or gives it back', async () => {
  const random = seeded(seedOfRun)
  const { as, path } = await campaign(world)
  const claimed = await as.api.coupons.claimCoupon({ path })
  if (!claimed.ok) throw new Error(claimed.code)
  const key = Coupon.key(as.userId, claimed.body.couponId)
  const coupon = { userId: as.userId, couponId: claimed.body.couponId }
  const commits = async (writes: (found: CouponItem | undefined, now: string) => readonly Write[]): Promise<string> => {
    const store = new Store(runtime().client, runtime().tableName)
    const plan = async () => ({ writes: writes(await store.get(key), world.now()), value: undefined })
    try {
      await commit({ store, world: runtime(), precedence: [], plan })
      return 'ok'
    } catch (error) {
      if (error instanceof Problem) return error.kind.code
      throw error
    }
  }
  let reservations = 0
  let returns = 0
  const live = async (billingId: string): Promise<void> => {
    for (let round = 0; round < 10; round += 1) {
      const terms = { billingId, totalAmount: 10_000, status: 'RESERVED' as const }
      const told = await commits((_, now) => [reserve(coupon, { ...terms, now }, guard.unusedCoupon())])
      if (told === 'ok') {
        reservations += 1
        if (random() < 0.5) expect(await commits(() => [use(coupon, billingId)])).toBe('ok')
      } else expect(told).toBe('coupon-unusable')
      // Sent by all users: an owner gives the coupon back, the others plan nothing.
      let mine = false
      const givesBack = (found: CouponItem | undefined) => {
        mine = found?.billingId === billingId
        return found && mine ? [giveBack(found, billingId)] : []
      }
      expect(await commits(givesBack)).toBe('ok')
      if (mine) returns += 1
    }
  }
  await Promise.all(Array.from({ length: 12 }, (_, at) => live(`billing_${at}`)))
  const [stored] = (await world.table.items()).filter(({ pk, sk }) => pk === key.pk && sk === key.sk)
  expect(stored).toMatchObject({ status: 'ISSUED' })
  // An overwritten reservation could not be given back.
  expect(returns).toBe(reservations)
  expect(reservations).toBeGreaterThan(1)
  await expectSound()
})
