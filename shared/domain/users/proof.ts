// The proof of the current password by a signed-in user. It counts like a sign-in.

import type { Read } from '#kernel/commit/store.ts'
import { failureCounters } from './attempts.ts'
import { allowGuess, countFailures, secondsToWait } from './guesses.ts'
import type { UserItem } from './items.ts'
import { isPassword } from './passwords.ts'
import { TooManyAttempts } from './problems.ts'
import { counters as countersOf } from './reads.ts'
import { sameUser } from './writes.ts'

interface Proving {
  readonly body: { readonly currentPassword: string }
  readonly address: string
  readonly now: string
  readonly read: Read<'users'>
  refuse(problem: typeof TooManyAttempts, fields: { readonly retryAfter: number }): never
}

/**
 * Compares the password of the body. @param user as read: the writes must demand it, so that no new password overtakes the proof
 * @returns `failed`: the writes of a refusal; `allowed`: what goes with the writes of a success
 */
export const provePassword = async ({ body, address, now, read, refuse }: Proving, user: UserItem) => {
  const counters = await countersOf(read, failureCounters(address, user.username))
  const retryAfter = secondsToWait(counters, now)
  if (retryAfter > 0) refuse(TooManyAttempts, { retryAfter })
  return {
    isRight: await isPassword(body, body.currentPassword, user.passwordHash),
    failed: countFailures(counters, sameUser(user), now),
    allowed: allowGuess(counters, now),
  }
}
