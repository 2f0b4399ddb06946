// The shares of coupon, cash and payment: for all prices nothing is lost, and no source is refunded more than it paid.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BillingItem, OrderItem } from '#domain/billing/items.ts'
import { cancellationOf } from '#domain/billing/refunds.ts'
import { type Paid, sharesOf } from '#domain/billing/shares.ts'
import { readyBilling } from '#test/support/billing.ts'
import { seedOfRun } from '#test/support/seed.ts'

const MOST = 1_000_000_000_000
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** Fees as matches may have them, a coupon and cash that are never more than what is left to pay. */
const bills: fc.Arbitrary<Paid> = fc
  .record({
    prices: fc.array(fc.oneof(fc.constantFrom(0, 1, 2, 7, MOST), fc.integer({ min: 0, max: MOST })), {
      minLength: 1,
      maxLength: 10,
    }),
    coupon: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
    cash: fc.oneof(fc.constantFrom(0, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  })
  .map(({ prices, coupon, cash }) => {
    const couponDiscount = Math.floor(sum(prices) * coupon)
    return { prices, couponDiscount, cashAmount: Math.floor((sum(prices) - couponDiscount) * cash) }
  })

const options = { seed: seedOfRun, numRuns: 2000 }

test('every source is shared to the won, every order to its price, and no share is below zero', () =>
  fc.assert(
    fc.property(bills, (paid) => {
      const shares = sharesOf(paid)
      expect(sum(shares.map(({ coupon }) => coupon))).toBe(paid.couponDiscount)
      expect(sum(shares.map(({ cash }) => cash))).toBe(paid.cashAmount)
      expect(sum(shares.map(({ pay }) => pay))).toBe(sum(paid.prices) - paid.couponDiscount - paid.cashAmount)
      for (const [at, { coupon, cash, pay }] of shares.entries()) {
        expect(coupon + cash + pay).toBe(paid.prices[at])
        expect([coupon, cash, pay].every((one) => Number.isSafeInteger(one) && one >= 0)).toBe(true)
      }
    }),
    options,
  ))

test('in whatever order and in whatever parts it is cancelled, never more comes back than was paid, and in the end all of it', () =>
  fc.assert(
    fc.property(bills, fc.infiniteStream(fc.nat()), fc.nat(9), (paid, dice, atOnce) => {
      const shares = sharesOf(paid)
      const orders = shares.map(
        (share, at): OrderItem => ({
          ...{ orderId: `o${at}`, matchId: `m${at}`, price: paid.prices[at] ?? 0, status: 'PAID', share },
        }),
      )
      const total = sum(paid.prices)
      const { couponDiscount, cashAmount } = paid
      const payAmount = total - couponDiscount - cashAmount
      let billing: BillingItem = readyBilling({ orders, totalAmount: total, couponDiscount, cashAmount, payAmount })
      const left = orders.map(({ orderId }) => orderId).sort(() => (dice.next().value % 2 ? 1 : -1))
      while (left.length > 0) {
        const { pay, cash, before, orderIds } = cancellationOf(
          billing,
          left.splice(0, 1 + atOnce),
          { reason: 'r' },
          'now',
        )
        expect(before).toBe(billing.refundedPay)
        const [refundedPay, refundedCash] = [billing.refundedPay + pay, billing.refundedCash + cash]
        expect(refundedPay <= payAmount && refundedCash <= cashAmount && pay >= 0 && cash >= 0).toBe(true)
        const status = (one: OrderItem) => (orderIds.includes(one.orderId) ? ('CANCELLED' as const) : one.status)
        const after = billing.orders.map((one) => ({ ...one, status: status(one) }))
        billing = { ...billing, refundedPay, refundedCash, orders: after }
      }
      expect([billing.refundedPay, billing.refundedCash]).toEqual([payAmount, cashAmount])
    }),
    options,
  ))

test('ten matches at the highest price, all but a won of it by coupon and cash', () => {
  const prices = Array.from({ length: 10 }, () => MOST)
  const shares = sharesOf({ prices, couponDiscount: 3 * MOST + 1, cashAmount: 7 * MOST - 2 })
  expect(sum(shares.map(({ pay }) => pay))).toBe(1)
  expect(shares.every(({ coupon, cash, pay }) => coupon + cash + pay === MOST && pay >= 0)).toBe(true)
})
