// Guesses at a password: whether another one may be made, and what a wrong one leaves behind.

import { brokenBy } from '#kernel/data/guards.ts'
import { check, update, type Write } from '#kernel/data/write.ts'
import { type Counter, secondsUntil, WINDOW_MS } from './attempts.ts'
import { rule } from './rules.ts'

/** @returns whole seconds until another guess may be made; 0 where it may be made now */
export const secondsToWait = (counters: readonly Counter[], now: string): number =>
  Math.max(
    0,
    ...counters.map(({ item, limit }) =>
      item && brokenBy({ ...item }, [rule.fewAttempts(limit - 1, now)]).length > 0 ? secondsUntil(item, now) : 0,
    ),
  )

/**
 * Counts a wrong guess in every counter.
 * @param judged holds the transaction to what the guess was judged by
 */
export const countFailures = <Code extends string>(
  counters: readonly Counter[],
  judged: Write<'users', Code>,
  now: string,
) => [...counters.map((counter) => countFailure(counter, now)), judged]

/** A right guess does not count, but one more than may be made is refused although it is right. */
export const allowGuess = (counters: readonly Counter[], now: string) =>
  counters.map(({ key, limit }) => check('allowGuess', key, rule.fewAttempts(limit - 1, now)))

/** Clocks differ; no window that some clock still holds open is deleted. */
const SPARE_S = 60 * 60

/** A failure begins a new window where none is open. */
export const countFailure = ({ key, limit, item }: Counter, now: string) => {
  if (item && item.windowEndsAt > now)
    return update(
      'countFailure',
      key,
      { set: { lastAt: now }, add: { count: 1, failures: 1 } },
      rule.fewAttempts(limit - 1, now),
    )
  const windowEndsAt = new Date(Date.parse(now) + WINDOW_MS).toISOString()
  const before = item?.failures ?? 0
  const set = { count: 1, before, windowEndsAt, lastAt: now, ttl: Math.ceil(Date.parse(windowEndsAt) / 1000) + SPARE_S }
  return update('openWindow', key, { set, add: { failures: 1 } }, rule.oneWindow(before))
}
