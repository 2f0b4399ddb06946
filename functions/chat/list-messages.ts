// Lists the messages of a chatroom by seq.

import { guard } from '#domain/chat/guards.ts'
import { messagesAfter, room } from '#domain/chat/reads.ts'
import { messageView } from '#domain/chat/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.listMessages, async ({ user, path, query, page, read, require, cursor }) => {
  require(await room(read, path.chatId), guard.exists(), guard.owned(user))
  const { items, next } = await messagesAfter(read, path.chatId, query.after ?? 0, page)
  return { reply: { items: items.map(messageView), nextCursor: cursor(next) } }
})
