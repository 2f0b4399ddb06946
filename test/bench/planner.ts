// What reading a conversation costs at its worst: node test/bench/planner.ts prints milliseconds for each kind of text.

import { asksForPlan } from '#domain/chat/asking.ts'
import { RECENT_MESSAGES, understand } from '#domain/chat/planner.ts'

const LENGTH = 4000
const TODAY = '2026-06-01'
const filled = (part: string): string => part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH)

/** Each repeated to 4,000 characters, 199 times, before a message that asks. */
export const worst: Readonly<Record<string, string>> = {
  ...{
    clauses: 'ab?',
    commas: 'a,',
    questions: '?',
    spaces: ' ',
    digits: '1',
    'digits and slashes': '1/',
    letters: 'a',
  },
  ...{ dates: '1/1 ', 'dates without a year': '12월3일', 'dates with a year': '2026-06-02 ', 'days ahead': '3일 뒤 ' },
  ...{ today: '오늘', tomorrow: 'tomorrow ', 'D-days': 'D-1 ', weekdays: '금요일 ', 'next weekday': 'next fri ' },
  ...{
    months: 'may 1 ',
    'days of months': '1st of may ',
    counts: 'in 3 days ',
    left: '하루 뒤 ',
    'week days': '다음 주 금요일',
  },
  ...{
    particles: '수학을',
    subjects: '수학 ',
    'English subjects': 'math ',
    'no subject': '수',
    exams: '시험 ',
    Korean: '가',
  },
  ...{
    'exam dates': '시험 1/1,',
    plans: '계획 게게게게게게게게 ',
    'plan words': '계획을 좀 지금 ',
    verbs: 'make a ',
    wants: 'i want a ',
  },
  ...{
    'many starts': '-make b',
    apostrophes: '’',
    jamo: '\u1100\u1161',
    marks: '\u0301\u0323',
    emoji: '😀',
    'from days': 'from 1/1 ',
  },
}

export const conversation = (part: string) => [
  ...Array.from({ length: RECENT_MESSAGES - 1 }, () => ({ text: filled(part), createdAt: `${TODAY}T00:00:00.000Z` })),
  { text: 'make the plan now', createdAt: `${TODAY}T00:00:00.000Z` },
]

const timed = (work: () => unknown): number => {
  const began = performance.now()
  work()
  return performance.now() - began
}

if (import.meta.main)
  for (const [name, part] of Object.entries(worst)) {
    const said = conversation(part)
    const tries = [0, 1, 2].map(() => timed(() => understand(said, TODAY)))
    const asked = [0, 1, 2].map(() => timed(() => asksForPlan(filled(part))))
    console.log(
      name.padEnd(22),
      Math.min(...tries)
        .toFixed(1)
        .padStart(8),
      Math.min(...asked)
        .toFixed(2)
        .padStart(8),
    )
  }
