// Rooms that are renamed and deleted, plans that are changed: what others see meanwhile, and what is left.

import { afterEach, expect, test } from 'vitest'
import { plusDays, seoulDay } from '#domain/chat/days.ts'
import { MAX_MARKS, MAX_ROOMS, Message, Plan, Room, RoomCount } from '#domain/chat/items.ts'
import { handler as sweepRooms } from '#functions/chat/sweep-rooms.ts'
import { stored } from '#kit/testing/counterexample.ts'
import { interleaved } from '#test/support/interleave.ts'
import { ok } from '#test/support/ok.ts'
import { chatting } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()
afterEach(() => world.fails(undefined))
const sweep = () => sweepRooms({}, { awsRequestId: 'sweep' })
const expectSound = async () => expect((await world.table.audit()).violations).toEqual([])
const DAY_MS = 24 * 60 * 60 * 1000
const dayIn = (days: number): string => plusDays(seoulDay(world.now()), days)

test('a deleted room is gone for every call at once, and the sweeper removes all of it', async () => {
  const { as, path } = await chatting(world, true)
  for (let at = 0; at < 100; at += 1) ok(await as.api.chat.postMessage({ path, body: { text: `${at}` } }))
  const { path: other } = { path: { chatId: ok(await as.api.chat.openChatroom({ body: { title: 'Other' } })).chatId } }
  expect((await as.api.chat.deleteChatroom({ path })).status).toBe(204)
  for (const answer of [
    await as.api.chat.getChatroom({ path }),
    await as.api.chat.deleteChatroom({ path }),
    await as.api.chat.renameChatroom({ path, body: { title: 'Back' } }),
    await as.api.chat.postMessage({ path, body: { text: 'Hello?' } }),
    await as.api.chat.listMessages({ path }),
    await as.api.chat.getTestPlan({ path }),
    await as.api.chat.listTestPlans({ path }),
    await as.api.chat.changeTestPlan({ path, body: { title: 'x' } }),
    await as.api.chat.deleteTestPlan({ path }),
  ])
    expect([answer.status, answer.code]).toEqual([404, 'chatroom-not-found'])
  expect(ok(await as.api.chat.listChatrooms({})).items.map(({ chatId }) => chatId)).toEqual([other.chatId])
  await expectSound()
  expect(await sweep()).toEqual({ deleted: 1 })
  const left = (await world.table.items()).filter(({ pk }) => pk === Room.key(path.chatId).pk)
  expect(left).toEqual([])
  expect(await sweep()).toEqual({ deleted: 0 })
  await expectSound()
})

test('a deleted room makes room for another; one of the first edition counts for nothing', async () => {
  const { as, path } = await chatting(world)
  await world.table.store([stored(RoomCount.key(as.userId), { rooms: MAX_ROOMS })])
  expect(await as.api.chat.openChatroom({ body: { title: 'More' } })).toMatchObject({ code: 'quota-exceeded' })
  expect((await as.api.chat.deleteChatroom({ path })).status).toBe(204)
  expect((await as.api.chat.openChatroom({ body: { title: 'More' } })).status).toBe(201)
  const { as: ann, path: old } = await chatting(world)
  await world.table.store([stored(RoomCount.key(ann.userId), { rooms: 0 })])
  expect((await ann.api.chat.deleteChatroom({ path: old })).status).toBe(204)
  await expectSound()
})

test('of ten deletions at once, one takes place and counts once', async () => {
  const { as, path } = await chatting(world)
  const answers = await Promise.all(Array.from({ length: 10 }, () => as.api.chat.deleteChatroom({ path })))
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
  const count = (await world.table.items()).find(({ pk }) => pk === RoomCount.key(as.userId).pk)
  expect(count).toMatchObject({ rooms: 0 })
})

test('a message that comes while its room is deleted is refused, and leaves nothing behind', async () => {
  const { as, path } = await chatting(world)
  world.fails(interleaved(async () => as.api.chat.deleteChatroom({ path })))
  expect(await as.api.chat.postMessage({ path, body: { text: 'Hello' } })).toMatchObject({ code: 'chatroom-not-found' })
  world.fails(undefined)
  await sweep()
  expect((await world.table.items()).filter(({ pk }) => pk === Room.key(path.chatId).pk)).toEqual([])
})

test('the reply to a new title shows the room as it is then', async () => {
  const { as, path } = await chatting(world, true)
  ok(await as.api.chat.changeTestPlan({ path, body: { subjects: ['Math'], examDate: dayIn(2) } }))
  for (const meanwhile of [
    async () => as.api.chat.postMessage({ path, body: { text: 'Hello' } }),
    async () => as.api.chat.markTask({ path: { ...path, date: dayIn(0), index: '0' }, body: { done: true } }),
    async () => as.api.chat.deleteTestPlan({ path }),
    async () => as.api.chat.createTestPlan({ path, body: {} }),
  ]) {
    world.fails(interleaved(meanwhile))
    const told = ok(await as.api.chat.renameChatroom({ path, body: { title: 'Retakes' } }))
    world.fails(undefined)
    expect(told).toEqual(ok(await as.api.chat.getChatroom({ path })))
  }
})

test('a plan has the title that its room has when it is made', async () => {
  const { as, path } = await chatting(world)
  world.fails(interleaved(async () => as.api.chat.renameChatroom({ path, body: { title: 'Retakes' } })))
  expect(ok(await as.api.chat.createTestPlan({ path, body: {} })).title).toBe('Retakes')
})

test('of two tasks that are done at once, both are; a change of the plan keeps them', async () => {
  const { as, path } = await chatting(world)
  ok(await as.api.chat.createTestPlan({ path, body: { subjects: ['Math', 'Art'], examDate: dayIn(3) } }))
  const task = (date: string, index: string) => ({ path: { ...path, date, index }, body: { done: true } })
  world.fails(interleaved(async () => as.api.chat.markTask(task(dayIn(0), '1'))))
  ok(await as.api.chat.markTask(task(dayIn(0), '0')))
  world.fails(undefined)
  const [today] = ok(await as.api.chat.getTestPlan({ path })).days
  expect(today?.tasks).toEqual([
    { text: 'Math', done: true },
    { text: 'Art', done: true },
  ])
  world.passes(DAY_MS)
  const later = await world.speaks(as.userId)
  const changed = ok(await later.api.chat.changeTestPlan({ path, body: { subjects: ['Music'] } }))
  expect(changed.days).toEqual([
    {
      date: dayIn(-1),
      tasks: [
        { text: 'Math', done: true },
        { text: 'Art', done: true },
      ],
    },
    { date: dayIn(0), tasks: [{ text: 'Music', done: false }] },
    { date: dayIn(1), tasks: [{ text: 'Music', done: false }] },
  ])
  await expectSound()
})

test('the tasks of a plan of the first edition can be done, and its days stay until it is changed', async () => {
  const { as, path } = await chatting(world, true)
  const found = (await world.table.items()).find((item) => Plan.is(item) && item.chatId === path.chatId)
  const { from: _, ...plan } = found ?? {}
  const days = [{ date: dayIn(-9), tasks: ['수학', '영어'] }]
  await world.table.store([{ ...plan, subjects: ['수학'], examDate: dayIn(5), days }])
  const task = { ...path, date: dayIn(-9), index: '1' }
  const marked = ok(await as.api.chat.markTask({ path: task, body: { done: true } }))
  const kept = {
    date: dayIn(-9),
    tasks: [
      { text: '수학', done: false },
      { text: '영어', done: true },
    ],
  }
  expect(marked.days).toEqual([kept])
  expect(ok(await as.api.chat.changeTestPlan({ path, body: { title: 'New' } })).days).toEqual([kept])
  const changed = ok(await as.api.chat.changeTestPlan({ path, body: { examDate: dayIn(1) } }))
  expect(changed.days).toEqual([
    { date: dayIn(-9), tasks: [{ text: '영어', done: true }] },
    { date: dayIn(0), tasks: [{ text: '수학', done: false }] },
  ])
  expect((await world.table.audit()).violations).toEqual([])
})

test('a plan takes so many done tasks and no more', async () => {
  const { as, path } = await chatting(world)
  ok(await as.api.chat.createTestPlan({ path, body: { subjects: ['Math'], examDate: dayIn(3) } }))
  const found = (await world.table.items()).find((item) => Plan.is(item) && item.chatId === path.chatId)
  const marks = Array.from({ length: MAX_MARKS }, (_, at) => ({ date: '2020-01-01', text: `${at}`, done: true }))
  await world.table.store([{ ...found, marks, markCount: MAX_MARKS }])
  const one = { path: { ...path, date: dayIn(0), index: '0' }, body: { done: true } }
  expect(await as.api.chat.markTask(one)).toMatchObject({ code: 'quota-exceeded', body: { limit: MAX_MARKS } })
  const undone = { path: { ...path, date: '2020-01-01', index: '7' }, body: { done: false } }
  expect((await as.api.chat.markTask(undone)).status).toBe(200)
  await expectSound()
})

test.each([
  ['another day', { date: '2020-01-01' }],
  ['no day', { date: '2026-13-41' }],
  ['no task', { index: '1' }],
  ['a place before the first', { index: '-1' }],
  ['no place', { index: 'first' }],
])('a task of %s is not found', async (_, wrong) => {
  const { as, path } = await chatting(world)
  ok(await as.api.chat.createTestPlan({ path, body: { subjects: ['Math'], examDate: dayIn(1) } }))
  const right = { ...path, date: dayIn(0), index: '0' }
  expect(await as.api.chat.markTask({ path: { ...right, ...wrong }, body: { done: true } })).toMatchObject({
    ...{ status: 404, code: 'task-not-found' },
  })
})

test('the erasure of a user takes a room that is being deleted, too', async () => {
  const { as, path } = await chatting(world, true)
  ok(await as.api.chat.postMessage({ path, body: { text: 'Hello' } }))
  ok(await as.api.chat.deleteChatroom({ path }))
  const { erasure } = await import('#domain/chat/erasure.ts')
  const { Store } = await import('#kernel/commit/store.ts')
  const store = new Store(world.table.client, world.table.name)
  const step = await erasure.next({ read: store, now: world.now() }, { userId: as.userId, username: '', email: '' })
  expect(step).toMatchObject({ kind: 'erase', writes: [{ key: { sk: Message.key(path.chatId, 1).sk } }] })
})
