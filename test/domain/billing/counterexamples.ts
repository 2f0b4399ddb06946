// Counterexamples of billing: for each keeper, a sound world and writes that it refuses.

import { abandon, approve, begin } from '#domain/billing/attempts.ts'
import { guard } from '#domain/billing/guards.ts'
import { type AttemptItem, Billing, type BillingItem } from '#domain/billing/items.ts'
import { cancellationOf, giveBack, keep } from '#domain/billing/refunds.ts'
import { recordLookUp } from '#domain/billing/schedule.ts'
import { capture, noAddition, release } from '#domain/billing/writes.ts'
import { Relayed } from '#kernel/data/outbox.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'
import { noParts, readyBilling } from '#test/support/billing.ts'

const NOW = '2026-11-22T09:00:00.000Z'
const attempt: AttemptItem = {
  ...{ no: 1, state: 's', request: 'r', startedAt: NOW, expiresAt: '2999-01-01T00:00:00.000Z', tid: 't' },
}
const billing = readyBilling()
const world = (...billings: BillingItem[]) => billings.map((one) => stored(Billing.key(one.billingId), one))
const paid = readyBilling({
  ...{ status: 'SUCCESS', events: ['begin', 'approve', 'capture'], captured: 1000, attempt },
  orders: billing.orders.map((order) => ({ ...order, status: 'PAID' as const })),
})
const over = { ...billing, expiresAt: '2026-11-22T08:00:00.000Z' }
const begunOnce = readyBilling({ status: 'PAYING', events: ['begin'], attempt, version: 1 })
const cancelled = { ...begunOnce, status: 'CANCELLED' as const, events: ['begin', 'cancel'], version: 2 }
const decision = { ...{ reason: 'r', since: NOW, resolution: 'SETTLE' as const, note: 'n' }, by: 'ann', at: NOW }
const reviewed = { ...paid, status: 'REVIEW' as const, events: [...paid.events, 'mismatch'] }
/** Two orders, a coupon that takes a tenth off both together. */
const discounted = readyBilling({
  ...{ status: 'SUCCESS', events: ['begin', 'approve', 'capture'], attempt, couponMinTotal: 2000 },
  ...{ totalAmount: 2000, couponDiscount: 200, payAmount: 1800, captured: 1800 },
  orders: ['gone', 'kept'].map((orderId) => ({
    ...{ orderId, matchId: orderId, price: 1000, status: 'PAID', share: { coupon: 100, cash: 0, pay: 900 } },
  })) as BillingItem['orders'],
})
const refunded = readyBilling({
  ...{ status: 'PARTIALLY_CANCELLED', events: ['begin', 'approve', 'capture', 'refund', 'refundedPart'], attempt },
  ...{ totalAmount: 2000, payAmount: 2000, captured: 2000, refundedPay: 1000 },
  orders: [
    { ...billing.orders[0], orderId: 'gone', status: 'CANCELLED' },
    { ...billing.orders[0], orderId: 'kept', status: 'PAID' },
  ] as BillingItem['orders'],
})

export const counterexamples: Counterexamples<typeof guard> = {
  exists: {
    given: [],
    // Every other guard refuses a missing billing too, so only this one is asked.
    writes: () => {
      const write = begin(billing, attempt, 'ann', NOW)
      return [{ ...write, requires: write.requires.filter(({ keeper }) => keeper.name === 'exists') }]
    },
  },
  owned: { given: world(billing), writes: () => [begin(billing, attempt, 'bob', NOW)] },
  // Believed to be PAYING.
  state: { given: world(paid), writes: () => [approve({ ...paid, status: 'PAYING' }, NOW)] },
  unexpired: {
    given: world(over),
    writes: () => [begin(over, { ...attempt, expiresAt: over.expiresAt }, 'ann', NOW)],
  },
  impartial: {
    given: world(reviewed),
    writes: () => keep(reviewed, NOW, { set: { decisions: [decision] }, asks: [guard.impartial({ by: 'ann' })] }),
  },
  fixedEnd: {
    given: world({ ...billing, payBy: '2026-11-22T09:15:00.000Z', expiresAt: '2026-11-22T09:10:00.000Z' }),
    writes: () => [begin({ ...billing, expiresAt: '2026-11-22T09:10:00.000Z' }, attempt, 'ann', NOW)],
  },
  lookUpInterval: {
    given: world({ ...billing, heardAt: '2026-11-22T08:59:51.000Z' }),
    writes: () => [recordLookUp({ ...billing, heardAt: '2026-11-22T08:59:51.000Z' }, NOW)],
    // The second webhook within ten seconds leads to a look-up, too.
    harms: (items) => items.some(({ heardAt }) => heardAt === NOW),
  },
  couponEarned: {
    given: world(discounted),
    // The minTotal is not asked for, so nothing is withheld.
    writes: () => {
      const { couponMinTotal: _, ...forgetful } = discounted
      const cancellation = cancellationOf(forgetful, ['gone'], { reason: 'rain', withdrawnAt: NOW }, NOW)
      return giveBack(forgetful, 'return', cancellation, { ...noParts, ...noAddition, now: NOW }).writes
    },
  },
  unchanged: {
    given: [
      ...world({ ...cancelled, announced: true, eventSeq: 2 }),
      stored(Relayed.key(Billing.key(cancelled.billingId)), { seq: 2 }),
    ],
    // Read before the cancellation, which is forgotten.
    writes: () => [abandon(begunOnce, NOW)],
  },
  withDayTotal: {
    given: world(billing),
    writes: () =>
      capture(billing, 'capture', { attempt, now: NOW }, { ...noParts, ...noAddition }).writes.filter(
        ({ name }) => name !== 'billing.countMoney',
      ),
  },
  expired: {
    given: world(billing),
    writes: () => release(billing, 'expire', { ...noParts, ...noAddition, now: NOW }).writes,
  },
  refundable: {
    given: world(refunded),
    // The order that went back already goes back once more.
    writes: () => {
      const again = { ...cancellationOf(refunded, ['gone', 'kept'], { reason: 'again' }, NOW), pay: 2000 }
      return giveBack(refunded, 'return', again, { ...noParts, ...noAddition, now: NOW }).writes
    },
  },
  uncaptured: {
    given: world({ ...billing, status: 'REVIEW', events: ['mismatch'], captured: 1000 }),
    writes: () =>
      capture(
        { ...billing, status: 'REVIEW', events: ['mismatch'], captured: 1000 },
        'settled',
        { attempt, now: NOW },
        { ...noParts, ...noAddition },
      ).writes,
  },
}
