// The proof of the current password by a signed-in user.

import type { Read } from '#kernel/commit/store.ts'
import type { Caller } from '#kernel/http/token.ts'
import { deviceCounter } from './attempts.ts'
import { allowGuess, countFailures, secondsToWait } from './guesses.ts'
import type { UserItem } from './items.ts'
import { isPassword } from './passwords.ts'
import { TooManyAttempts } from './problems.ts'
import { counters as countersOf } from './reads.ts'
import { sameUser } from './writes.ts'

interface Checking {
  readonly user: Caller
  readonly now: string
  readonly read: Read<'users'>
  refuse(problem: typeof TooManyAttempts, fields: { readonly retryAfter: number }): never
}

interface Proving extends Checking {
  readonly body: { readonly currentPassword?: string | undefined }
}

/**
 * Failures count by session, so the guesses of strangers, who have none, never hold a signed-in user off. @param user as read:
 * the writes must demand it, so that no new password overtakes the check
 * @returns `failed`: the writes of a refusal; `allowed`: what goes with the writes of a success
 */
export const limitChecks = async ({ user: { sessionId }, now, read, refuse }: Checking, user: UserItem) => {
  const counters = await countersOf(read, [deviceCounter(sessionId)])
  const retryAfter = secondsToWait(counters, now)
  if (retryAfter > 0) refuse(TooManyAttempts, { retryAfter })
  return { failed: countFailures(counters, sameUser(user), now), allowed: allowGuess(counters, now) }
}

/** Compares the password of the body. @param user as for limitChecks() @returns as limitChecks() */
export const provePassword = async (call: Proving, user: UserItem) => {
  const limited = await limitChecks(call, user)
  const { body } = call
  return { ...limited, isRight: await isPassword(body, body.currentPassword ?? '', user.passwordHash) }
}
