// Views of chat.

import type * as z from 'zod/mini'
import type { MessageItem, PlanItem, RoomItem } from './items.ts'
import { daysOf } from './planner.ts'
import type { Chatroom, Message, TestPlan } from './schema.ts'

export const testPlanView = (item: PlanItem): z.input<typeof TestPlan> => ({
  chatId: item.chatId,
  planId: item.planId,
  title: item.title,
  subjects: [...item.subjects],
  examDate: item.examDate,
  days: daysOf(item).map(({ date, tasks }) => ({ date, tasks: tasks.map(({ text, done }) => ({ text, done })) })),
  createdAt: item.createdAt,
})

/** @param plan the current plan of the room */
export const chatroomView = (room: RoomItem, plan: PlanItem | undefined): z.input<typeof Chatroom> => ({
  chatId: room.chatId,
  ownerId: room.ownerId,
  title: room.title,
  lastSeq: room.lastSeq,
  testPlan: plan ? testPlanView(plan) : null,
  createdAt: room.createdAt,
})

export const messageView = (item: MessageItem): z.input<typeof Message> => ({
  chatId: item.chatId,
  seq: item.seq,
  senderId: item.senderId,
  text: item.text,
  createdAt: item.createdAt,
})
