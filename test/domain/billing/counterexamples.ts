// Writes that break the rules of billings, each exactly one.

import { approve, begin } from '#domain/billing/attempts.ts'
import { type AttemptItem, type BillingItem, billingKey } from '#domain/billing/item.ts'
import { hear, lookAgain } from '#domain/billing/looks.ts'
import { cancellationOf, giveBack, keep } from '#domain/billing/refunds.ts'
import { rule } from '#domain/billing/rules.ts'
import { capture, create, nobody, release } from '#domain/billing/writes.ts'
import { Match } from '#domain/matches/items.ts'
import { readyBilling } from '#test/support/billing.ts'
import { type Counterexamples, stored } from '#test/support/counterexample.ts'

const NOW = '2026-11-22T09:00:00.000Z'
const attempt: AttemptItem = {
  ...{ no: 1, state: 's', request: 'r', startedAt: NOW, expiresAt: '2999-01-01T00:00:00.000Z', tid: 't' },
}
const billing = readyBilling()
const world = (...billings: BillingItem[]) => billings.map((one) => stored(billingKey(one.billingId), one))
const none = { touched: [], left: [] }
const paid = readyBilling({
  ...{ status: 'SUCCESS', events: ['begin', 'approve', 'capture'], captured: 1000, attempt },
  orders: billing.orders.map((order) => ({ ...order, status: 'PAID' as const })),
})
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

export const counterexamples: Counterexamples<typeof rule> = {
  exists: {
    given: [],
    // A billing that is not there is in no state, of nobody and without an end; only exists is asked here.
    writes: () => {
      const write = begin(billing, attempt, 'ann', NOW)
      return [{ ...write, requires: write.requires.filter(({ keeper }) => keeper.name === 'exists') }]
    },
  },
  owned: { given: world(billing), writes: () => [begin(billing, attempt, 'bob', NOW)] },
  // Believed to be PAYING.
  state: { given: world(paid), writes: () => [approve({ ...paid, status: 'PAYING' }, NOW)] },
  unexpired: {
    given: world({ ...billing, expiresAt: '2026-11-22T08:00:00.000Z' }),
    writes: () => [begin({ ...billing, expiresAt: '2026-11-22T08:00:00.000Z' }, attempt, 'ann', NOW)],
  },
  impartial: {
    given: world(reviewed),
    writes: () => [keep(reviewed, { set: { decisions: [decision] }, asks: [rule.impartial('ann')] })],
  },
  fixedTime: {
    given: world({ ...billing, payBy: '2026-11-22T09:15:00.000Z', expiresAt: '2026-11-22T09:10:00.000Z' }),
    writes: () => [begin({ ...billing, expiresAt: '2026-11-22T09:10:00.000Z' }, attempt, 'ann', NOW)],
  },
  rarelyHeard: {
    given: world({ ...billing, heardAt: '2026-11-22T08:59:51.000Z' }),
    writes: () => [hear({ ...billing, heardAt: '2026-11-22T08:59:51.000Z' }, NOW)],
  },
  couponEarned: {
    given: world(discounted),
    // The minTotal is not asked for, so nothing is withheld.
    writes: () => {
      const { couponMinTotal: _, ...forgetful } = discounted
      const cancellation = cancellationOf(forgetful, ['gone'], { reason: 'rain', withdrawnAt: NOW }, NOW)
      return [giveBack(forgetful, 'return', cancellation, none, nobody)]
    },
  },
  asRead: { given: world({ ...billing, version: 1, changes: 1 }), writes: () => [lookAgain(billing, NOW)] },
  expired: { given: world(billing), writes: () => [release(billing, 'expire', none, NOW, nobody)] },
  amounts: {
    given: world(refunded),
    // The order that went back already goes back once more.
    writes: () => {
      const again = { ...cancellationOf(refunded, ['gone', 'kept'], { reason: 'again' }, NOW), pay: 2000 }
      return [giveBack(refunded, 'return', again, none, nobody)]
    },
  },
  captured: {
    given: world({ ...billing, status: 'REVIEW', events: ['mismatch'], captured: 1000 }),
    writes: () => [
      capture(
        { ...billing, status: 'REVIEW', events: ['mismatch'], captured: 1000 },
        'settled',
        { attempt, now: NOW },
        { ...none, ...nobody },
      ),
    ],
  },
  together: { given: [], writes: () => [create(billing, [Match.key('m')])] },
}
