// The items of chat: one partition per room with its messages and plans, and a room count per owner.

import { space } from '#kernel/data/item.ts'
import { LAST, type Span } from '#kernel/data/key.ts'
import type { Subject } from '#kernel/data/outbox.ts'
import { type Queue, striped } from '#kernel/data/queue.ts'

export const chat = space('chat', 'ROOM', 'CHATROOMS', 'DUE_ROOM')

export interface RoomItem extends Subject {
  chatId: string
  ownerId: string
  title: string
  /** The seq of the last message; 0 before the first. */
  lastSeq: number
  lastMessageAt: string
  /** The number of plans so far; also the last planId. */
  planCount: number
  /** The planId of the current plan. */
  currentPlan?: number
  /** The version of the current plan; absent before its first change. */
  planVersion?: number
  createdAt: string
  /** Every plan has its events. Earlier rooms have events of later changes only. */
  announced?: true
  /** The room is being erased with its owner. */
  /** The owner has deleted the room, or is being erased. Replies no longer include it; its items are removed step by step. */
  deletedAt?: string
  /** Lists an owner's rooms by creation. */
  listPk: string
  listSk: string
  /** Present while the sweeper has to remove a deleted room. */
  duePk?: string
  dueSk?: string
}

/** The number of rooms that an owner has. */
export interface RoomCountItem {
  rooms: number
}

/** Written once, never changed. */
export interface MessageItem {
  chatId: string
  seq: number
  /** The owner, or the assistant. */
  senderId: string
  text: string
  createdAt: string
}

/** The tasks of one day. */
export interface StudyDay {
  readonly date: string
  readonly tasks: readonly string[]
}

/** The mark on a task: it is done, or it was and its plan has changed since. */
export interface Mark {
  readonly date: string
  readonly text: string
  readonly done: boolean
}

export interface PlanItem {
  chatId: string
  planId: number
  title: string
  subjects: readonly string[]
  /** YYYY-MM-DD, a day in Seoul. */
  examDate: string | null
  /** The first day, from which the days are derived. Absent in plans of the first edition, which store their days. */
  from?: string
  days?: readonly StudyDay[]
  /** Tasks that are done. They stay on their days when other days are made. */
  marks?: readonly Mark[]
  markCount?: number
  /** The number of changes, for the optimistic lock; absent before the first. The room has it, too. */
  version?: number
  /** The seq of the message in which the assistant tells of it. Absent if no message asked for it, and in earlier editions. */
  replySeq?: number
  createdAt: string
  /** A deleted plan stays, for the list of all plans of the room. */
  deletedAt?: string
}

/** The maximum number of rooms per owner. */
export const MAX_ROOMS = 100
/** The maximum number of plans per room, including deleted ones. */
export const MAX_PLANS = 100
/** The maximum number of marks per plan. */
export const MAX_MARKS = 500

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

/** A string that sorts numerically. */
export const numberSort = (number: number): string => String(number).padStart(16, '0')

/** In the index `list`. */
export const roomsOf = (ownerId: string): Span<'chat', RoomItem> => ({
  partition: chat.partition('CHATROOMS', ownerId),
  from: ' ',
  to: LAST,
})

/** In the index `due`: deleted rooms. */
export const deletedRooms: Queue<'chat', RoomItem> = striped(chat.partition('DUE_ROOM', 'DELETED'))
