// Creates test plans: extracts exam and subjects from a conversation, and spreads the study over the days until the exam.

import { isDeepStrictEqual } from 'node:util'
import { daysBetween, plusDays } from './days.ts'
import { type ChatText, examIn } from './exam.ts'
import type { Mark, PlanItem, StudyDay } from './items.ts'
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
  // A plan can be changed after its exam.
  if (examDate === null || subjects.length === 0 || examDate < today) return []
  const left = Math.max(1, daysBetween(today, examDate))
  const step = Math.ceil(left / STUDY_DAYS)
  const days = Math.ceil(left / step)
  const load = Math.min(subjects.length, Math.max(TASKS_A_DAY, Math.ceil(subjects.length / days)))
  return Array.from({ length: days }, (_, at) => ({
    date: plusDays(today, at * step),
    tasks: Array.from({ length: load }, (_, task) => subjects[(at * load + task) % subjects.length] as string),
  }))
}

export interface Task {
  readonly text: string
  readonly done: boolean
}

/** The tasks of one day, with what is done. */
export interface TaskDay {
  readonly date: string
  readonly tasks: readonly Task[]
}

const plannedDays = ({ subjects, examDate, from, days = [] }: PlanItem): readonly StudyDay[] =>
  from === undefined ? days : spread({ subjects, examDate }, from)

/** The days of a stored plan: what is planned, and what is done. Done tasks that are no longer planned come last in their day. */
export const daysOf = (plan: PlanItem): TaskDay[] => {
  const byDate = new Map<string, Task[]>()
  for (const { date, tasks } of plannedDays(plan))
    byDate.set(
      date,
      tasks.map((text) => ({ text, done: false })),
    )
  for (const { date, text, done } of plan.marks ?? []) {
    const tasks = byDate.get(date) ?? []
    const at = tasks.findIndex((task) => task.text === text)
    tasks[at < 0 ? tasks.length : at] = { text, done }
    byDate.set(date, tasks)
  }
  return [...byDate].map(([date, tasks]) => ({ date, tasks })).sort((one, other) => (one.date < other.date ? -1 : 1))
}

/** The number of tasks of a plan. */
export const tasksOf = (plan: PlanItem): number => daysOf(plan).reduce((sum, { tasks }) => sum + tasks.length, 0)

/** @returns the marks of a plan once a task is done or not; undefined: the plan has no such task */
export const marksWith = (
  plan: PlanItem,
  { date, index, done }: { readonly date: string; readonly index: number; readonly done: boolean },
): readonly Mark[] | undefined => {
  const task = daysOf(plan).find((day) => day.date === date)?.tasks[index]
  if (!task) return undefined
  const { text } = task
  const isPlanned = plannedDays(plan).some((day) => day.date === date && day.tasks.includes(text))
  const marks = plan.marks ?? []
  const place = marks.findIndex((mark) => mark.date === date && mark.text === text)
  // A planned task that is not done needs no mark.
  if (!done && isPlanned) return marks.toSpliced(place, place < 0 ? 0 : 1)
  return marks.toSpliced(place < 0 ? marks.length : place, 1, { date, text, done })
}

/** What a person can change in a plan. */
export type Revision = { readonly [P in 'title' | 'subjects' | 'examDate']?: PlanItem[P] | undefined }

/** A plan after a change. Other subjects or another exam make the days from today on anew; what is done stays done. */
export const revised = (plan: PlanItem, { title, subjects, examDate }: Revision, today: string): PlanItem => {
  const { days, ...before } = plan
  const version = (plan.version ?? 0) + 1
  const after = {
    ...before,
    title: title ?? plan.title,
    subjects: subjects ?? plan.subjects,
    examDate: examDate ?? plan.examDate,
  }
  const isSame = after.examDate === plan.examDate && isDeepStrictEqual(after.subjects, plan.subjects)
  if (isSame) return { ...after, ...(days ? { days } : {}), version }
  const marks = daysOf(plan).flatMap(({ date, tasks }) =>
    tasks.filter((task) => task.done).map((task) => ({ date, ...task })),
  )
  return { ...after, from: today, marks, markCount: marks.length, version }
}
