// Lists the caller's chatrooms, newest first.

import { currentPlans, rooms } from '#domain/chat/reads.ts'
import { chatroomView } from '#domain/chat/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.listChatrooms, async ({ user, page, read, cursor }) => {
  const { items, next } = await rooms(read, user.userId, page)
  const plans = await currentPlans(read, ...items)
  return { reply: { items: items.map((room, at) => chatroomView(room, plans[at])), nextCursor: cursor(next) } }
})
