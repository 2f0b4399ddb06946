// What keeps the invariants of a payment: the items that one transaction writes together.

import { companions, keepers } from '#kernel/data/guards.ts'
import type { Key } from '#kernel/data/key.ts'
import { invariant } from './invariants.ts'

export const guard = keepers('payment', {
  withParts: companions({
    with: ({ parts }: { parts: readonly Key[] }) => parts,
    keeps: [invariant.parts],
  }),
})
