// Which of the days that a conversation speaks of is the exam's.

import { daysIn } from './dates.ts'
import { inReach, seoulDay } from './days.ts'

export interface Said {
  readonly text: string
  /** ISO 8601. */
  readonly createdAt: string
}

const EXAM = /시험|고사|수능|퀴즈|중간(?!에)|기말|\b(?:exams?|tests?|finals?|mid-?terms?|quiz(?:zes)?)\b/gi

/** Ends of clauses, but not the points and commas inside of a date. */
const ENDS =
  /[;!?\n]|,(?! ?\d{4}(?!\d)|\d)|(?<!\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec))\.(?!(?<=\d\.) ?\d)/gi

/** Once so many days were found, no earlier message is looked at: people name a few. */
export const MOST_DAYS = 1000

/** In the clause of a word of an exam, and neither today nor the day that something begins on: no other day ranks higher. */
const BEST = 5

/**
 * Of all days in reach the one that stands nearest to words of an exam: in their clause, else in their message, else anywhere.
 * Of several the last. Today, and a day that something begins on, give way to others: "the exam is on Friday, plan from today".
 */
export const examIn = (conversation: readonly Said[], today: string): string | undefined => {
  let best: Ranked | undefined
  let found = 0
  // From the last on: of several that rank alike it is the first met.
  for (const message of conversation.toReversed()) {
    const days = rankedIn(message)
    for (const one of days.toReversed()) if (one.rank > (best?.rank ?? -1) && inReach(one.day, today)) best = one
    found += days.length
    if (best?.rank === BEST || found >= MOST_DAYS) break
  }
  return best?.day
}

interface Ranked {
  readonly day: string
  readonly rank: number
}

/** The days of a message, in the order of mention. They are found once, and then told which clause they stand in. */
const rankedIn = ({ text, createdAt }: Said): Ranked[] => {
  const said = seoulDay(createdAt)
  const days = daysIn(text, said)
  if (days.length === 0) return []
  const clauseAt = placesBetween([...text.matchAll(ENDS)].map(({ index }) => index))
  const clauses = new Set([...text.matchAll(EXAM)].map(({ index }) => clauseAt(index)))
  const message = clauses.size > 0 ? 2 : 0
  return days.flatMap(({ day, begins, at, end }) => {
    const clause = clauseAt(at)
    // What reaches into another clause names no day.
    if (clause !== clauseAt(end - 1)) return []
    return [{ day, rank: (clauses.has(clause) ? 4 : message) + (begins || day === said ? 0 : 1) }]
  })
}

/** @param ends in order @returns how many of them stand before a place */
const placesBetween =
  (ends: readonly number[]) =>
  (place: number): number => {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] as number) < place) low = middle + 1
      else high = middle
    }
    return low
  }
