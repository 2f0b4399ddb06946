// The condition that keeps blocked users out of their host's matches.

import { Edge } from '#domain/friends/items.ts'
import { Blocked } from '#domain/friends/problems.ts'
import { either } from '#kernel/data/condition.ts'
import { keepers } from '#kernel/data/guards.ts'
import { invariant } from './invariants.ts'

export const guard = keepers('hosting', {
  notBlocked: Edge.guard({
    when: (edge) => either(edge.missing(), edge.equals('blocked', false)),
    fails: Blocked,
    keeps: [invariant.notBlocked],
  }),
})
