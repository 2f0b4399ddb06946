// Clawbacks of coupons: over every sequence of cancellations no won is lost, doubled or refunded too often.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clawedOf, couponLeft, standingTotal } from '#domain/billing/clawback.ts'
import type { BillingItem, OrderItem } from '#domain/billing/items.ts'
import { cancellationOf, giveBack, paidOrders } from '#domain/billing/refunds.ts'
import { sharesOf, sum } from '#domain/billing/shares.ts'
import { noAddition } from '#domain/billing/writes.ts'
import { noParts, readyBilling } from '#test/support/billing.ts'
import { seedOfRun } from '#test/support/seed.ts'

const NOW = '2026-11-22T09:00:00.000Z'

const paidBilling = (prices: readonly number[], couponDiscount: number, cashAmount: number, couponMinTotal: number) => {
  const orders = sharesOf({ prices, couponDiscount, cashAmount }).map(
    (share, at): OrderItem => ({
      ...{ orderId: `o${at}`, matchId: `m${at}`, price: prices[at] ?? 0, status: 'PAID', share },
    }),
  )
  const totalAmount = sum(prices)
  const payAmount = totalAmount - couponDiscount - cashAmount
  return readyBilling({
    ...{ status: 'SUCCESS', orders, totalAmount, couponDiscount, cashAmount, payAmount, captured: payAmount },
    couponMinTotal,
  })
}
const cancels = (billing: BillingItem, orderIds: string[], by: 'buyer' | 'host', excused: string[] = []) => {
  const withdrawn = by === 'buyer' ? { withdrawnAt: NOW, ...(excused.length > 0 ? { excused } : {}) } : {}
  const cancellation = cancellationOf(billing, orderIds, { reason: 'r', ...withdrawn }, NOW)
  return {
    cancellation,
    after: giveBack(billing, 'return', cancellation, { ...noParts, ...noAddition, now: NOW }).after,
  }
}

test('the example of the API: the share of what stays is withheld, and comes back with it', () => {
  const billing = paidBilling([10_000, 6000], 3200, 0, 10_000)
  const { cancellation, after } = cancels(billing, ['o0'], 'buyer')
  expect(cancellation).toMatchObject({ clawback: 1200, pay: 8000 - 1200, cash: 0 })
  expect(clawedOf(after)).toBe(1200)
  const last = cancels(after, ['o1'], 'buyer')
  expect(last.cancellation).toMatchObject({ pay: 6000, cash: 0 })
  expect([last.after.refundedPay, clawedOf(last.after)]).toEqual([12_800, 0])
})

test('a refund is never below zero; what is left of the share is taken from the next one', () => {
  const billing = paidBilling([9000, 9000, 1000], 9500, 0, 19_000)
  const first = cancels(billing, ['o2'], 'buyer')
  expect(first.cancellation).toMatchObject({ clawback: 500, pay: 0 })
  const second = cancels(first.after, ['o1'], 'buyer')
  expect(couponLeft(second.after, [])).toBe(0)
  // Both orders gone were worth 5000; 4500 of it now pay for what stays in place of the coupon.
  expect([second.after.refundedPay, clawedOf(second.after)]).toEqual([500, 4500])
})

test('equal orders stay equal: whichever of them a host cancels, the same comes back', () => {
  for (const cash of [0, 3000]) {
    const billing = paidBilling([10_000, 10_000, 10_000], 15_000, cash, 30_000)
    const { after } = cancels(billing, ['o0'], 'buyer')
    expect(after.orders.map(({ clawed }) => clawed)).toEqual([undefined, 2500, 2500])
    const [one, other] = ['o1', 'o2'].map((orderId) => cancels(after, [orderId], 'host').cancellation)
    expect(one).toMatchObject({ pay: other?.pay, cash: other?.cash })
    expect((one?.pay ?? 0) + (one?.cash ?? 0)).toBe(7500)
  }
})

test('a billing of before, whose first order took all that was withheld, gives everything back', () => {
  const billing = paidBilling([10_000, 10_000, 10_000], 15_000, 0, 30_000)
  const first = cancels(billing, ['o0'], 'buyer').after
  // Of before: the whole of what was withheld stands on the first order that stays.
  const orders = first.orders.map((order, at) => {
    const moved = [0, 2500, -2500][at] ?? 0
    const { coupon, cash, pay } = order.share
    return { ...order, clawed: (order.clawed ?? 0) + moved, share: { coupon: coupon - moved, cash, pay: pay + moved } }
  })
  const one = cancels({ ...first, orders }, ['o1'], 'buyer')
  expect(one.cancellation).toMatchObject({ clawback: 5000, pay: 5000 })
  const whole = cancels(one.after, ['o2'], 'host')
  expect([whole.after.refundedPay, clawedOf(whole.after)]).toEqual([15_000, 0])
})

test('what a host cancels costs nothing of the coupon, then or later', () => {
  const billing = paidBilling([8000, 3000, 3000], 1400, 0, 10_000)
  const hosted = cancels(billing, ['o0'], 'host')
  expect(hosted.cancellation).toMatchObject({ pay: 7200 })
  expect(hosted.cancellation).not.toHaveProperty('clawback')
  // Without the host's cancellation 11,000 would stay.
  const own = cancels(hosted.after, ['o1'], 'buyer')
  expect(own.cancellation).toMatchObject({ pay: 2700 })
  expect(clawedOf(own.after)).toBe(0)
  // The same where the buyer is quicker than the job that gives back what the host cancelled.
  const quicker = cancels(billing, ['o0'], 'buyer', ['o0'])
  expect(quicker.cancellation).toMatchObject({ pay: 7200 })
  expect(clawedOf(cancels(quicker.after, ['o1'], 'buyer').after)).toBe(0)
})

const worlds = fc.record({
  prices: fc.array(fc.oneof(fc.constantFrom(0, 1, 2, 7), fc.integer({ min: 0, max: 1_000_000_000_000 })), {
    ...{ minLength: 1, maxLength: 10 },
  }),
  coupon: fc.double({ min: 0, max: 1, noNaN: true }),
  cash: fc.double({ min: 0, max: 1, noNaN: true }),
  minTotal: fc.double({ min: 0, max: 1, noNaN: true }),
  taken: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
  steps: fc.array(
    fc.record({
      by: fc.constantFrom('buyer' as const, 'buyer' as const, 'host' as const),
      dice: fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
      isExcused: fc.boolean(),
    }),
    { maxLength: 12 },
  ),
})

/** What is withheld stands on the orders that stay in proportion to their shares of the coupon, to the won. */
const assertInProportion = (before: BillingItem, after: BillingItem, clawback: number) => {
  const share = new Map(before.orders.map((order) => [order.orderId, order.share]))
  const stay = paidOrders(after).map(({ orderId, share: now }) => {
    const was = share.get(orderId) ?? now
    return { coupon: was.coupon, moved: was.coupon - now.coupon, toPay: now.pay - was.pay }
  })
  const left = sum(stay.map(({ coupon }) => coupon))
  const withheldPay = sum(stay.map(({ toPay }) => toPay))
  expect(sum(stay.map(({ moved }) => moved))).toBe(clawback)
  for (const { coupon, moved, toPay } of stay) {
    if (left > 0) expect(isWithinAWon(moved, [clawback, coupon, left])).toBe(true)
    if (clawback > 0) expect(isWithinAWon(toPay, [withheldPay, moved, clawback])).toBe(true)
  }
}
const isWithinAWon = (part: number, [amount, weight, total]: readonly [number, number, number]): boolean => {
  const off = BigInt(part) * BigInt(total) - BigInt(amount) * BigInt(weight)
  return off < BigInt(total) && off > -BigInt(total)
}

test('over every sequence of cancellations by buyer and host each won is where it belongs', () =>
  fc.assert(
    fc.property(worlds, ({ prices, coupon, cash, minTotal, taken, steps }) => {
      const total = sum(prices)
      const couponDiscount = Math.floor(total * coupon)
      const cashAmount = Math.floor((total - couponDiscount) * cash)
      const couponMinTotal = Math.floor(total * minTotal)
      const first = paidBilling(prices, couponDiscount, cashAmount, couponMinTotal)
      const { payAmount } = first
      // What came back in the gateway's console before, and was kept by an operator.
      const outside = Math.floor(payAmount * taken)
      let billing: BillingItem = outside > 0 ? { ...first, refundedPay: outside, outside } : first
      const original = new Map(first.orders.map(({ orderId, share }) => [orderId, share.coupon]))
      const check = (now: BillingItem) => {
        const [gone, kept] = [now.orders.filter(({ status }) => status === 'CANCELLED'), paidOrders(now)]
        for (const { price, share } of now.orders) {
          expect(share.coupon + share.cash + share.pay).toBe(price)
          expect(Object.values(share).every((one) => Number.isSafeInteger(one) && one >= 0)).toBe(true)
        }
        const of = (orders: readonly OrderItem[], source: 'coupon' | 'cash' | 'pay') =>
          sum(orders.map(({ share }) => share[source]))
        for (const [source, whole] of [
          ['coupon', couponDiscount],
          ['cash', cashAmount],
          ['pay', payAmount],
        ] as const)
          expect(of(now.orders, source)).toBe(whole)
        expect(now.refundedCash).toBe(of(gone, 'cash'))
        expect(now.refundedPay).toBe(of(gone, 'pay') + (now.outside ?? 0))
        expect((now.outside ?? 0) >= 0 && now.refundedPay <= payAmount && now.refundedCash <= cashAmount).toBe(true)
        // What came back is what the orders cost after the coupon, less what is withheld.
        const worth = sum(gone.map(({ orderId, price }) => price - (original.get(orderId) ?? 0)))
        expect(now.refundedPay + now.refundedCash - (now.outside ?? 0)).toBe(worth - clawedOf(now))
        expect(of(kept, 'coupon') + clawedOf(now)).toBe(sum(kept.map(({ orderId }) => original.get(orderId) ?? 0)))
      }
      for (const { by, dice, isExcused } of steps) {
        const left = paidOrders(billing)
        const orderIds = [...new Set(dice.map((one) => left[one % left.length]?.orderId ?? ''))].filter(Boolean)
        if (orderIds.length === 0) break
        const excused = by === 'buyer' && isExcused ? orderIds.slice(0, 1) : []
        const { cancellation, after } = cancels(billing, orderIds, by, excused)
        assertInProportion(billing, after, cancellation.clawback ?? 0)
        expect(cancellation.pay >= 0 && cancellation.cash >= 0).toBe(true)
        if (by === 'host') expect(clawedOf(after)).toBeLessThanOrEqual(clawedOf(billing))
        const isShort = standingTotal(after, []) < couponMinTotal
        if (by === 'buyer' && isShort && couponLeft(after, []) > 0 && excused.length < orderIds.length) {
          // Nothing was left to withhold it from.
          const gone = after.orders.filter(({ orderId }) => orderIds.includes(orderId) && !excused.includes(orderId))
          expect(sum(gone.map(({ share }) => share.pay + share.cash))).toBe(0)
        }
        billing = after
        check(billing)
      }
      const rest = paidOrders(billing).map(({ orderId }) => orderId)
      if (rest.length > 0) billing = cancels(billing, rest, 'buyer').after
      check(billing)
      // Step by step or at once, in the end all of it is back.
      expect([billing.refundedPay, billing.refundedCash, clawedOf(billing)]).toEqual([payAmount, cashAmount, 0])
    }),
    { seed: seedOfRun, numRuns: 2000 },
  ))
