// Chat's part of an erasure: the rooms of the person, with all messages and plans.

import { type ErasureOf, erase, nothing, trace } from '#kernel/commit/erasure.ts'
import { remove, update } from '#kernel/data/write.ts'
import { type chat, Message, Room, RoomCount } from './items.ts'
import { allRooms } from './reads.ts'
import { removalStep } from './releases.ts'

export const traces = [
  trace(Room, ({ ownerId }) => ownerId),
  trace(Message, ({ senderId }) => senderId),
  trace(RoomCount, (item) => RoomCount.idOf(item)),
]

export const erasure: ErasureOf<typeof chat> = {
  fates: {
    ROOM: 'erased',
    CHATROOMS: 'erased',
    DUE_ROOM: 'only in an index',
  },
  next: async ({ read, now }, { userId }) => {
    const [room] = (await allRooms(read, userId, { limit: 1, after: undefined })).items
    if (!room) {
      const count = await read.get(RoomCount.key(userId))
      return count ? erase([remove('forgetCount', RoomCount.key(userId))]) : nothing
    }
    const { chatId } = room
    // From now on the room takes no message, so the numbers may have gaps.
    if (!room.deletedAt) return erase([update('markErased', Room.key(chatId), { set: { deletedAt: now } })])
    return erase(await removalStep(read, room))
  },
}
