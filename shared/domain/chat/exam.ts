// Finds the exam date among the days that a conversation mentions.

import { daysIn } from './dates.ts'
import { inReach, seoulDay } from './days.ts'

export interface ChatText {
  readonly text: string
  /** ISO 8601. */
  readonly createdAt: string
}

const EXAM = /시험|고사|수능|퀴즈|중간(?!에)|기말|\b(?:exams?|tests?|finals?|mid-?terms?|quiz(?:zes)?)\b/gi

/** Ends of clauses, except points and commas inside a date. */
const ENDS =
  /[;!?\n]|,(?! ?\d{4}(?!\d)|\d)|(?<!\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec))\.(?!(?<=\d\.) ?\d)/gi

/** After this many days, earlier messages are skipped. */
export const MOST_DAYS = 1000

/** In a clause with an exam word, and neither today nor a start: the highest rank. */
const BEST = 5

/**
 * Finds the day in reach that is nearest to an exam word: in the same clause, else in the same message, else anywhere.
 * Among equals, the last wins. Today and starts rank lower: "the exam is on Friday, plan from today".
 */
export const examIn = (conversation: readonly ChatText[], today: string): string | undefined => {
  let best: Ranked | undefined
  let found = 0
  // Backwards, so that the first of equal rank is the last mentioned.
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

/** The days of a message in the order of mention, with the rank of their clause. */
const rankedIn = ({ text, createdAt }: ChatText): Ranked[] => {
  const writtenOn = seoulDay(createdAt)
  const days = daysIn(text, writtenOn)
  if (days.length === 0) return []
  const clauseAt = placesBetween([...text.matchAll(ENDS)].map(({ index }) => index))
  const clauses = new Set([...text.matchAll(EXAM)].map(({ index }) => clauseAt(index)))
  const message = clauses.size > 0 ? 2 : 0
  return days.flatMap(({ day, begins, at, end }) => {
    const clause = clauseAt(at)
    // A match across clauses is not a day.
    if (clause !== clauseAt(end - 1)) return []
    return [{ day, rank: (clauses.has(clause) ? 4 : message) + (begins || day === writtenOn ? 0 : 1) }]
  })
}

/** @param ends in order @returns the number of ends before a position */
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
