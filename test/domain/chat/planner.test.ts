// The planner: the exam and subjects that it finds in a conversation, and the days that it makes.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asksForPlan } from '#domain/chat/asking.ts'
import { daysBetween, EXAM_DAYS, inReach, plusDays, realDay } from '#domain/chat/days.ts'
import { STUDY_DAYS, spread, TASKS_A_DAY, understand } from '#domain/chat/planner.ts'
import { seedOfRun } from '#test/support/seed.ts'

/** A Monday; in Seoul it is nine hours later. */
const NOW = '2026-11-23T01:00:00.000Z'
const TODAY = '2026-11-23'
const said = (...texts: string[]) => texts.map((text) => ({ text, createdAt: NOW }))
const holds = <T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void) =>
  fc.assert(fc.property(arbitrary, property), { seed: seedOfRun, numRuns: 300 })

describe('the day of the exam', () => {
  test.each([
    ['exam 2026-12-03', '2026-12-03'],
    ['시험 2026. 12. 3.', '2026-12-03'],
    ['시험은 12월 3일', '2026-12-03'],
    ['시험은 12월3일이야', '2026-12-03'],
    ['시험은 2027년 3월 2일', '2027-03-02'],
    ['12/3 시험', '2026-12-03'],
    ['The exam is on December 3', '2026-12-03'],
    ['Dec 3rd is the test', '2026-12-03'],
    ['exam Dec. 3', '2026-12-03'],
    ['final on December 3, 2026', '2026-12-03'],
    ['3 December 2026 test', '2026-12-03'],
    ['오늘 시험', '2026-11-23'],
    ['내일 시험', '2026-11-24'],
    ['모레 시험', '2026-11-25'],
    ['내일모레 시험', '2026-11-25'],
    ['3일 뒤 시험', '2026-11-26'],
    ['3일 후에 시험', '2026-11-26'],
    ['일주일 뒤 시험', '2026-11-30'],
    ['2주 뒤 시험', '2026-12-07'],
    ['이번 주 금요일 시험', '2026-11-27'],
    ['다음 주 금요일 시험', '2026-12-04'],
    ['다음주 월요일이 시험', '2026-11-30'],
    ['시험은 금요일이야', '2026-11-27'],
    ['12월 4일 금요일 시험', '2026-12-04'],
    ['the exam is tomorrow', '2026-11-24'],
    ['the day after tomorrow: exam', '2026-11-25'],
    ['exam in 3 days', '2026-11-26'],
    ['exam in a week', '2026-11-30'],
    ['exam 2 weeks from now', '2026-12-07'],
    ['exam next Friday', '2026-12-04'],
    ['exam on Friday', '2026-11-27'],
    ['exam is Friday', '2026-11-27'],
    ['exam on December 3rd is Thursday', '2026-12-03'],
    ['exam on Friday of next week', '2026-12-04'],
    ['exam next week on Friday', '2026-12-04'],
    ['exam on Friday this week', '2026-11-27'],
    ['exam on Monday next week', '2026-11-30'],
    ['exam in two weeks', '2026-12-07'],
    ['ten days left until the exam', '2026-12-03'],
    ['시험 D-10', '2026-12-03'],
    ['시험이 3일 남았어', '2026-11-26'],
    ['시험까지 열흘밖에 안 남았어', '2026-12-03'],
    ['12월 3일 남은 시험', '2026-12-03'],
    ['담주 금욜 시험', '2026-12-04'],
    ['다음 달 3일 시험', '2026-12-03'],
    ['다다음달 3일 시험', '2027-01-03'],
    ['다음 달 31일 뒤 시험', '2026-12-31'],
    ['다음 달 32일 시험', null],
    ['시험은 1월 5일', '2027-01-05'],
    ['시험은 11월 23일', '2026-11-23'],
    ['시험은 11월 22일', '2027-11-22'],
    // Beyond reach, past, or in no calendar.
    ['시험은 2027년 11월 24일', '2027-11-24'],
    ['시험은 2027년 11월 25일', null],
    ['exam 2020-01-01', null],
    ['시험은 2월 30일', null],
    ['exam 13/45', null],
    ['시험은 24/7', null],
    ['수학 시험', null],
  ])('%s: %s', (text, day) => expect(understand(said(text), TODAY).examDate).toBe(day))

  test.each<[string[], string | null]>([
    [['시험은 12월 3일이야. 오늘부터 계획 세워줘'], '2026-12-03'],
    [['시험이 12월 3일이니까 오늘 계획 세워줘'], '2026-12-03'],
    [['12월 3일 시험인데 내일부터 공부할래'], '2026-12-03'],
    [['plan from tomorrow for the exam on December 3'], '2026-12-03'],
    [['시험이 12월 3일에서 12월 5일로 바뀌었어'], '2026-12-05'],
    [['수학 시험은 12월 3일이고, 12월 20일에는 여행 가'], '2026-12-03'],
    [['The exam is December 3, 2026. I travel on December 20'], '2026-12-03'],
    [['시험이 있는데, 12월 3일이야', '12월 20일에는 여행 가'], '2026-12-03'],
    [['시험은 12월 3일', '아니, 시험은 12월 4일'], '2026-12-04'],
    [['시험은 12월 3일', '지난 시험은 2020-01-01'], '2026-12-03'],
    [['12월 3일', '이제 계획을 세워줘'], '2026-12-03'],
  ])('of several in %s: %s', (texts, day) => expect(understand(said(...texts), TODAY).examDate).toBe(day))

  test('counts from the day in Seoul of the message it stands in', () => {
    const late = (createdAt: string) => understand([{ text: '시험은 내일', createdAt }], TODAY).examDate
    expect(late('2026-11-22T14:59:59.999Z')).toBe('2026-11-23')
    expect(late('2026-11-22T15:00:00.000Z')).toBe('2026-11-24')
    expect(late('2026-11-20T01:00:00.000Z')).toBeNull()
  })
})

describe('the subjects', () => {
  test.each<[string, string[]]>([
    ['수학이랑 영어, 그리고 국어 시험', ['수학', '영어', '국어']],
    ['수학과 과학', ['수학', '과학']],
    ['수학시험 영어공부', ['수학', '영어']],
    ['math, Physics and chemistry', ['math', 'Physics', 'chemistry']],
    ['math랑 physics는', ['math', 'physics']],
    ['수학 math mathematics 수학', ['수학']],
    ['지구과학, 한국사, 세계사, 과학', ['지구과학', '한국사', '세계사', '과학']],
    ['통합과학이랑 통합사회', ['통합과학', '통합사회']],
    ['확률과통계와 미적분', ['확률과통계', '미적분']],
    ['world history and computer science', ['world history', 'computer science']],
    ['중국어와 일본어', ['중국어', '일본어']],
    ['수학여행에서 물리치료사와 과학자를 만났다', []],
    ['외국어 aftermath historyless', []],
    ['일찍 일어나서 바람이 불어', []],
    ['', []],
  ])('in %s: %j', (text, subjects) => expect(understand(said(text), TODAY).subjects).toEqual(subjects))

  test('are at most twenty', () => {
    const many =
      '수학 영어 국어 과학 물리 화학 생물 지구과학 사회 역사 한국사 세계사 지리 정치와 법 경제 윤리 도덕 한문 음악 미술 체육 문학'
    expect(understand(said(many), TODAY).subjects).toHaveLength(20)
  })
})

test('whatever is said, what is found fits a plan', () => {
  const words = fc.constantFrom(
    '수학',
    '시험',
    '12월 ',
    '3일',
    ' ',
    '/',
    '2',
    '내일',
    'exam',
    'next',
    'Friday',
    ',',
    '주',
    '뒤',
    '😀',
    '\n',
  )
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.array(words).map((parts) => parts.join('')),
  )
  holds(fc.array(text, { maxLength: 10 }), (texts) => {
    const { subjects, examDate } = understand(said(...texts), TODAY)
    expect(new Set(subjects).size).toBe(subjects.length)
    expect(examDate === null || inReach(examDate, TODAY)).toBe(true)
  })
})

test.each([
  ...[
    '수학 ',
    '오늘 ',
    '12/3 시험 ',
    '1월 ',
    '3일 남',
    'next week ',
    'on Friday ',
    'D-',
    '이번 주',
    '2026-',
    '1',
    ' ',
    '(',
    'a ',
    'please make ',
    'and make a ',
    '계획 로로로 ',
  ],
])('four thousand characters of "%s" are read in no time', (part) => {
  const text = part.repeat(4000).slice(0, 4000)
  const began = performance.now()
  asksForPlan(text)
  understand(said(...Array.from({ length: 20 }, () => text)), TODAY)
  // A pattern that goes back over what it read would take seconds.
  expect(performance.now() - began).toBeLessThan(1000)
})

describe('the days', () => {
  const day = fc.integer({ min: 0, max: 3000 }).map((days) => plusDays('2026-01-01', days))
  const subjects = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 50 }), { maxLength: 20 })
  const aims = fc.record({ today: day, ahead: fc.integer({ min: 0, max: EXAM_DAYS }), subjects })
  const planned = (
    property: (days: ReturnType<typeof spread>, aim: { today: string; exam: string; subjects: string[] }) => void,
  ) =>
    holds(aims, ({ today, ahead, subjects }) => {
      const exam = plusDays(today, ahead)
      property(spread({ subjects, examDate: exam }, today), { today, exam, subjects })
    })

  test('have every subject, and nothing else', () =>
    planned((days, { subjects }) => expect(new Set(days.flatMap(({ tasks }) => tasks))).toEqual(new Set(subjects))))

  test('are real and ascend from today to the day before the exam', () =>
    planned((days, { today, exam }) => {
      const dates = days.map(({ date }) => date)
      expect(dates).toEqual([...new Set(dates)].sort())
      for (const date of dates) {
        const [year, month, day] = date.split('-').map(Number) as [number, number, number]
        expect(realDay(year, month, day)).toBe(date)
        expect(date >= today && (date < exam || date === today)).toBe(true)
      }
    }))

  test('are as full as each other, and no fuller than they must be', () =>
    planned((days, { subjects }) => {
      const loads = days.map(({ tasks }) => tasks.length)
      expect(new Set(loads).size).toBeLessThanOrEqual(1)
      const least = Math.ceil(subjects.length / Math.max(1, days.length))
      expect(loads[0] ?? 0).toBeLessThanOrEqual(Math.max(TASKS_A_DAY, least))
      for (const { tasks } of days) expect(new Set(tasks).size).toBe(tasks.length)
    }))

  test('give every subject its share', () =>
    planned((days, { subjects }) => {
      const shares = subjects.map((subject) => days.filter(({ tasks }) => tasks.includes(subject)).length)
      if (subjects.length > 0) expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1)
    }))

  test('are few enough for one item and for a page of a hundred', () =>
    planned((days, { today, exam, subjects }) => {
      expect(days.length).toBeLessThanOrEqual(STUDY_DAYS)
      // None is left out where there is room for all.
      if (subjects.length > 0 && daysBetween(today, exam) <= STUDY_DAYS)
        expect(days.length).toBe(Math.max(1, daysBetween(today, exam)))
    }))

  test('are none without an exam or without subjects', () => {
    expect(spread({ subjects: ['수학'], examDate: null }, TODAY)).toEqual([])
    expect(spread({ subjects: [], examDate: '2026-12-03' }, TODAY)).toEqual([])
  })

  test('for example', () =>
    expect(spread({ subjects: ['수학', '영어', '국어'], examDate: '2026-11-26' }, TODAY)).toEqual([
      { date: '2026-11-23', tasks: ['수학', '영어'] },
      { date: '2026-11-24', tasks: ['국어', '수학'] },
      { date: '2026-11-25', tasks: ['영어', '국어'] },
    ]))
})
