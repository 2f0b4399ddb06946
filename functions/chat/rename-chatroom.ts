// Changes the title of a chatroom.

import { guard } from '#domain/chat/guards.ts'
import { currentPlans, room } from '#domain/chat/reads.ts'
import { chatroomView } from '#domain/chat/views.ts'
import { rename } from '#domain/chat/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.renameChatroom, async ({ user, path, body, read, require }) => {
  const before = require(await room(read, path.chatId), guard.exists(), guard.owned(user))
  const [plan] = await currentPlans(read, before)
  const renamed = rename(before, body.title, user.userId)
  return { writes: [renamed], reply: chatroomView(renamed.after, plan) }
})
