// The conditions that keep billing's invariants, in order of precedence, and the problem that a broken one answers.

import { both, either } from '#kernel/data/condition.ts'
import { access, companions, keepers, order } from '#kernel/data/guards.ts'
import type { Key } from '#kernel/data/key.ts'
import { Forbidden } from '#kernel/data/problems.ts'
import { invariant } from './invariants.ts'
import { Billing } from './items.ts'
import { BillingNotFound, BillingState, OwnBilling } from './problems.ts'
import type { State } from './schema.ts'

export const guard = keepers('billing', {
  exists: Billing.guard({
    when: (billing) => billing.exists('userId'),
    fails: BillingNotFound,
    keeps: [invariant.made],
  }),
  owned: Billing.guard({
    when: (billing, { userId }: { userId: string }) => billing.equals('userId', userId),
    fails: Forbidden,
    keeps: access,
    authorises: true,
  }),
  impartial: Billing.guard({
    when: (billing, { by }: { by: string }) => billing.differs('userId', by),
    fails: OwnBilling,
    keeps: [invariant.impartial],
  }),
  state: Billing.guard({
    when: (billing, { states }: { states: readonly State[] }) => billing.oneOf('status', states),
    fails: BillingState,
    keeps: [invariant.machine],
  }),
  unexpired: Billing.guard({
    when: (billing, { now }: { now: string }) => billing.later('expiresAt', now),
    fails: BillingState,
    keeps: [invariant.begunInTime],
  }),
  fixedEnd: Billing.expectation({
    when: (billing, { expiresAt }: { expiresAt: string }) =>
      either(billing.absent('payBy'), billing.atLeast('payBy', expiresAt)),
    keeps: [invariant.fixedEnd],
  }),
  lookUpInterval: Billing.expectation({
    when: (billing, { before }: { before: string }) =>
      either(billing.absent('heardAt'), billing.atMost('heardAt', before)),
    keeps: order,
  }),
  couponEarned: Billing.expectation({
    when: (billing, { standing }: { standing: number }) =>
      either(billing.absent('couponMinTotal'), billing.atMost('couponMinTotal', standing)),
    keeps: [invariant.couponEarned],
  }),
  unchanged: Billing.expectation({
    when: (billing, { version }: { version: number }) => billing.equals('version', version),
    keeps: [invariant.announced],
  }),
  withDayTotal: companions({
    with: ({ keys }: { keys: readonly Key[] }) => keys,
    keeps: [invariant.dayTotals, invariant.byDay],
  }),
  expired: Billing.expectation({
    when: (billing, { now }: { now: string }) => billing.atMost('expiresAt', now),
    keeps: [invariant.expired],
  }),
  refundable: Billing.expectation({
    when: (billing, { mostPay, mostCash }: { mostPay: number; mostCash: number }) =>
      both(billing.atMost('refundedPay', mostPay), billing.atMost('refundedCash', mostCash)),
    keeps: [invariant.amounts],
  }),
  uncaptured: Billing.expectation({
    when: (billing) => billing.equals('captured', 0),
    keeps: [invariant.captured],
  }),
})
