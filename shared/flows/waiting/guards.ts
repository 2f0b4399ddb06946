// The conditions on people who get a seat from a waiting list, or are passed over.

import { Edge } from '#domain/friends/items.ts'
import { User } from '#domain/users/items.ts'
import { invariant as hosting } from '#flows/hosting/invariants.ts'
import { both, either } from '#kernel/data/condition.ts'
import { companions, keepers, order } from '#kernel/data/guards.ts'
import { invariant } from './invariants.ts'

interface Pair {
  readonly hostId: string
  readonly userId: string
}

export const guard = keepers('waiting', {
  stays: User.expectation({
    when: (user) => both(user.absent('deletedAt'), user.absent('lockedAt')),
    keeps: [invariant.stays],
  }),
  gone: User.expectation({
    when: (user) => either(user.exists('deletedAt'), user.exists('lockedAt')),
    keeps: order,
  }),
  welcome: Edge.expectation({
    when: (edge) => either(edge.missing(), edge.equals('blocked', false)),
    keeps: [hosting.notBlocked],
  }),
  unwelcome: Edge.expectation({ when: (edge) => edge.equals('blocked', true), keeps: order }),
  withChecks: companions({
    with: ({ hostId, userId }: Pair) => [User.key(userId), ...(hostId === userId ? [] : [Edge.key(hostId, userId)])],
    keeps: [invariant.stays, hosting.notBlocked],
  }),
})
