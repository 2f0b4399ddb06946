// Reads of chatrooms.

import type { Page, PageAsked } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import { Message, type MessageItem, numberSort, Plan, type PlanItem, Room, type RoomItem, roomsOf } from './items.ts'

type Reader = Read<'chat'>

export const room = (read: Reader, chatId: string): Promise<RoomItem | undefined> => read.get(Room.key(chatId))

/** Newest first. */
export const rooms = (read: Reader, ownerId: string, page: PageAsked): Promise<Page<RoomItem>> =>
  read.list({ ...roomsOf(ownerId), index: 'list', descending: true, ...page })

/** The current plan of each room, in the order of the rooms; undefined if a room has none. */
export const currentPlans = async (read: Reader, ...of: RoomItem[]): Promise<(PlanItem | undefined)[]> => {
  const having = of.filter(({ currentPlan }) => currentPlan !== undefined)
  const found = await read.all(having.map(({ chatId, currentPlan = 0 }) => Plan.key(chatId, currentPlan)))
  return of.map((one) => found[having.indexOf(one)])
}

/** By planId, deleted ones included. */
export const plans = (read: Reader, chatId: string, page: PageAsked): Promise<Page<PlanItem>> =>
  read.list({ ...Plan.within(chatId), ...page })

/** By seq, those after a given one. */
export const messagesAfter = (read: Reader, chatId: string, seq: number, page: PageAsked): Promise<Page<MessageItem>> =>
  read.list({
    ...Message.within(chatId, numberSort(seq + 1), numberSort(Number.MAX_SAFE_INTEGER)),
    ...page,
  })

/** The last messages, by seq. */
export const lastMessages = async (
  read: Reader,
  { chatId, lastSeq }: RoomItem,
  limit: number,
): Promise<readonly MessageItem[]> => {
  const { items } = await messagesAfter(read, chatId, Math.max(0, lastSeq - limit), { limit, after: undefined })
  return items
}
