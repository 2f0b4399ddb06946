// What chat stores: one partition a room, with the room, its messages and all plans it has had; and a count of rooms for each owner.

import { space } from '#kernel/data/item.ts'
import { LAST, type Span } from '#kernel/data/key.ts'

export const chat = space('chat', 'ROOM', 'CHATROOMS')

export interface RoomItem {
  chatId: string
  ownerId: string
  title: string
  /** Of the last message; 0 before the first. */
  lastSeq: number
  lastMessageAt: string
  /** How many plans the room has had; also the last planId. */
  planCount: number
  /** The planId of the current plan. */
  currentPlan?: number
  createdAt: string
  /** Lists an owner's rooms by birth. */
  listPk: string
  listSk: string
}

/** How many rooms an owner has opened. */
export interface RoomCountItem {
  rooms: number
}

/** Written once, never changed. */
export interface MessageItem {
  chatId: string
  seq: number
  senderId: string
  text: string
  createdAt: string
}

/** What is to be studied on one day. */
export interface StudyDay {
  readonly date: string
  readonly tasks: readonly string[]
}

export interface PlanItem {
  chatId: string
  planId: number
  title: string
  subjects: readonly string[]
  /** YYYY-MM-DD, a day in Seoul. */
  examDate: string | null
  /** The first day, from which the days are derived. Absent on plans of the first edition, which carry their days. */
  from?: string
  days?: readonly StudyDay[]
  createdAt: string
  /** A deleted plan is kept, for the list of all plans that the room has had. */
  deletedAt?: string
}

/** Rooms that one owner can have. */
export const MAX_ROOMS = 100
/** Plans that one room can have, deleted ones included: all are kept. */
export const MAX_PLANS = 100

export const Room = chat.item<RoomItem>()('ROOM', 'ROOM', (chatId: string) => chatId)
export const Message = chat.items<MessageItem>()('ROOM', 'MESSAGE', (chatId: string, seq: number) => [
  chatId,
  numberSort(seq),
])
export const Plan = chat.items<PlanItem>()('ROOM', 'PLAN', (chatId: string, planId: number) => [
  chatId,
  numberSort(planId),
])
export const RoomCount = chat.item<RoomCountItem>()('CHATROOMS', 'ROOMS', (ownerId: string) => ownerId)

/** Sorts as numbers do. */
export const numberSort = (number: number): string => String(number).padStart(16, '0')

/** In the index `list`. */
export const roomsOf = (ownerId: string): Span<'chat', RoomItem> => ({
  partition: chat.partition('CHATROOMS', ownerId),
  from: ' ',
  to: LAST,
})
