// The overview of the console: the money of a day in Seoul, failed deliveries, and requests by the code of their refusal.

import { beforeEach, expect, test, vi } from 'vitest'
import { Billing, DayTotal } from '#domain/billing/items.ts'
import { seoulDay } from '#kernel/data/time.ts'
import { countAnswer, traffic } from '#kernel/http/traffic.ts'
import { FEE, paid, toppedUp } from '#test/examples/billing.ts'
import { ok } from '#test/support/ok.ts'
import type { User } from '#test/support/people.ts'
import { useTill } from '#test/support/till.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
useTill(world)

const DAY_MS = 24 * 60 * 60 * 1000
let operator: User
// Tokens are of the moment, because days pass.
const speaks = async () => (await world.speaks(operator.userId, 'OPERATOR')).api
const money = async () => ok(await (await speaks()).ops.getOverview()).money
const cancel = async ({ as, path }: Awaited<ReturnType<typeof paid>>) =>
  ok(await (await world.speaks(as.userId)).api.billing.cancelBilling({ path, key: 'cancel', body: { reason: 'rain' } }))
const isSound = async () => expect((await world.table.audit()).violations).toEqual([])

beforeEach(async () => {
  operator = await world.stranger('OPERATOR')
})

test('money is that which gateways captured and refunded today, of seats and of top-ups', async () => {
  const before = await money()
  expect(before.day).toBe(seoulDay(world.now()))
  const kept = await paid(world)
  await toppedUp(world)
  expect(await money()).toEqual({ ...before, captured: before.captured + FEE + 5000 })
  await cancel(kept)
  expect(await money()).toEqual({ ...before, captured: before.captured + FEE + 5000, refunded: before.refunded + FEE })
  await isSound()
})

test('a day ends at midnight in Seoul, and a refund counts on its own day', async () => {
  expect([seoulDay('2026-11-26T14:59:59.999Z'), seoulDay('2026-11-26T15:00:00.000Z')]).toEqual([
    '2026-11-26',
    '2026-11-27',
  ])
  const one = await paid(world)
  const { captured, day } = await money()
  const midnight = Date.parse(`${day}T00:00:00+09:00`) + DAY_MS
  world.passes(midnight - Date.parse(world.now()))
  const next = await money()
  expect(next).toEqual({ day: seoulDay(world.now()), captured: 0, refunded: 0 })
  await cancel(one)
  expect(await money()).toEqual({ ...next, refunded: FEE })
  const totals = (await world.table.items()).filter((item) => DayTotal.is(item) && item.day === day)
  expect(totals.reduce((sum, { captured: won }) => sum + Number(won), 0)).toBe(captured)
  await isSound()
})

test('a billing that an earlier edition captured counts from its next step on', async () => {
  const one = await paid(world)
  const isOurs = (item: object) => Billing.is(item) && item.billingId === one.path.billingId
  const items = await world.table.items()
  const found = items.find(isOurs)
  const { byDay: _, ...earlier } = found ?? {}
  const [{ day = '', stripe = 0 } = {}] = (found?.['byDay'] as { day: string; stripe: number }[] | undefined) ?? []
  const key = DayTotal.key(day, stripe)
  const total = items.find(({ pk, sk }) => pk === key.pk && sk === key.sk)
  await world.table.store([earlier, { ...total, captured: Number(total?.['captured']) - FEE }])
  await isSound()
  const before = await money()
  await cancel(one)
  expect(await money()).toEqual({ ...before, refunded: before.refunded + FEE })
  expect((await world.table.items()).find(isOurs)).toMatchObject({
    byDay: [
      { captured: FEE, refunded: 0 },
      { captured: 0, refunded: FEE },
    ],
  })
  await isSound()
})

test('the audit notices a total that counts too much, and a billing that was counted nowhere', async () => {
  const { path } = await paid(world)
  const items = await world.table.items()
  const total = items.find((item) => DayTotal.is(item))
  const counted = items.find((item) => Billing.is(item) && item.billingId === path.billingId)
  const rules = async () =>
    new Set((await world.table.audit()).violations.map(({ module, rule }) => `${module}.${rule}`))
  await world.table.store([{ ...total, refunded: 1 }])
  expect(await rules()).toEqual(new Set(['billing.dayTotals']))
  await world.table.store([{ ...total }, { ...counted, byDay: [] }])
  expect(await rules()).toEqual(new Set(['billing.byDay', 'billing.dayTotals']))
  await world.table.store([{ ...counted }])
  await isSound()
})

test('requests and refusals of the last hour are counted by minute and code', () => {
  const now = Date.parse('2100-01-01T12:30:30.000Z')
  countAnswer(undefined, now - 61 * 60_000)
  countAnswer('insufficient-balance', now - 59 * 60_000)
  for (const code of [undefined, 'match-full', 'match-full']) countAnswer(code, now)
  const { minutes = [], codes } = traffic(now) ?? {}
  expect(minutes).toHaveLength(60)
  expect(minutes[0]).toEqual({ at: '2100-01-01T11:31:00.000Z', requests: 1, refusals: 1 })
  expect(minutes.at(-1)).toEqual({ at: '2100-01-01T12:30:00.000Z', requests: 3, refusals: 2 })
  expect(minutes.reduce((sum, { requests }) => sum + requests, 0)).toBe(4)
  expect(codes).toEqual([
    { code: 'match-full', count: 2 },
    { code: 'insufficient-balance', count: 1 },
  ])
})

test('the overview has them, and in a stack the address of the dashboard in their place', async () => {
  const api = await speaks()
  const here = ok(await api.ops.getOverview())
  expect([here.dashboardUrl, here.traffic?.minutes.length]).toEqual([null, 60])
  expect(here).toMatchObject({ failedDeliveries: { count: 0, more: false }, failingEndpoints: 0 })
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'function')
  vi.stubEnv('AWS_REGION', 'ap-northeast-2')
  const { dashboardUrl, traffic: counted } = ok(await api.ops.getOverview())
  vi.unstubAllEnvs()
  expect(counted).toBe(null)
  expect(dashboardUrl).toMatch(/^https:\/\/ap-northeast-2\..*#dashboards\/dashboard\/holdfast-ap-northeast-2$/)
})
