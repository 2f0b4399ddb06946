// The sweeper of rooms: removes deleted rooms with messages and plans, in one transaction per step, so a crash loses nothing.

import { room, roomsToSweep } from '#domain/chat/reads.ts'
import { removalStep } from '#domain/chat/releases.ts'
import { job } from '#kernel/http/job.ts'
import { chat } from './contract.ts'

export const handler = job(chat.sweepRooms, async ({ read, step }) => {
  const deleted = await roomsToSweep(read)
  for (const { chatId } of deleted) {
    let left = true
    while (left)
      left = await step(async (at) => {
        const found = await room(at.read, chatId)
        return found?.deletedAt === undefined ? [] : removalStep(at.read, found)
      })
  }
  return { deleted: deleted.length }
})
