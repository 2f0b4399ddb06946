// Makes test plans: what a conversation says about an exam, and the studying for it, spread over the days until then.

import { daysBetween, plusDays } from './days.ts'
import { examIn, type Said } from './exam.ts'
import type { PlanItem, StudyDay } from './items.ts'
import { MAX_SUBJECTS } from './schema.ts'
import { subjectsIn } from './subjects.ts'
import { tidy } from './wording.ts'

export interface Aim {
  readonly subjects: readonly string[]
  readonly examDate: string | null
}

/** @param today the day in Seoul, YYYY-MM-DD */
export type Planner = (conversation: readonly Said[], today: string) => Aim

/** How many of the last messages are looked at. */
export const HEARD = 200

/** And how many of their characters, from the last message back: a hundred messages of 500, which is more than people write. */
export const HEARD_CHARACTERS = 50_000

/** What of a conversation is looked at. */
export const heard = (conversation: readonly Said[]): Said[] => {
  const last: Said[] = []
  let left = HEARD_CHARACTERS
  for (const { text, createdAt } of conversation.toReversed()) {
    if (left <= 0) break
    last.push({ text: tidy(text.slice(0, left)), createdAt })
    left -= text.length
  }
  return last.reverse()
}

/** Reads by words and patterns. Another planner, a language model say, takes the place of this one function. */
export const understand: Planner = (conversation, today) => {
  const read = heard(conversation)
  return {
    subjects: subjectsIn(read.map(({ text }) => text)).slice(0, MAX_SUBJECTS),
    examDate: examIn(read, today) ?? null,
  }
}

/** A day has so many tasks, more only where otherwise a subject would be left out. */
export const TASKS_A_DAY = 2
/** A plan lists so many days at most: for an exam that is farther away there is studying every second, third or fourth day. */
export const STUDY_DAYS = 100

/**
 * Plans store no days: those of a stored plan are derived whenever it is shown. A change here changes every stored plan.
 * Every day has the same number of subjects, in turn, from today to the day before the exam; on that day only where it is today.
 */
export const spread = ({ subjects, examDate }: Aim, today: string): StudyDay[] => {
  if (examDate === null || subjects.length === 0) return []
  const left = Math.max(1, daysBetween(today, examDate))
  const step = Math.ceil(left / STUDY_DAYS)
  const days = Math.ceil(left / step)
  const load = Math.min(subjects.length, Math.max(TASKS_A_DAY, Math.ceil(subjects.length / days)))
  return Array.from({ length: days }, (_, at) => ({
    date: plusDays(today, at * step),
    tasks: Array.from({ length: load }, (_, task) => subjects[(at * load + task) % subjects.length] as string),
  }))
}

/** The days of a stored plan. */
export const daysOf = ({ subjects, examDate, from, days = [] }: PlanItem): readonly StudyDay[] =>
  from === undefined ? days : spread({ subjects, examDate }, from)
