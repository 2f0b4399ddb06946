// The money of each day in Seoul: a step that moves money at a gateway counts it in the same transaction.

import type { Read } from '#kernel/commit/store.ts'
import { stripeOf } from '#kernel/data/stripes.ts'
import { seoulDay } from '#kernel/data/time.ts'
import { type Known, update } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { Billing, type BillingDay, type BillingItem, type DayMoney, DayTotal } from './items.ts'
import { sum } from './shares.ts'

/** The parts of a day's total. A process that captures waits for another one only if both update the same part. */
const STRIPES = 32

type Money = Pick<BillingItem, 'captured' | 'refundedPay'>

const totalOf = ({ billingId }: Pick<BillingItem, 'billingId'>, now: string) => {
  const [day, stripe] = [seoulDay(now), stripeOf(billingId, STRIPES)]
  const key = DayTotal.key(day, stripe)
  return { day, stripe, key, together: guard.withDayTotal({ keys: [Billing.key(billingId), key] }) }
}

/** What a step that moves money changes on its billing, and requires. @param add won */
export const byDay = (
  billing: BillingItem,
  { captured = 0, refundedPay: refunded = 0 }: Partial<Money>,
  now: string,
) => {
  if (captured === 0 && refunded === 0) return { set: {}, asks: [] }
  const { day, stripe, together } = totalOf(billing, now)
  const isSame = (one: BillingDay) => one.day === day && one.stripe === stripe
  const days = daysOf(billing)
  const before = days.find(isSame) ?? { captured: 0, refunded: 0 }
  const after = { day, stripe, captured: before.captured + captured, refunded: before.refunded + refunded }
  return { set: { byDay: [...days.filter((one) => !isSame(one)), after] }, asks: [together] }
}

const daysOf = ({ byDay, captured, refundedPay, createdAt }: BillingItem): readonly BillingDay[] => {
  if (byDay) return byDay
  return captured > 0 ? [{ day: seoulDay(createdAt), captured, refunded: refundedPay }] : []
}

/** A step, and the total of the day if it moves money. */
export const withTotal = <Code extends string>(
  before: BillingItem,
  step: Known<'billing', BillingItem, Code>,
  now: string,
) => {
  const captured = step.after.captured - before.captured
  const refunded = step.after.refundedPay - before.refundedPay
  if (captured === 0 && refunded === 0) return [step]
  const { day, stripe, key, together } = totalOf(before, now)
  return [step, update('countMoney', key, { set: { day, stripe }, add: { captured, refunded } }, together)]
}

/** @param now whose day in Seoul */
export const moneyOfDay = async (read: Read<'billing'>, now: string): Promise<DayMoney> => {
  const day = seoulDay(now)
  const parts = await read.all(Array.from({ length: STRIPES }, (_, stripe) => DayTotal.key(day, stripe)))
  const total = (of: 'captured' | 'refunded'): number => sum(parts.map((part) => part?.[of] ?? 0))
  return { day, captured: total('captured'), refunded: total('refunded') }
}
