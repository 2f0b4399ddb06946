// What the assistant says once it has made a plan, in the language of the message that asked for it.

import type { PlanItem } from './items.ts'
import { daysOf } from './planner.ts'

const HANGUL = /[가-힣ㄱ-ㅎㅏ-ㅣ]/

/** @param asked the message that asked for the plan */
export const replyTo = (asked: string, plan: PlanItem): string =>
  (HANGUL.test(asked.normalize('NFC')) ? inKorean(plan) : inEnglish(plan)).join(' ')

const inKorean = (plan: PlanItem): string[] => {
  const { subjects, examDate } = plan
  return [
    examDate === null
      ? '계획을 만들었어요. 시험 날짜를 찾지 못했으니 계획에서 날짜를 정해 주세요.'
      : `${dateInKorean(examDate)} 시험까지의 계획을 세웠어요.`,
    subjects.length === 0
      ? '과목을 찾지 못했으니 계획에서 과목을 정해 주세요.'
      : `과목은 ${subjects.join(', ')}예요.`.replace(/([가-힣])예요/, (_, last: string) =>
          hasFinal(last) ? `${last}이에요` : `${last}예요`,
        ),
    ...(daysOf(plan).length > 0 ? [`할 일이 있는 날은 ${daysOf(plan).length}일이에요.`] : []),
  ]
}

const dateInKorean = (date: string): string => {
  const [year, month, day] = date.split('-').map(Number)
  return `${year}년 ${month}월 ${day}일`
}

/** Whether a Hangul syllable ends in a consonant. */
const hasFinal = (syllable: string): boolean => (syllable.charCodeAt(0) - 0xac00) % 28 > 0

const inEnglish = (plan: PlanItem): string[] => {
  const { subjects, examDate } = plan
  const days = daysOf(plan).length
  return [
    examDate === null
      ? 'I made a plan. I found no exam date, so please set one in the plan.'
      : `I made a plan up to the exam on ${examDate}.`,
    subjects.length === 0
      ? 'I found no subjects, so please set them in the plan.'
      : `Subjects: ${subjects.join(', ')}.`,
    ...(days > 0 ? [`There are tasks on ${days} ${days === 1 ? 'day' : 'days'}.`] : []),
  ]
}
