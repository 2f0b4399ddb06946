// Opens a chatroom.

import { chatroomView } from '#domain/chat/views.ts'
import { newRoom, open } from '#domain/chat/writes.ts'
import { active } from '#domain/users/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.openChatroom, ({ user, body, now, id }) => {
  const room = newRoom(id('chat'), user.userId, body.title, now)
  return { writes: [...open(room), active(user)], reply: chatroomView(room, undefined) }
})
