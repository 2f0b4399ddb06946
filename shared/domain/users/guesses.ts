// Password guesses: whether another one is allowed, and how a failure is counted.

import { brokenBy } from '#kernel/data/guards.ts'
import { after } from '#kernel/data/time.ts'
import { check, put, update, type Write } from '#kernel/data/write.ts'
import { type Counter, secondsUntil, WINDOW_MS } from './attempts.ts'
import { guard } from './guards.ts'

const underLimit = ({ limit }: Counter, now: string) => guard.fewAttempts({ most: limit - 1, now })

/** @returns whole seconds until another guess is allowed; 0: now */
export const secondsToWait = (counters: readonly Counter[], now: string): number =>
  Math.max(
    0,
    ...counters.map((counter) =>
      counter.item && brokenBy({ ...counter.item }, [underLimit(counter, now)]).length > 0
        ? secondsUntil(counter.item.windowEndsAt, now)
        : 0,
    ),
  )

/**
 * Counts a failure in every counter.
 * @param judged clauses on the state that the guess was checked against
 */
export const countFailures = <Code extends string>(
  counters: readonly Counter[],
  judged: Write<'users', Code>,
  now: string,
) => [...counters.map((counter) => countFailure(counter, now)), judged]

/** A correct guess does not count, but it is refused once the limit is reached. */
export const allowGuess = (counters: readonly Counter[], now: string) =>
  counters.map((counter) => check('allowGuess', counter.key, underLimit(counter, now)))

/** Clocks differ: a window is deleted only when no process can consider it open. */
const SPARE_S = 60 * 60

/** A failure starts a new window if none is open. */
export const countFailure = (counter: Counter, now: string) => {
  const { key, item } = counter
  if (item && item.windowEndsAt > now)
    return update('countFailure', key, { add: { count: 1 } }, underLimit(counter, now))
  const windowEndsAt = after(now, WINDOW_MS)
  const ttl = Math.ceil(Date.parse(windowEndsAt) / 1000) + SPARE_S
  return put('openWindow', key, { count: 1, windowEndsAt, ttl }, guard.sameWindow({ windowEndsAt: item?.windowEndsAt }))
}
