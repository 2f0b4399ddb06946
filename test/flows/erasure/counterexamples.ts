// Counterexamples of erasures.

import { forgetUser, newUser } from '#domain/users/writes.ts'
import { guard } from '#flows/erasure/guards.ts'
import { register } from '#flows/registration/writes.ts'
import type { Counterexamples } from '#kit/testing/counterexample.ts'
import { stored } from '#kit/testing/counterexample.ts'

const createdAt = '2026-01-01T00:00:00.000Z'
const made = newUser({ userId: 'bob', username: 'Bob', email: 'bob@example.com', passwordHash: 'hash', createdAt })
const bob = { ...made, deletedAt: createdAt }
const profile = { userId: 'bob', firstName: 'Bob', lastName: 'Last' }

export const counterexamples: Counterexamples<typeof guard> = {
  whole: {
    given: register(bob, profile, 'reserve', 'group_bob').map(({ key, action }) =>
      stored(key, 'put' in action ? action.put : {}),
    ),
    // The profile and the default group are forgotten.
    writes: () => forgetUser(bob, createdAt, guard.whole(bob)).filter(({ name }) => name !== 'users.forgetProfile'),
  },
}
