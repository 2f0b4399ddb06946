// Creates test plans: extracts exam and subjects from a conversation, and spreads the study over the days until the exam.

import { daysBetween, plusDays } from './days.ts'
import { type ChatText, examIn } from './exam.ts'
import type { PlanItem, StudyDay } from './items.ts'
import { MAX_SUBJECTS } from './schema.ts'
import { subjectsIn } from './subjects.ts'
import { tidy } from './wording.ts'

export interface Aim {
  readonly subjects: readonly string[]
  readonly examDate: string | null
}

/** @param today the day in Seoul, YYYY-MM-DD */
export type Planner = (conversation: readonly ChatText[], today: string) => Aim

/** The number of recent messages that are read. */
export const RECENT_MESSAGES = 200

/** The number of their characters that are read, from the last message back: 100 messages of 500 characters. */
export const RECENT_CHARACTERS = 50_000

/** The part of a conversation that is read. */
export const recentTexts = (conversation: readonly ChatText[]): ChatText[] => {
  const last: ChatText[] = []
  let left = RECENT_CHARACTERS
  for (const { text, createdAt } of conversation.toReversed()) {
    if (left <= 0) break
    last.push({ text: tidy(text.slice(0, left)), createdAt })
    left -= text.length
  }
  return last.reverse()
}

/** Extracts subjects and exam by words and patterns. A language model could replace this function. */
export const understand: Planner = (conversation, today) => {
  const read = recentTexts(conversation)
  return {
    subjects: subjectsIn(read.map(({ text }) => text)).slice(0, MAX_SUBJECTS),
    examDate: examIn(read, today) ?? null,
  }
}

/** The number of tasks per day, more only if a subject would otherwise be left out. */
export const TASKS_A_DAY = 2
/** The maximum number of days in a plan; for a later exam, every second, third or fourth day has tasks. */
export const STUDY_DAYS = 100

/**
 * Spreads subjects over days. Stored plans contain no days: a change here changes every stored plan.
 * Every day has the same number of subjects, in turn, from today to the day before the exam; if the exam is today, only today.
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
