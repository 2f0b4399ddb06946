// Performance is counted, not timed: each endpoint against the budget beside its contract.

import { expect, test } from 'vitest'
import { useWorld } from '#test/support/world.ts'
import { costs } from './costs.ts'

const world = useWorld()

test('every endpoint keeps its budget, and refuses without a write where a read can tell', async () => {
  // Decided in the write alone, because nothing has to be read for it: a name that is taken, a guess that is counted.
  const inTheWrite = ['users.register', 'users.createTokens', 'wallet.openAccount', 'friends.openGroup']
  for (const { name, budget, success, refusal } of await costs(world)) {
    for (const unit of ['trips', 'read', 'write'] as const)
      expect(success[unit], `${unit} of ${name}, whose budget stands in its contract.ts`).toBeLessThanOrEqual(
        budget[unit],
      )
    if (refusal && !inTheWrite.includes(name)) expect({ name, write: refusal.write }).toEqual({ name, write: 0 })
    if (refusal) expect(refusal.status, name).toBeGreaterThanOrEqual(400)
  }
})
