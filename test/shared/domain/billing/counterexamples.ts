// Writes that break the rules of billings, each exactly one.

import { approve, begin } from '../../../../shared/domain/billing/attempts.ts'
import { type AttemptItem, type BillingItem, billingKey } from '../../../../shared/domain/billing/item.ts'
import { lookAgain } from '../../../../shared/domain/billing/looks.ts'
import { cancellationOf, giveBack } from '../../../../shared/domain/billing/refunds.ts'
import type { rule } from '../../../../shared/domain/billing/rules.ts'
import { capture, create, nobody, release } from '../../../../shared/domain/billing/writes.ts'
import { matchKey } from '../../../../shared/domain/matches/item.ts'
import { readyBilling } from '../../../support/billing.ts'
import { type Counterexamples, stored } from '../../../support/counterexample.ts'

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
      return [{ ...write, requires: write.requires.filter(({ rule }) => rule.rule === 'exists') }]
    },
  },
  owned: { given: world(billing), writes: () => [begin(billing, attempt, 'bob', NOW)] },
  // Believed to be PAYING.
  state: { given: world(paid), writes: () => [approve({ ...paid, status: 'PAYING' }, NOW)] },
  unexpired: {
    given: world({ ...billing, expiresAt: '2026-11-22T08:00:00.000Z' }),
    writes: () => [begin({ ...billing, expiresAt: '2026-11-22T08:00:00.000Z' }, attempt, 'ann', NOW)],
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
      capture({ ...billing, status: 'REVIEW', events: ['mismatch'], captured: 1000 }, 'settled', attempt, none),
    ],
  },
  together: { given: [], writes: () => [create(billing, [matchKey('m')])] },
}
