// The discount's arithmetic against the same in BigInt, up to ten times the largest amount.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { discountOf } from '#domain/coupons/discount.ts'
import type { Discount } from '#domain/coupons/schema.ts'
import { MAX_AMOUNT } from '#domain/money.ts'
import { seedOfRun } from '#test/support/seed.ts'

const MAX_TOTAL = 10 * MAX_AMOUNT
const runs = { seed: seedOfRun, numRuns: 5000 }
const amount = fc.integer({ min: 1, max: MAX_AMOUNT })
const percent = fc.integer({ min: 1, max: 100 })
// Half of them beside a multiple of a hundred, where a division that is not exact would show.
const total = fc.oneof(
  fc.integer({ min: 0, max: MAX_TOTAL }),
  fc
    .tuple(fc.integer({ min: 1, max: MAX_TOTAL / 100 }), fc.integer({ min: -1, max: 1 }))
    .map(([hundreds, beside]) => Math.min(hundreds * 100 + beside, MAX_TOTAL)),
)
const discount: fc.Arbitrary<Discount> = fc.oneof(
  amount.map((value) => ({ type: 'AMOUNT' as const, value })),
  fc.record({ type: fc.constant('RATE' as const), percent, maxDiscount: amount }),
)

const least = (...values: bigint[]): bigint => values.reduce((low, value) => (value < low ? value : low))
const exactly = (of: Discount, total: number): bigint =>
  of.type === 'AMOUNT'
    ? least(BigInt(of.value), BigInt(total))
    : least((BigInt(total) * BigInt(of.percent)) / 100n, BigInt(of.maxDiscount), BigInt(total))

test('is exact', () =>
  fc.assert(
    fc.property(discount, total, (of, total) => {
      expect(BigInt(discountOf(of, total))).toBe(exactly(of, total))
    }),
    runs,
  ))

test('is a rate of the whole total, exactly, where nothing caps it', () =>
  fc.assert(
    fc.property(percent, total, (percent, total) => {
      const found = discountOf({ type: 'RATE', percent, maxDiscount: MAX_TOTAL }, total)
      expect(BigInt(found)).toBe((BigInt(total) * BigInt(percent)) / 100n)
    }),
    runs,
  ))

test('lies between nothing and the total, and grows with it', () =>
  fc.assert(
    fc.property(discount, total, total, (of, one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)]
      expect(discountOf(of, less)).toBeGreaterThanOrEqual(0)
      expect(discountOf(of, less)).toBeLessThanOrEqual(less)
      expect(discountOf(of, less)).toBeLessThanOrEqual(discountOf(of, more))
    }),
    runs,
  ))
