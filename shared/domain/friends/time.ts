// Times for the expiry of items in the store.

export const DAY_S = 24 * 60 * 60

/** @param instant ISO 8601 @returns seconds since 1970, rounded up */
export const secondsOf = (instant: string): number => Math.ceil(Date.parse(instant) / 1000)
