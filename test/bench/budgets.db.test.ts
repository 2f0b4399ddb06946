// Performance is counted, not timed: each endpoint against the budget beside its contract.

import { describe, expect, test } from 'vitest'
import { useWorld } from '#test/support/world.ts'
import { priced } from './costs.ts'

const world = useWorld()

/** Decided in the write alone, because nothing has to be read for it: a name that is taken, a guess that is counted. */
const IN_THE_WRITE = ['users.register', 'users.createTokens', 'wallet.openAccount', 'friends.openGroup']

describe('a call keeps its budget, and refuses without a write where a read can tell', () => {
  test.each(priced)('$name', async ({ name, measured }) => {
    const { budget, success, refusal } = await measured(world)
    for (const unit of ['trips', 'read', 'write'] as const)
      expect(success[unit], `${unit}; the budget stands in contract.ts`).toBeLessThanOrEqual(budget[unit])
    if (!refusal) return
    expect(refusal.status, 'a call that must be refused').toBeGreaterThanOrEqual(400)
    if (!IN_THE_WRITE.includes(name)) expect(refusal.write, 'units that a refusal wrote').toBe(0)
  })
})
