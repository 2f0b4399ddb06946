// Which of the days that a conversation speaks of is the exam's.

import { daysIn } from './dates.ts'
import { inReach, seoulDay } from './days.ts'
import type { Said } from './planner.ts'

const EXAM = /시험|고사|수능|퀴즈|중간(?!에)|기말|\b(?:exams?|tests?|finals?|mid-?terms?|quiz(?:zes)?)\b/i

/** Ends of clauses, but not the points and commas inside of a date. */
const ENDS =
  /[;!?\n]|,(?! ?\d{4}(?!\d)|\d)|(?<!\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec))\.(?!(?<=\d\.) ?\d)/i

/**
 * Of all days in reach the one that stands nearest to words of an exam: in their clause, else in their message, else anywhere.
 * Of several the last. Today, and a day that something begins on, give way to others: "the exam is on Friday, plan from today".
 */
export const examIn = (conversation: readonly Said[], today: string): string | undefined => {
  let best: { day: string; rank: number } | undefined
  for (const { text, createdAt } of conversation) {
    const said = seoulDay(createdAt)
    const message = EXAM.test(text) ? 2 : 0
    for (const clause of text.split(ENDS)) {
      // No day is named in fewer, and four thousand commas make as many clauses.
      if (clause.length < 2) continue
      const near = EXAM.test(clause) ? 4 : message
      for (const { day, begins } of daysIn(clause, said)) {
        const rank = near + (begins || day === said ? 0 : 1)
        if (inReach(day, today) && rank >= (best?.rank ?? 0)) best = { day, rank }
      }
    }
  }
  return best?.day
}
