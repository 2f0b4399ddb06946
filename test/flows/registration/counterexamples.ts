// Counterexamples of registration.

import { newUser } from '#domain/users/writes.ts'
import type { guard } from '#flows/registration/guards.ts'
import { register } from '#flows/registration/writes.ts'
import type { Counterexamples } from '#kit/testing/counterexample.ts'

const createdAt = '2026-01-01T00:00:00.000Z'
const bob = newUser({ userId: 'bob', username: 'Bob', email: 'bob@example.com', passwordHash: 'hash', createdAt })
const profile = { userId: 'bob', firstName: 'Bob', lastName: 'Last' }

export const counterexamples: Counterexamples<typeof guard> = {
  whole: {
    given: [],
    writes: () => register(bob, profile, 'reserve', 'group_bob').filter(({ key }) => key.module !== 'friends'),
  },
}
