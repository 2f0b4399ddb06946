// How chatrooms are read.

import type { Page, Position } from '#kernel/commit/listing.ts'
import type { Read } from '#kernel/commit/store.ts'
import {
  LAST,
  type MessageItem,
  messageSort,
  messagesOf,
  type PlanItem,
  planKey,
  plansOf,
  type RoomItem,
  roomKey,
  roomsOf,
} from './item.ts'

type Reader = Read<'chat'>

export interface Asked {
  readonly limit: number
  readonly after: Position | undefined
}

export const room = (read: Reader, chatId: string): Promise<RoomItem | undefined> => read.get(roomKey(chatId))

/** Newest first. */
export const rooms = (read: Reader, ownerId: string, page: Asked): Promise<Page<RoomItem>> =>
  read.list({ partition: roomsOf(ownerId), index: 'list', from: ' ', to: LAST, descending: true, ...page })

/** Each room's current plan, in the order of the rooms; undefined where it has none. */
export const currentPlans = async (read: Reader, ...of: RoomItem[]): Promise<(PlanItem | undefined)[]> => {
  const having = of.filter(({ currentPlan }) => currentPlan !== undefined)
  const found = await read.all(having.map(({ chatId, currentPlan = 0 }) => planKey(chatId, currentPlan)))
  return of.map((one) => found[having.indexOf(one)])
}

/** Deleted ones too, by planId. */
export const plans = (read: Reader, chatId: string, page: Asked): Promise<Page<PlanItem>> =>
  read.list({ ...plansOf(chatId), ...page })

/** By seq, all that come after one. */
export const messagesAfter = (read: Reader, chatId: string, seq: number, page: Asked): Promise<Page<MessageItem>> =>
  read.list({
    partition: messagesOf(chatId),
    from: messageSort(seq + 1),
    to: messageSort(Number.MAX_SAFE_INTEGER),
    ...page,
  })

/** The last so many, by seq. */
export const lastMessages = async (
  read: Reader,
  { chatId, lastSeq }: RoomItem,
  limit: number,
): Promise<readonly MessageItem[]> => {
  const { items } = await messagesAfter(read, chatId, Math.max(0, lastSeq - limit), { limit, after: undefined })
  return items
}
