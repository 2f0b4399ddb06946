// Chat's part of an erasure: the rooms of the person, with all messages and plans.

import { type ErasureOf, erase, nothing, trace } from '#kernel/commit/erasure.ts'
import { ending } from '#kernel/data/outbox.ts'
import { remove, update } from '#kernel/data/write.ts'
import { type chat, Message, Plan, Room, RoomCount } from './items.ts'
import { rooms } from './reads.ts'

export const traces = [
  trace(Room, ({ ownerId }) => ownerId),
  trace(Message, ({ senderId }) => senderId),
  trace(RoomCount, (item) => RoomCount.idOf(item)),
]

const AT_ONCE = 90
const page = { limit: AT_ONCE, after: undefined }

export const erasure: ErasureOf<typeof chat> = {
  fates: {
    ROOM: 'erased',
    CHATROOMS: 'erased',
  },
  next: async ({ read, now }, { userId }) => {
    const [room] = (await rooms(read, userId, { limit: 1, after: undefined })).items
    if (!room) {
      const count = await read.get(RoomCount.key(userId))
      return count ? erase([remove('forgetCount', RoomCount.key(userId))]) : nothing
    }
    const { chatId } = room
    // From now on nobody posts, and the numbers may have gaps.
    if (!room.deletedAt) return erase([update('markErased', Room.key(chatId), { set: { deletedAt: now } })])
    const { items: messages } = await read.list({ ...Message.within(chatId), ...page })
    if (messages.length > 0) return erase(messages.map(({ seq }) => remove('forgetMessage', Message.key(chatId, seq))))
    const { items: plans } = await read.list({ ...Plan.within(chatId), ...page })
    if (plans.length > 0) return erase(plans.map(({ planId }) => remove('forgetPlan', Plan.key(chatId, planId))))
    const { asks, writes } = ending(Room.key(chatId), room)
    return erase([remove('forgetRoom', Room.key(chatId), ...asks), ...writes])
  },
}
