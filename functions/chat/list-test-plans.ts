// Lists all test plans of a chatroom by planId.

import { guard } from '#domain/chat/guards.ts'
import { plans, room } from '#domain/chat/reads.ts'
import { testPlanView } from '#domain/chat/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.listTestPlans, async ({ user, path, page, read, require, cursor }) => {
  require(await room(read, path.chatId), guard.exists(), guard.owned(user))
  const { items, next } = await plans(read, path.chatId, page)
  return { reply: { items: items.map(testPlanView), nextCursor: cursor(next) } }
})
