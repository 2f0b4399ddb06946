// Returns a chatroom to its owner.

import { guard } from '#domain/chat/guards.ts'
import { currentPlans, room } from '#domain/chat/reads.ts'
import { chatroomView } from '#domain/chat/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.getChatroom, async ({ user, path, read, require }) => {
  const shown = require(await room(read, path.chatId), guard.exists(), guard.owned(user))
  const [plan] = await currentPlans(read, shown)
  return { reply: chatroomView(shown, plan) }
})
