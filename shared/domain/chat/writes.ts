// Every way in which rooms change. Whatever is put into one moves its counters in the same update.

import { put, update } from '#kernel/data/write.ts'
import {
  type MessageItem,
  messageKey,
  type PlanItem,
  planKey,
  type RoomItem,
  roomCountKey,
  roomKey,
  roomsOf,
} from './item.ts'
import { rule } from './rules.ts'

export const newRoom = (chatId: string, ownerId: string, title: string, now: string): RoomItem => ({
  ...{ chatId, ownerId, title, lastSeq: 0, lastMessageAt: now, planCount: 0, createdAt: now },
  ...{ listPk: roomsOf(ownerId).pk, listSk: `${now}#${chatId}`, counted: true },
})

export const open = (room: RoomItem) => [
  update('countRoom', roomCountKey(room.ownerId), { add: { rooms: 1 } }, rule.roomQuota()),
  put('open', roomKey(room.chatId), room),
]

/** The message that a text becomes in a room, as it stands. @param now ISO 8601; time never runs backwards in a room */
export const nextMessage = (room: RoomItem, senderId: string, text: string, now: string): MessageItem => ({
  chatId: room.chatId,
  seq: room.lastSeq + 1,
  senderId,
  text,
  createdAt: now > room.lastMessageAt ? now : room.lastMessageAt,
})

/** A message that asks for a plan, where the room has one. */
export const withPlan = (message: MessageItem, planId: number): MessageItem => ({ ...message, planId })

/** A message that asks for a plan, where the room has used up its plans. */
export const withoutPlan = (message: MessageItem): MessageItem => ({ ...message, planless: true })

/** The plan that a room has next. */
export const nextPlan = (
  { chatId, planCount }: RoomItem,
  plan: Pick<PlanItem, 'title' | 'subjects' | 'examDate' | 'from'>,
  createdBy: string,
  createdAt: string,
): PlanItem => ({ chatId, planId: planCount + 1, ...plan, createdAt, createdBy })

export const makePlan = (room: RoomItem, plan: PlanItem) => {
  const counted = rule.counted(room.chatId, planKey(room.chatId, plan.planId))
  return [
    update(
      'count',
      roomKey(room.chatId),
      { set: { currentPlan: plan.planId }, add: { planCount: 1 } },
      rule.exists(),
      rule.owned(plan.createdBy),
      rule.onePlan(),
      rule.planQuota(),
      rule.planNumbers(room.planCount),
      counted,
    ),
    put('plan', planKey(room.chatId, plan.planId), plan, counted),
  ]
}

/**
 * A message that asks for a plan names it, and rests on the room's plan as it was read: none that it overlooks is made or
 * deleted meanwhile. One that is kept without a plan rests on the room's plans being used up.
 * @param plan that the message brings about
 */
export const say = (room: RoomItem, message: MessageItem, plan?: PlanItem) => {
  const { chatId } = room
  const asks = message.planId !== undefined
  const messageCounted = rule.counted(chatId, messageKey(chatId, message.seq))
  const planCounted = plan && rule.counted(chatId, planKey(chatId, plan.planId))
  return [
    update(
      'hear',
      roomKey(chatId),
      {
        set: { lastMessageAt: message.createdAt, ...(plan ? { currentPlan: plan.planId } : {}) },
        add: { lastSeq: 1, ...(plan ? { planCount: 1 } : {}) },
      },
      rule.exists(),
      rule.owned(message.senderId),
      rule.gaplessMessages(room.lastSeq),
      rule.monotoneTime(message.createdAt),
      messageCounted,
      ...(asks ? [rule.planAsRead(room.currentPlan)] : []),
      ...(message.planless ? [rule.plansUsedUp()] : []),
      ...(planCounted ? [rule.planNumbers(room.planCount), planCounted] : []),
    ),
    put('say', messageKey(chatId, message.seq), message, messageCounted),
    ...(plan && planCounted ? [put('plan', planKey(chatId, plan.planId), plan, planCounted)] : []),
  ]
}

/** @param room as it was read: the plan tells which message was its last */
export const deletePlan = (room: RoomItem, planId: number, deletedBy: string, deletedAt: string) => {
  const { chatId, lastSeq } = room
  const counted = rule.counted(chatId, planKey(chatId, planId))
  return [
    update(
      'forget',
      roomKey(chatId),
      { remove: ['currentPlan'] },
      rule.exists(),
      rule.owned(deletedBy),
      rule.current(planId),
      rule.gaplessMessages(lastSeq),
      counted,
    ),
    update('delete', planKey(chatId, planId), { set: { deletedAt, deletedBy, deletedAfter: lastSeq } }, counted),
  ]
}
