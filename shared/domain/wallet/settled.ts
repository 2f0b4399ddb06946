// The time up to which a ledger is settled: no entry with an earlier createdAt can still be stored.

import { after } from '#kernel/data/time.ts'

/**
 * createdAt is the time of the plan, and the transaction may commit later: a plan is sent within 5 s, a call takes at most 4 s
 * and is then fenced, and clocks agree to within 3 s: together 12 s. Only a process that is suspended between its last check of
 * the time and its call, or a store that executes a call long after its timeout, exceeds this.
 */
export const SETTLING_MS = 15_000

/** Up to then, inclusive, what the ledger says of a time never changes. @param now ISO 8601 */
export const settledUntil = (now: string): string => after(now, -SETTLING_MS)

/** Whole seconds until a time is settled, at least one. */
export const secondsUntilSettled = (at: string, now: string): number =>
  Math.max(1, Math.ceil((Date.parse(at) - Date.parse(settledUntil(now))) / 1000))
