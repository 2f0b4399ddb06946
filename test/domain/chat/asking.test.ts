// Which messages ask for a plan, in Korean and English, and which merely speak of one.

import { describe, expect, test } from 'vitest'
import { asksForPlan } from '#domain/chat/asking.ts'

const asking = `
이제 계획을 세워줘
계획 짜줘
계획 좀 짜줘!
시험 계획 만들어 주세요
공부 계획표 짜줄래?
계획 좀 세워줄 수 있어?
12월 3일까지 계획 세워 주실 수 있나요
계획을 날짜별로 세워주세요
계획을 세워서 보여줘
테스트 계획을 작성해줘
계획을 수립해줘
공부 계획 부탁해요
계획이 필요해
계획 세우자
Study Plan 만들어줘
수학 영어 시험이 12월 3일이야 계획 세워줘
다음 주 금요일 시험 계획 좀 짜줘
make the plan now
MAKE THE PLAN NOW
Make a plan!
create test plan
OK now make the plan
please create a study plan
Can you make me a plan?
could you please generate a 2-week study plan for math
please make me a plan for my finals
give me a study plan
let’s make a plan
I need a study plan
I'd like a study plan
I want you to make a study plan
plan my studies please
The exam is Dec 3. Make a plan
We have exams. Please set up a schedule
Don't worry, make a plan, I study later
영어 말고 수학 계획 세워줘
계획 세워줘, 나중에 볼게
`
const other = `
안녕
계획이 있어
계획이 뭐야?
좋은 계획이네
계획 세웠어
계획대로 하고 있어
내 계획은 수학을 공부하는 거야
계획 세우지 마
아직 계획을 세우지 말아줘
나중에 계획 세워줘
계획 세워줘서 고마워
계획 세워줄 필요 없어
계획은 필요 없어
계획은 있으니까 문제 만들어줘
계획 말고 노래 만들어줘
계획에 대해 설명해줘
hello
I have a plan
I made a plan
I will make a plan
no plan
what is the plan?
did you make a plan?
should I make a plan?
how do I make a plan
don't make a plan yet
Don’t make a plan
do not make a plan
please don't create a plan
never make a plan
make no plan
make a plan later
I don't need a plan
I don't want you to make a plan
make sure the plan is good
make changes to the plan
make it according to the plan
the plan is to make money
we plan to go
planning is hard
`
const lines = (table: string): string[] => table.trim().split('\n')

describe('a message', () => {
  test.each(lines(asking))('%s: asks', (text) => expect(asksForPlan(text)).toBe(true))
  test.each(lines(other))('%s: does not ask', (text) => expect(asksForPlan(text)).toBe(false))
  test('asks however its Hangul was typed', () => expect(asksForPlan('계획을 세워줘'.normalize('NFD'))).toBe(true))
})
