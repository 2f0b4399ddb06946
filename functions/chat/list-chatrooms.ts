// Lists the caller's chatrooms, newest first.

import { rooms } from '#domain/chat/reads.ts'
import { chatroomView } from '#domain/chat/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.listChatrooms, async ({ user, page, read, cursor }) => {
  const { items, next } = await rooms(read, user.userId, page)
  return { reply: { items: items.map(({ room, plan }) => chatroomView(room, plan)), nextCursor: cursor(next) } }
})
