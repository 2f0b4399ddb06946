// For each keeper of payments, a sound world and writes that it refuses.

import { create } from '#domain/billing/writes.ts'
import { matchKey } from '#domain/matches/item.ts'
import { guard } from '#flows/payment/guards.ts'
import { readyBilling } from '#test/support/billing.ts'
import type { Counterexamples } from '#test/support/counterexample.ts'

const parts = [matchKey('m')]

export const counterexamples: Counterexamples<typeof guard> = {
  withParts: { given: [], writes: () => [create(readyBilling(), parts, guard.withParts({ parts }))] },
}
