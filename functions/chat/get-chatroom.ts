// One chatroom, for its owner.

import { currentPlans, room } from '#domain/chat/reads.ts'
import { rule } from '#domain/chat/rules.ts'
import { chatroomView } from '#domain/chat/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.getChatroom, async ({ user, path, read, require }) => {
  const shown = require(await room(read, path.chatId), rule.exists(), rule.owned(user.userId))
  const [plan] = await currentPlans(read, shown)
  return { reply: chatroomView(shown, plan) }
})
