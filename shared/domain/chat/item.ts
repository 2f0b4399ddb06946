// What chat stores: one partition a room, holding the room, its messages and every plan it has had.

import { space } from '#kernel/data/item.ts'
import type { Key, Partition } from '#kernel/data/key.ts'

export const keys = space('chat', 'ROOM', 'CHATROOMS')

export interface RoomItem {
  chatId: string
  ownerId: string
  title: string
  /** Of the last message; 0 before the first. */
  lastSeq: number
  lastMessageAt: string
  /** How many plans the room has had, which is the last planId given. Here it stands before any plan does. */
  planCount: number
  /** The planId of the plan there is. */
  currentPlan?: number
  createdAt: string
  /** Lists an owner's rooms by birth. */
  listPk: string
  listSk: string
  /** That the owner's count has it; none has the rooms of the first edition. */
  counted?: true
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
  /** The plan that there was, or that the message brought about, where it asked for one. */
  planId?: number
  /** It asked for a plan in a room that had used up its plans, so it is kept without one. */
  planless?: true
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
  createdBy: string
  /** A deleted plan stays, for the list of all the room has had. */
  deletedAt?: string
  deletedBy?: string
  /** The last message before it was deleted: 0, none. Absent on plans of the first edition. */
  deletedAfter?: number
}

/** Rooms that one owner can have. */
export const MAX_ROOMS = 100
/** Plans that one room can have, deleted ones included: each is kept for good. */
export const MAX_PLANS = 100

/** Sorts after every other key with the same prefix. */
export const LAST = '\uffff'
const MESSAGE = 'MESSAGE#'
const PLAN = 'PLAN#'
const padded = (number: number): string => String(number).padStart(16, '0')

export const roomKey = (chatId: string): Key<'chat', RoomItem> => keys.key('ROOM', chatId, 'ROOM')

export const messageSort = (seq: number): string => MESSAGE + padded(seq)
export const messageKey = (chatId: string, seq: number): Key<'chat', MessageItem> =>
  keys.key('ROOM', chatId, messageSort(seq))
export const messagesOf = (chatId: string): Partition<'chat', MessageItem> => keys.partition('ROOM', chatId)
export const isMessage = ({ sk }: { readonly sk?: unknown }): boolean => String(sk).startsWith(MESSAGE)

export const planKey = (chatId: string, planId: number): Key<'chat', PlanItem> =>
  keys.key('ROOM', chatId, PLAN + padded(planId))
export const plansOf = (chatId: string): { partition: Partition<'chat', PlanItem>; from: string; to: string } => ({
  partition: keys.partition('ROOM', chatId),
  from: PLAN,
  to: PLAN + LAST,
})
export const isPlan = ({ sk }: { readonly sk?: unknown }): boolean => String(sk).startsWith(PLAN)

export const roomCountKey = (ownerId: string): Key<'chat', RoomCountItem> => keys.key('CHATROOMS', ownerId, 'ROOMS')
/** In the index `list`. */
export const roomsOf = (ownerId: string): Partition<'chat', RoomItem> => keys.partition('CHATROOMS', ownerId)
