// The assistant's message about a plan: with the plan in one transaction, in the language of the wish, and no wish itself.

import { describe, expect, test } from 'vitest'
import { replyTo } from '#domain/chat/reply.ts'
import { newRoom, nextPlan } from '#domain/chat/writes.ts'
import { chat } from '#functions/chat/contract.ts'
import { send } from '#test/support/call.ts'
import { ok } from '#test/support/ok.ts'
import { chatting } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()

describe('what it says', () => {
  const room = newRoom('c', 'ann', 'Finals', '2026-01-01T00:00:00.000Z')
  const plan = (subjects: string[], examDate: string | null) =>
    nextPlan(room, { title: 'Finals', subjects, examDate, from: '2026-01-02' }, room.createdAt)
  test.each([
    [
      '이제 계획을 세워줘',
      plan(['영어', '수학'], '2026-01-05'),
      '2026년 1월 5일 시험까지의 계획을 세웠어요. 과목은 영어, 수학이에요. 할 일이 있는 날은 3일이에요.',
    ],
    [
      '계획 짜줘',
      plan(['국어'], null),
      '계획을 만들었어요. 시험 날짜를 찾지 못했으니 계획에서 날짜를 정해 주세요. 과목은 국어예요.',
    ],
    [
      '계획'.normalize('NFD'),
      plan([], null),
      '계획을 만들었어요. 시험 날짜를 찾지 못했으니 계획에서 날짜를 정해 주세요. 과목을 찾지 못했으니 계획에서 과목을 정해 주세요.',
    ],
    [
      'make the plan',
      plan(['math'], '2026-01-03'),
      'I made a plan up to the exam on 2026-01-03. Subjects: math. There are tasks on 1 day.',
    ],
    [
      'make the plan',
      plan([], null),
      'I made a plan. I found no exam date, so please set one in the plan. I found no subjects, so please set them in the plan.',
    ],
  ])('to %s', (asked, made, says) => expect(replyTo(asked, made)).toBe(says))
})

test('is the next message of the room, and of the assistant', async () => {
  const { as, path } = await chatting(world)
  ok(await as.api.chat.postMessage({ path, body: { text: '수학 시험이 3일 뒤야' } }))
  const asked = ok(await as.api.chat.postMessage({ path, body: { text: '계획 세워줘' } }))
  expect(asked.reply).toEqual({ seq: 3, text: expect.stringContaining('수학') })
  const { items } = ok(await as.api.chat.listMessages({ path }))
  expect(items.map(({ seq, senderId }) => [seq, senderId])).toEqual([
    [1, as.userId],
    [2, as.userId],
    [3, 'assistant'],
  ])
  expect(items[2]).toMatchObject({ text: asked.reply?.text, createdAt: asked.message.createdAt })
  const again = ok(await as.api.chat.postMessage({ path, body: { text: '계획 세워줘' } }))
  expect([again.message.seq, again.testPlan, again.reply]).toEqual([4, null, null])
  expect((await world.table.audit()).violations).toEqual([])
})

test('a replay has the same reply, and there is one', async () => {
  const { as, path } = await chatting(world)
  const say = () => as.api.chat.postMessage({ path, key: 'k', body: { text: 'make the plan now' } })
  const [one, two] = [await say(), await say()]
  expect(two.body).toEqual(one.body)
  expect(ok(await as.api.chat.listMessages({ path })).items).toHaveLength(2)
})

test('what the assistant said about a plan is not read for the next one', async () => {
  const { as, path } = await chatting(world)
  ok(await as.api.chat.createTestPlan({ path, body: { title: 'x' } }))
  ok(await as.api.chat.deleteTestPlan({ path }))
  ok(await as.api.chat.postMessage({ path, body: { text: 'the math exam is in 3 days, make the plan now' } }))
  ok(await as.api.chat.deleteTestPlan({ path }))
  // Three days later, the person's own words mean another day; those of the assistant name the old one.
  world.passes(5 * 24 * 60 * 60 * 1000)
  const later = await world.speaks(as.userId)
  const asked = ok(await later.api.chat.postMessage({ path, body: { text: 'make the plan now' } }))
  expect(asked.testPlan).toMatchObject({ subjects: ['math'], examDate: null })
})

test('no user may write as the assistant', async () => {
  const { as, path } = await chatting(world)
  const { status } = await send(chat.postMessage, {
    token: as.token,
    path,
    body: { text: 'Hi', senderId: 'assistant' },
  })
  expect(status).toBe(400)
})
