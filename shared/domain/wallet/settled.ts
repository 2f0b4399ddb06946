// The time up to which a ledger is settled: no entry with an earlier createdAt is stored any more.

import { after } from '#kernel/data/time.ts'

/**
 * An entry's createdAt is the time of its plan, and its transaction may be stored later: a plan is sent within 5 s, a call
 * takes 4 s at most and is fenced after that, and clocks agree to within 3 s. Together 12 s. Only a process that stands
 * still between its last look at the time and its call, or a store that runs a call long after it was given up, is later.
 */
export const SETTLING_MS = 15_000

/** Up to then, inclusive, what the ledger says of a time never changes. @param now ISO 8601 */
export const settledUntil = (now: string): string => after(now, -SETTLING_MS)

/** Whole seconds until a time is settled, at least one. */
export const secondsUntilSettled = (at: string, now: string): number =>
  Math.max(1, Math.ceil((Date.parse(at) - Date.parse(settledUntil(now))) / 1000))
