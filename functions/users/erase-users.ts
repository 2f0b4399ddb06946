// The eraser: removes everything personal of users who asked for deletion, one transaction a step.

import { usersToErase } from '#domain/users/reads.ts'
import { nextStep } from '#flows/erasure/steps.ts'
import { takeTurns } from '#kernel/commit/turns.ts'
import { job } from '#kernel/http/job.ts'
import { failure, log } from '#kernel/http/log.ts'
import { users } from './contract.ts'

const BOUNDS = { parallel: 4, perParty: 1, forMs: 45_000 }
/** The next run goes on with a user who has more. */
const MOST_STEPS = 500

export const handler = job(users.eraseUsers, async ({ read, now, commit }) => {
  const due = await usersToErase(read, now())
  let steps = 0
  let failed = 0
  const eraseUser = async (userId: string): Promise<void> => {
    try {
      for (let step = 0; step < MOST_STEPS; step += 1) {
        const isLeft = await commit<boolean>((at) => nextStep(at, userId))
        steps += 1
        if (!isLeft) return
      }
    } catch (error) {
      // The user stays due.
      failed += 1
      log.warn('erase', { operation: users.eraseUsers.operation, failure: failure(error) })
    }
  }
  await takeTurns(
    due.map(({ userId }) => ({ lane: 'users', party: userId, run: () => eraseUser(userId) })),
    BOUNDS,
  )
  return { due: due.length, steps, failed }
})
