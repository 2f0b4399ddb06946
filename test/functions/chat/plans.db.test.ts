// Limits of test plans: valid bodies, messages that count, sizes.

import { describe, expect, test } from 'vitest'
import { EXAM_DAYS, plusDays, seoulDay } from '#domain/chat/days.ts'
import { Plan, type PlanItem } from '#domain/chat/items.ts'
import { RECENT_MESSAGES } from '#domain/chat/planner.ts'
import { chat } from '#functions/chat/contract.ts'
import { bindRuntime, runtime } from '#kernel/commit/runtime.ts'
import { send } from '#test/support/call.ts'
import { chatting } from '#test/support/prepared.ts'
import { useWorlds } from '#test/support/world.ts'

const world = useWorlds()
const dayIn = (days: number): string => plusDays(seoulDay(world.now()), days)

/** Asks for a plan in a new room. */
const create = async (body: unknown) => {
  const { as, path } = await chatting(world)
  const { status, body: told } = await send(chat.createTestPlan, {
    token: as.token,
    path,
    ...(body === undefined ? {} : { body }),
  })
  const [first] = (told['errors'] ?? []) as { pointer: string }[]
  return { status, told, pointer: first?.pointer }
}

describe('a plan', () => {
  test.each([undefined, {}])('of %j has the title of its room, and nothing to do', async (body) => {
    const { status, told } = await create(body)
    expect([status, told]).toMatchObject([201, { planId: 1, title: 'Finals', subjects: [], examDate: null, days: [] }])
  })

  test.each([
    ['no subject', { subjects: [''] }, '/subjects/0'],
    ['a subject of 51 characters', { subjects: ['수학', '가'.repeat(51)] }, '/subjects/1'],
    ['21 subjects', { subjects: Array.from({ length: 21 }, (_, at) => `s${at}`) }, '/subjects'],
    ['a subject that is a number', { subjects: [1] }, '/subjects/0'],
    ['a text for subjects', { subjects: '수학' }, '/subjects'],
    ['no title', { title: '' }, '/title'],
    ['a title of 101 characters', { title: '가'.repeat(101) }, '/title'],
    ['a day that no calendar has', { examDate: '2027-02-29' }, '/examDate'],
    ['a time', { examDate: '2027-02-28T00:00:00.000Z' }, '/examDate'],
    ['null', { examDate: null }, '/examDate'],
    ['a misspelling', { examdate: '2027-02-28' }, '/examdate'],
  ])('is refused with %s', async (_, body, pointer) => {
    const answer = await create(body)
    expect([answer.status, answer.told.code, answer.pointer]).toEqual([400, 'invalid-request', pointer])
  })

  test('is for an exam today in Seoul at the earliest, and 366 days ahead at the latest', async () => {
    for (const [days, status] of [
      [-1, 400],
      [0, 201],
      [1, 201],
      [EXAM_DAYS, 201],
      [EXAM_DAYS + 1, 400],
    ] as const) {
      const answer = await create({ examDate: dayIn(days), subjects: ['수학'] })
      expect([answer.status, answer.pointer], String(days)).toEqual([status, status === 400 ? '/examDate' : undefined])
    }
  })

  test('has a subject that is named twice once, as it was written first', async () => {
    const { told } = await create({ subjects: [' Math ', '수학', 'math', '수학'.normalize('NFD'), 'Art'] })
    expect(told['subjects']).toEqual([' Math ', '수학', 'Art'])
  })

  test('takes 20 subjects of 50 characters, and a hundred such plans make one page', async () => {
    const subjects = Array.from({ length: 20 }, (_, at) => `${String(at).padStart(2, '0')}${'😀'.repeat(48)}`)
    const { status, told } = await create({ subjects, examDate: dayIn(300), title: '😀'.repeat(100) })
    expect([status, told['subjects']]).toEqual([201, subjects])
    // A Lambda reply is limited to 6 MB.
    expect(100 * Buffer.byteLength(JSON.stringify(told))).toBeLessThan(6_000_000)
  })

  test('is refused for its shape before its room is looked for, then for the room, the owner, the plan there is', async () => {
    const { as, path } = await chatting(world, true)
    const other = await world.stranger()
    const nowhere = { chatId: path.chatId.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }
    const bad = { examDate: dayIn(-1) }
    const codes = [
      await other.api.chat.createTestPlan({ path: nowhere, body: bad }),
      await other.api.chat.createTestPlan({ path: nowhere, body: {} }),
      await other.api.chat.createTestPlan({ path, body: {} }),
      await as.api.chat.createTestPlan({ path, body: {} }),
    ].map(({ status, code }) => `${status} ${code}`)
    expect(codes).toEqual(['400 invalid-request', '404 chatroom-not-found', '403 forbidden', '400 testplan-exists'])
  })
})

describe('a message', () => {
  test('has 1 to 4000 characters', async () => {
    const { as, path } = await chatting(world)
    for (const [text, status] of [
      ['😀'.repeat(4000), 201],
      ['😀'.repeat(4001), 400],
      ['', 400],
    ] as const)
      expect((await as.api.chat.postMessage({ path, body: { text } })).status).toBe(status)
  })

  test('that asks brings about a plan from what was said; a second one does not', async () => {
    const { as, path } = await chatting(world)
    const say = (text: string) => as.api.chat.postMessage({ path, body: { text } })
    await say('수학이랑 영어 시험이 3일 뒤야')
    const [asked, again] = [await say('이제 계획을 세워줘'), await say('make the plan now')]
    const room = await as.api.chat.getChatroom({ path })
    if (!asked.ok || !again.ok || !room.ok) throw new Error('the room takes no messages')
    expect(asked.body.testPlan).toMatchObject({
      planId: 1,
      title: 'Finals',
      subjects: ['수학', '영어'],
      examDate: dayIn(3),
    })
    expect(asked.body.testPlan?.days).toHaveLength(3)
    expect([again.body.testPlan, again.body.message.seq]).toEqual([null, 4])
    expect([room.body.testPlan, room.body.lastSeq]).toEqual([asked.body.testPlan, 4])
  })

  test(`counts among the last ${RECENT_MESSAGES}, the one that asks included`, async () => {
    const { as, path } = await chatting(world)
    const say = (text: string) => as.api.chat.postMessage({ path, body: { text } })
    await say('수학')
    await say('영어')
    for (let at = 2; at < RECENT_MESSAGES; at += 1) await say('...')
    const asked = await say('국어 계획 세워줘')
    expect(asked.ok && asked.body.testPlan?.subjects).toEqual(['영어', '국어'])
  })

  test('is never older than the previous one, for any clocks', async () => {
    const { as, path } = await chatting(world)
    const { clock } = runtime()
    const first = await as.api.chat.postMessage({ path, body: { text: 'first' } })
    bindRuntime({ clock: () => clock() - 60_000 })
    const second = await as.api.chat.postMessage({ path, body: { text: 'second' } })
    bindRuntime({ clock })
    expect(first.ok && second.ok && second.body.message.createdAt).toBe(first.ok && first.body.message.createdAt)
  })
})

test('messages are listed after a seq', async () => {
  const { as, path } = await chatting(world)
  for (const text of ['a', 'b', 'c']) await as.api.chat.postMessage({ path, body: { text } })
  const after = async (value: string) => {
    const listed = await as.api.chat.listMessages({ path, query: { after: value } })
    return listed.ok ? listed.body.items.map(({ text }) => text).join('') : listed.code
  }
  expect([await after('0'), await after('1'), await after('3'), await after('999999999999999')]).toEqual([
    'abc',
    'bc',
    '',
    '',
  ])
  for (const wrong of ['-1', '1.5', '01', '', ' 1', '1e1', '9999999999999999'])
    expect(await after(wrong), wrong).toBe('invalid-request')
})

describe('a stored plan', () => {
  const subjects = Array.from({ length: 20 }, (_, at) => `${String(at).padStart(2, '0')}${'😀'.repeat(48)}`)
  const storedPlan = async (chatId: string): Promise<PlanItem> => {
    const { pk, sk } = Plan.key(chatId, 1)
    const found = (await world.table.items()).find((item) => item['pk'] === pk && item['sk'] === sk)
    return found as unknown as PlanItem
  }

  test.each(['body', 'message'])('from a %s holds its first day and no days, which are derived from it', async (by) => {
    const { as, path } = await chatting(world)
    if (by === 'body') {
      const made = await as.api.chat.createTestPlan({ path, body: { subjects, examDate: dayIn(99) } })
      expect(made.ok && made.body.days).toHaveLength(99)
    } else await as.api.chat.postMessage({ path, body: { text: '수학 시험이 3일 뒤야, 계획을 세워줘' } })
    const { from, days, ...rest } = await storedPlan(path.chatId)
    expect([from, days]).toEqual([dayIn(0), undefined])
    // As long as its subjects.
    expect(Buffer.byteLength(JSON.stringify(rest))).toBeLessThan(5000)
  })

  test('shows the same days later', async () => {
    const { as, path } = await chatting(world)
    const made = await as.api.chat.createTestPlan({ path, body: { subjects: ['수학', '영어'], examDate: dayIn(5) } })
    world.passes(3 * 24 * 60 * 60 * 1000)
    const later = await world.speaks(as.userId)
    const shown = await later.api.chat.getTestPlan({ path })
    expect([shown.status, shown.body]).toEqual([200, made.body])
  })

  test('of the first edition shows the days that it carries', async () => {
    const { as, path } = await chatting(world, true)
    const { from: _, ...plan } = await storedPlan(path.chatId)
    const days = [{ date: '2026-01-02', tasks: ['수학', '영어'] }]
    const shown = [{ date: '2026-01-02', tasks: ['수학', '영어'].map((text) => ({ text, done: false })) }]
    await world.table.store([{ ...plan, subjects: ['수학'], examDate: '2026-01-05', days }])
    for (const answer of [
      (await as.api.chat.getTestPlan({ path })).body,
      (await send(chat.getChatroom, { token: as.token, path })).body['testPlan'],
      ((await send(chat.listTestPlans, { token: as.token, path })).body['items'] as object[])[0],
    ])
      expect(answer).toMatchObject({ days: shown })
    expect((await world.table.audit()).violations).toEqual([])
  })
})
