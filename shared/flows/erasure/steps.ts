// The erasure of a user who has asked for it, one transaction a step. What is stored says which step is next.

import { guard as friends } from '#domain/friends/guards.ts'
import { DefaultGroup } from '#domain/friends/items.ts'
import { User } from '#domain/users/items.ts'
import { forgetUser, lookAgain, postpone } from '#domain/users/writes.ts'
import { leaveAt } from '#flows/waiting/release.ts'
import type { nothing, Person } from '#kernel/commit/erasure.ts'
import type { PlanContext } from '#kernel/commit/plan.ts'
import { ending } from '#kernel/data/outbox.ts'
import { type Check, remove, type Write } from '#kernel/data/write.ts'
import { guard } from './guards.ts'
import { erasures, type Modules } from './modules.ts'

/** The modules that erase something, and their events; the others keep everything. */
type Written =
  | {
      [M in Modules]: ReturnType<(typeof erasures)[M]['next']> extends Promise<typeof nothing> ? never : M
    }[Modules]
  | 'outbox'

interface Step {
  readonly writes: readonly (Write<Written> | Check<Written>)[]
  /** Whether another step may follow now. */
  readonly value: boolean
}

const idle: Step = { writes: [], value: false }

/** The next step. */
export const nextStep = async (at: PlanContext<Written>, userId: string): Promise<Step> => {
  const user = await at.read.get(User.key(userId))
  if (!user?.deletedAt) return idle
  const seat = await leaveAt(at, userId)
  if (seat) return { writes: seat, value: true }
  const person: Person = { userId, username: user.username, email: user.email }
  for (const erasure of Object.values(erasures)) {
    const step = await erasure.next(at, person)
    if (step.kind === 'erase') return { writes: step.writes, value: true }
    if (step.kind === 'later') return { writes: [postpone(user, at.now)], value: false }
  }
  // An index may have hidden something, so a second pass follows after a day.
  if (user.erasedAt) return { writes: [lookAgain(user)], value: false }
  const { asks, writes } = ending(DefaultGroup.key(userId), (await at.read.get(DefaultGroup.key(userId))) ?? {})
  return {
    writes: [
      ...forgetUser(user, at.now, guard.whole(user)),
      remove('forgetDefaultGroup', DefaultGroup.key(userId), friends.emptied(), ...asks),
      ...writes,
    ],
    value: false,
  }
}
