// Calls of the chat, one that succeeds for every endpoint.

import type { chat } from '#functions/chat/contract.ts'
import { ok } from '#test/support/ok.ts'
import { chatting, DAY_MS } from '#test/support/prepared.ts'
import { ACTIVE, type Examples, type Refusals, type Unmissed } from './example.ts'

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

export const unmissed: Unmissed = { openChatroom: ACTIVE }
