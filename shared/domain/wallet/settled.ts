// The time up to which a ledger is settled: no entry with an earlier createdAt is stored any more.

/**
 * An entry's createdAt is the time of its plan, and its transaction may be stored later, but never this much later: a
 * request is given up before, and its transaction with it.
 */
export const SETTLING_MS = 15_000

/** Up to then, inclusive, what the ledger says of a time never changes. @param now ISO 8601 */
export const settledUntil = (now: string): string => new Date(Date.parse(now) - SETTLING_MS).toISOString()

/** Whole seconds until a time is settled, at least one. */
export const secondsUntilSettled = (at: string, now: string): number =>
  Math.max(1, Math.ceil((Date.parse(at) - Date.parse(settledUntil(now))) / 1000))
