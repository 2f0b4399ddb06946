// Days in Seoul as YYYY-MM-DD strings, which sort by time.

import type { Text } from '#kernel/data/language.ts'
import { DAY_MS } from '#kernel/data/time.ts'

/** Seoul has had no daylight saving time since 1988. */
const SEOUL_MS = 9 * 60 * 60 * 1000

/** The maximum number of days until an exam. */
export const EXAM_DAYS = 366

const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

/** @param instant ISO 8601 */
export const seoulDay = (instant: string): string => dayAt(Date.parse(instant) + SEOUL_MS)

export const plusDays = (day: string, days: number): string => dayAt(Date.parse(day) + days * DAY_MS)

export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS

/** Monday is 0. */
export const weekdayOf = (day: string): number => (new Date(day).getUTCDay() + 6) % 7

/** @returns undefined if the day does not exist */
export const realDay = (year: number, month: number, day: number): string | undefined => {
  const text = [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join('-')
  const ms = Date.parse(text)
  // Some parsers accept February 30 as a day in March.
  return !Number.isNaN(ms) && dayAt(ms) === text ? text : undefined
}

/** Whether an exam may be on this day. */
export const inReach = (examDate: string, today: string): boolean =>
  examDate >= today && examDate <= plusDays(today, EXAM_DAYS)

/** What is wrong with an exam on another day. */
export const outOfReach = (today: string): Text => ({
  en: `must be from ${today} (today in Seoul) to ${plusDays(today, EXAM_DAYS)}`,
  ko: `${today}(서울의 오늘)부터 ${plusDays(today, EXAM_DAYS)}까지여야 합니다.`,
})
