// Calls of the chat, one that succeeds for every endpoint.

import { plusDays, seoulDay } from '#domain/chat/days.ts'
import { RoomCount } from '#domain/chat/items.ts'
import type { chat } from '#functions/chat/contract.ts'
import { handler as sweepRooms } from '#functions/chat/sweep-rooms.ts'
import { ok } from '#test/support/ok.ts'
import type { World } from '#test/support/people.ts'
import { chatting, DAY_MS } from '#test/support/prepared.ts'
import { ACTIVE, type Examples, type Refusals, type Scenarios, type Undemanded, type Unmissed } from './example.ts'

/** Whether a later answer shows what a reply said. */
const isSame = ({ ok, body }: { ok: boolean; body: object }, reply: object): boolean =>
  ok && JSON.stringify(body) === JSON.stringify(reply)

/** A user whose plan has one task, for today. */
const studying = async (world: World) => {
  const { as, path } = await chatting(world)
  const today = seoulDay(world.now())
  ok(await as.api.chat.createTestPlan({ path, body: { subjects: ['Math'], examDate: plusDays(today, 1) } }))
  return { as, path, task: { ...path, date: today, index: '0' } }
}

export const examples: Examples<typeof chat> = {
  openChatroom: async (world) => {
    const as = await world.stranger()
    return {
      as,
      body: { title: 'Finals' },
      shows: async (reply) => {
        const counted = (await world.table.items()).some(({ rooms }) => rooms === 1)
        const room = await as.api.chat.getChatroom({ path: { chatId: String(reply['chatId']) } })
        return counted && JSON.stringify(room.body) === JSON.stringify(reply)
      },
    }
  },
  listChatrooms: async (world) => ({ as: (await chatting(world, true)).as }),
  getChatroom: (world) => chatting(world, true),
  renameChatroom: async (world) => {
    const { as, path } = await chatting(world, true)
    const shows = async (reply: object) => isSame(await as.api.chat.getChatroom({ path }), reply)
    return { as, path, body: { title: 'Retakes' }, shows }
  },
  deleteChatroom: async (world) => {
    const { as, path } = await chatting(world, true)
    const count = RoomCount.key(as.userId)
    const shows = async () => {
      const items = await world.table.items()
      const isCounted = items.some(({ pk, rooms }) => pk === count.pk && rooms === 1)
      return !isCounted && (await as.api.chat.getChatroom({ path })).code === 'chatroom-not-found'
    }
    return { as, path, shows }
  },
  postMessage: async (world) => ({
    ...(await chatting(world)),
    body: { text: 'The math exam is in 3 days, make the plan now' },
  }),
  listMessages: async (world) => {
    const { as, path } = await chatting(world)
    ok(await as.api.chat.postMessage({ path, body: { text: 'Hello' } }))
    return { as, path }
  },
  createTestPlan: async (world) => ({
    ...(await chatting(world)),
    body: { title: 'Math', examDate: world.now(7 * DAY_MS).slice(0, 10) },
  }),
  getTestPlan: (world) => chatting(world, true),
  changeTestPlan: async (world) => {
    const { as, path } = await studying(world)
    const shows = async (reply: object) => isSame(await as.api.chat.getTestPlan({ path }), reply)
    return { as, path, body: { title: 'Math' }, shows }
  },
  markTask: async (world) => {
    const { as, path, task } = await studying(world)
    const shows = async (reply: object) => isSame(await as.api.chat.getTestPlan({ path }), reply)
    return { as, path: task, body: { done: true }, shows }
  },
  deleteTestPlan: (world) => chatting(world, true),
  listTestPlans: (world) => chatting(world, true),
}

export const refusals: Refusals<typeof chat> = {
  postMessage: async (world) => ({
    ...(await chatting(world)),
    as: await world.stranger(),
    body: { text: 'Hello' },
  }),
  createTestPlan: async (world) => ({ ...(await chatting(world, true)), body: {} }),
  deleteTestPlan: (world) => chatting(world),
}

const job = () => sweepRooms({}, { awsRequestId: 'sweep' })
/** A deleted room with a plan. */
const deleted = async (world: World) => {
  const { as, path } = await chatting(world, true)
  ok(await as.api.chat.postMessage({ path, body: { text: 'Hello' } }))
  ok(await as.api.chat.deleteChatroom({ path }))
  return { job }
}

export const scenarios: Scenarios = {
  'sweepRooms of a deleted room': deleted,
}

const SWEPT = 'The next run finds it once more.'
export const unmissed: Unmissed = {
  openChatroom: ACTIVE,
  'sweepRooms of a deleted room': {
    'Delete ROOM/MESSAGE': SWEPT,
    'then Delete ROOM/PLAN': SWEPT,
    'then Delete ROOM/ROOM': SWEPT,
  },
}

export const undemanded: Undemanded = {
  renameChatroom: { 'ROOM/PLAN': 'The transaction demands its version of the room, which has it.' },
}
