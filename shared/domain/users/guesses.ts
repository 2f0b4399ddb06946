// Limited events, such as password guesses: whether another one is allowed, and how it is counted.

import { brokenBy, type Clause } from '#kernel/data/guards.ts'
import { after, DAY_MS } from '#kernel/data/time.ts'
import { check, put, update, type Write } from '#kernel/data/write.ts'
import { type Counter, secondsUntil } from './attempts.ts'
import { guard } from './guards.ts'
import type { AttemptItem } from './items.ts'

/** The clause of a limit, for the problem that it answers. */
type Limiting<Code extends string> = (counter: Counter, now: string) => Clause<'users', Code, AttemptItem>

/** Password checks. */
export const guesses: Limiting<'too-many-attempts'> = ({ limit, spacingMs }, now) =>
  spacingMs ? guard.spacedAttempts({ most: limit - 1, now }) : guard.fewAttempts({ most: limit - 1, now })

/** Mails on request. */
export const mails: Limiting<'too-many-mails'> = ({ limit }, now) => guard.fewMails({ most: limit - 1, now })

/** Mails that are left out beyond the limit, without a problem, because others may have requested them. */
export const quietMails: Limiting<never> = ({ limit }, now) => guard.fewQuietMails({ most: limit - 1, now })

/** Registrations of an address. */
export const registrations: Limiting<'too-many-registrations'> = ({ limit }, now) =>
  guard.fewRegistrations({ most: limit - 1, now })

const isFull = (counter: Counter, now: string): boolean =>
  counter.item !== undefined && brokenBy({ ...counter.item }, [guesses(counter, now)]).length > 0

/** @returns whole seconds until another event is allowed; 0: now */
export const secondsToWait = (counters: readonly Counter[], now: string): number =>
  Math.max(
    0,
    ...counters.map((counter) => {
      if (!counter.item || !isFull(counter, now)) return 0
      const { nextAt, windowEndsAt } = counter.item
      return secondsUntil(nextAt ?? windowEndsAt, now)
    }),
  )

/**
 * Counts a failure in every counter.
 * @param judged clauses on the state that the guess was checked against
 */
export const countFailures = <Code extends string>(
  counters: readonly Counter[],
  judged: Write<'users', Code>,
  now: string,
) => [...counters.map((counter) => count(counter, guesses, now)), judged]

/** A correct guess does not count, but it is refused once the limit is reached. */
export const allowGuess = (counters: readonly Counter[], now: string) =>
  counters.map((counter) => check('allowGuess', counter.key, guesses(counter, now)))

/** Clocks differ: a window is deleted only when no process can consider it open. */
const SPARE_S = 60 * 60
/** The longest window is 64 times the first: 16 hours. */
const MOST_STRIKES = 6

/** Full windows are remembered for a day. */
const strikesOf = ({ grows, limit, item }: Counter, now: string): number => {
  const isStrike = grows && item && item.count >= limit && after(item.windowEndsAt, DAY_MS) > now
  return isStrike ? Math.min((item.strikes ?? 0) + 1, MOST_STRIKES) : 0
}

/** The first event starts a new window if none is open. */
export const count = <Code extends string>(counter: Counter, limiting: Limiting<Code>, now: string) => {
  const { key, item, spacingMs, windowMs, grows } = counter
  const next = spacingMs ? { nextAt: after(now, spacingMs) } : {}
  if (item && item.windowEndsAt > now)
    return update('count', key, { set: next, add: { count: 1 } }, limiting(counter, now))
  const strikes = strikesOf(counter, now)
  const windowEndsAt = after(now, windowMs * 2 ** strikes)
  const ttl = Math.ceil(Date.parse(windowEndsAt) / 1000) + SPARE_S + (grows ? DAY_MS / 1000 : 0)
  const window = { count: 1, windowEndsAt, ttl, ...next, ...(strikes > 0 ? { strikes } : {}) }
  return put('openWindow', key, window, guard.sameWindow({ windowEndsAt: item?.windowEndsAt }))
}
