// Times as they are stored: ISO 8601 in UTC with milliseconds, so that texts compare as times do; and seconds for the table's time to live.

export const DAY_MS = 24 * 60 * 60 * 1000
export const DAY_S = 24 * 60 * 60

/** @param time ISO 8601 @param ms may be negative */
export const after = (time: string, ms: number): string => new Date(Date.parse(time) + ms).toISOString()

/** Seoul has no daylight saving time. */
const SEOUL_MS = 9 * 60 * 60 * 1000

/** @param time ISO 8601 @returns its day in Seoul, such as 2026-11-26 */
export const seoulDay = (time: string): string => after(time, SEOUL_MS).slice(0, 10)

/** @param time ISO 8601 @returns seconds since 1970, rounded up */
export const secondsOf = (time: string): number => Math.ceil(Date.parse(time) / 1000)
