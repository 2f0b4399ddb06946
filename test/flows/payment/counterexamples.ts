// Writes that break the invariants of the payment flow, each exactly one.

import { create } from '#domain/billing/writes.ts'
import { Match } from '#domain/matches/items.ts'
import { guard } from '#flows/payment/guards.ts'
import type { Counterexamples } from '#kit/testing/counterexample.ts'
import { noParts, readyBilling } from '#test/support/billing.ts'

const waiting = readyBilling({ counted: true })
const parts = [Match.key('m')]

export const counterexamples: Counterexamples<typeof guard> = {
  withHolder: {
    given: [],
    // Left out is the holder: one that lists a billing which is not stored breaks nothing.
    writes: () => [
      {
        ...create(waiting, [], noParts.withParts),
        requires: [guard.withHolder({ userId: 'ann', billingId: waiting.billingId })],
      },
    ],
  },
  withParts: { given: [], writes: () => [create(readyBilling(), parts, guard.withParts({ parts }))] },
}
