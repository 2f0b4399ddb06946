// Writes that break the invariants of the payment flow, each exactly one.

import { create } from '#domain/billing/writes.ts'
import { guard } from '#flows/payment/guards.ts'
import { readyBilling } from '#test/support/billing.ts'
import type { Counterexamples } from '#test/support/counterexample.ts'

const waiting = readyBilling({ counted: true })

export const counterexamples: Counterexamples<typeof guard> = {
  withHolder: {
    given: [],
    // Left out is the holder: one that lists a billing which is not stored breaks nothing.
    writes: () => [
      { ...create(waiting, []), requires: [guard.withHolder({ userId: 'ann', billingId: waiting.billingId })] },
    ],
  },
}
