// At most 100 rooms per user and 100 plans per room, however they are created.

import { expect, test } from 'vitest'
import { MAX_PLANS, MAX_ROOMS, Plan, Room, RoomCount } from '#domain/chat/items.ts'
import type { Item } from '#kernel/data/condition.ts'
import { stored } from '#kit/testing/counterexample.ts'
import { chatting } from '#test/support/prepared.ts'
import { useWorld } from '#test/support/world.ts'

const world = useWorld()

test('of ten rooms opened at once as the last four, four are', async () => {
  const as = await world.stranger()
  await world.table.store([stored(RoomCount.key(as.userId), { rooms: MAX_ROOMS - 4 })])
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, at) => as.api.chat.openChatroom({ key: `k${at}`, body: { title: `Room ${at}` } })),
  )
  const refused = answers.filter(({ ok }) => !ok)
  expect(refused.map(({ status, code, body }) => [status, code, (body as { limit?: number }).limit])).toEqual(
    Array(6).fill([409, 'quota-exceeded', 100]),
  )
  expect(refused[0]?.body).toMatchObject({ detail: expect.stringContaining('Delete one') })
  const at = answers.findIndex(({ ok }) => ok)
  const again = await as.api.chat.openChatroom({ key: `k${at}`, body: { title: `Room ${at}` } })
  expect(again.body, 'a replay outranks the quota').toEqual(answers[at]?.body)
  expect((await world.table.audit()).violations).toEqual([])
})

test('rooms of the first edition, which no count has, are listed and count for nothing', async () => {
  const as = await world.stranger()
  await as.api.chat.openChatroom({ body: { title: 'New' } })
  expect((await world.table.items()).find(({ pk }) => pk === RoomCount.key(as.userId).pk)).toMatchObject({ rooms: 1 })
  expect((await world.table.audit()).violations).toEqual([])
})

/** As a room of an earlier edition, because the plans that are stored here have no events. */
const withoutEvents = ({ announced: _, ...room }: Item = {}): Item => room

/** A room that has had this many plans, all of them deleted. */
const worn = async (had: number) => {
  const { as, path } = await chatting(world, true)
  await as.api.chat.deleteTestPlan({ path })
  const [room, plan] = [Room.key(path.chatId), Plan.key(path.chatId, 1)].map(({ pk, sk }) => ({ pk, sk }))
  const items = await world.table.items()
  const stored = (key: object) => items.find((item) => Object.entries(key).every(([name, one]) => item[name] === one))
  await world.table.store([
    { ...withoutEvents(stored(room as object)), ...room, planCount: had },
    ...Array.from({ length: had }, (_, at) => ({
      ...{ ...stored(plan as object), ...plan },
      ...{ planId: at + 1, sk: Plan.key(path.chatId, at + 1).sk },
    })),
  ])
  return { as, path }
}

test('of six plans made at once as the last, one is; once it is deleted there is room for none', async () => {
  const { as, path } = await worn(MAX_PLANS - 1)
  const make = () => as.api.chat.createTestPlan({ path, body: {} })
  const answers = await Promise.all(Array.from({ length: 6 }, make))
  expect(answers.map(({ status, code }) => `${status} ${code}`).sort()).toEqual([
    '201 undefined',
    ...Array(5).fill('400 testplan-exists'),
  ])
  expect((await as.api.chat.deleteTestPlan({ path })).status).toBe(204)
  expect(await make()).toMatchObject({
    ...{ status: 409, code: 'quota-exceeded' },
    body: { limit: MAX_PLANS, detail: expect.stringContaining('Open another chatroom') },
  })
  expect((await world.table.audit()).violations).toEqual([])
})

test('a message that asks for a plan in a room that has used them up is kept without one', async () => {
  const { as, path } = await worn(MAX_PLANS)
  const asked = await as.api.chat.postMessage({ path, body: { text: 'make the plan now' } })
  expect([asked.status, asked.ok && asked.body.testPlan]).toEqual([201, null])
  expect(asked.ok && asked.body.message.seq).toBe(1)
  const room = await as.api.chat.getChatroom({ path })
  expect(room.ok && room.body.testPlan).toBeNull()
  expect((await world.table.audit()).violations).toEqual([])
})

test('a room of the first edition may have had more', async () => {
  const { as, path } = await worn(MAX_PLANS + 1)
  const items = (await world.table.items()).filter(({ pk, from }) => pk === Room.key(path.chatId).pk && from)
  await world.table.store(items.map(({ from: _, ...plan }) => ({ ...plan, days: [] })))
  expect((await world.table.audit()).violations).toEqual([])
  expect((await as.api.chat.createTestPlan({ path, body: {} })).code).toBe('quota-exceeded')
  expect((await as.api.chat.postMessage({ path, body: { text: 'make the plan now' } })).status).toBe(201)
  expect((await world.table.audit()).violations).toEqual([])
})
