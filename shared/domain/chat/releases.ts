// The removal of a deleted room with its messages and plans, in transactions that can stop and resume anywhere.

import type { Read } from '#kernel/commit/store.ts'
import { ending } from '#kernel/data/outbox.ts'
import { remove, type Write } from '#kernel/data/write.ts'
import { Message, Plan, Room, type RoomItem } from './items.ts'

const AT_ONCE = 90
const page = { limit: AT_ONCE, after: undefined }

/** The writes of the next step. A deleted room takes no message, so no item is added after the read. @param room as read */
export const removalStep = async (read: Read<'chat'>, room: RoomItem): Promise<readonly Write<'chat' | 'outbox'>[]> => {
  const { chatId } = room
  const { items: messages } = await read.list({ ...Message.within(chatId), ...page })
  if (messages.length > 0) return messages.map(({ seq }) => remove('forgetMessage', Message.key(chatId, seq)))
  const { items: plans } = await read.list({ ...Plan.within(chatId), ...page })
  if (plans.length > 0) return plans.map(({ planId }) => remove('forgetPlan', Plan.key(chatId, planId)))
  const { asks, writes } = ending(Room.key(chatId), room)
  return [remove('forgetRoom', Room.key(chatId), ...asks), ...writes]
}
