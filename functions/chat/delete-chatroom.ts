// Deletes a chatroom: from now on its owner gets 404, and the sweeper removes the items.

import { guard } from '#domain/chat/guards.ts'
import { roomAndCount } from '#domain/chat/reads.ts'
import { deleteRoom } from '#domain/chat/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.deleteChatroom, async ({ user, path, now, read, require }) => {
  const [found, count] = await roomAndCount(read, path.chatId, user.userId)
  const before = require(found, guard.exists(), guard.owned(user))
  return { writes: deleteRoom(before, count, user.userId, now), reply: undefined }
})
