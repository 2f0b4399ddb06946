// Changes of chatrooms. A message or a plan changes the room's counters in the same transaction.

import type { Clause } from '#kernel/data/guards.ts'
import { announce } from '#kernel/data/outbox.ts'
import { put, update } from '#kernel/data/write.ts'
import { event } from './events.ts'
import { guard } from './guards.ts'
import { Message, type MessageItem, Plan, type PlanItem, Room, RoomCount, type RoomItem, roomsOf } from './items.ts'

export const newRoom = (chatId: string, ownerId: string, title: string, now: string): RoomItem => ({
  chatId,
  ownerId,
  title,
  lastSeq: 0,
  lastMessageAt: now,
  planCount: 0,
  createdAt: now,
  listPk: roomsOf(ownerId).partition.pk,
  listSk: `${now}#${chatId}`,
})

export const open = (room: RoomItem) => [
  update('countRoom', RoomCount.key(room.ownerId), { add: { rooms: 1 } }, guard.roomQuota()),
  put('open', Room.key(room.chatId), { ...room, announced: true }),
]

/** The next message of a room. @param now ISO 8601; times in a room never decrease */
export const nextMessage = (room: RoomItem, senderId: string, text: string, now: string): MessageItem => ({
  chatId: room.chatId,
  seq: room.lastSeq + 1,
  senderId,
  text,
  createdAt: now > room.lastMessageAt ? now : room.lastMessageAt,
})

/** The next plan of a room. */
export const nextPlan = (
  { chatId, planCount }: RoomItem,
  plan: Pick<PlanItem, 'title' | 'subjects' | 'examDate' | 'from'>,
  createdAt: string,
): PlanItem => ({ chatId, planId: planCount + 1, ...plan, createdAt })

export const makePlan = (room: RoomItem, plan: PlanItem, userId: string) => {
  const { chatId, planId } = plan
  const withPlan = guard.withPlan({ chatId, planId })
  const writes = [
    update(
      'countPlan',
      Room.key(chatId),
      { set: { currentPlan: planId }, add: { planCount: 1 } },
      guard.exists(),
      guard.owned({ userId }),
      guard.noPlan(),
      guard.planQuota(),
      guard.nextPlan(room),
      withPlan,
    ),
    put('makePlan', Plan.key(chatId, planId), plan, withPlan),
  ]
  return announce(writes, plan.createdAt, created(room, plan))
}

const created = (room: RoomItem, { chatId, planId }: PlanItem) =>
  event.planCreated(room, { chatId, ownerId: room.ownerId, planId })

/** Posts a message that does not ask for a plan. */
export const post = (room: RoomItem, message: MessageItem) => append(room, message, undefined)

/**
 * Posts a message that asks for a plan.
 * @param plan the new plan; undefined: the room has a current plan, or the maximum number of plans
 */
export const ask = (room: RoomItem, message: MessageItem, plan?: PlanItem) =>
  append(room, message, plan, guard.planUnchanged(room))

const append = (
  room: RoomItem,
  message: MessageItem,
  plan: PlanItem | undefined,
  ...asks: Clause<'chat', never, RoomItem>[]
) => {
  const { chatId, seq, senderId, createdAt } = message
  const withMessage = guard.withMessage({ chatId, seq })
  const planned = plan ? [guard.nextPlan(room), guard.withPlan(plan)] : []
  const writes = [
    update(
      'countMessage',
      Room.key(chatId),
      {
        set: { lastMessageAt: createdAt, currentPlan: plan?.planId },
        add: plan ? { lastSeq: 1, planCount: 1 } : { lastSeq: 1 },
      },
      guard.exists(),
      guard.owned({ userId: senderId }),
      guard.nextMessage(room),
      guard.notEarlier({ createdAt }),
      withMessage,
      ...asks,
      ...planned,
    ),
    put('post', Message.key(chatId, seq), message, withMessage),
    ...(plan ? [put('makePlan', Plan.key(chatId, plan.planId), plan, guard.withPlan(plan))] : []),
  ]
  return announce(writes, createdAt, ...(plan ? [created(room, plan)] : []))
}

/** Deletes the current plan. @param room as read */
export const deletePlan = (room: RoomItem, planId: number, userId: string, deletedAt: string) => {
  const { chatId, ownerId } = room
  const withPlan = guard.withPlan({ chatId, planId })
  const writes = [
    update(
      'dropPlan',
      Room.key(chatId),
      { remove: ['currentPlan'] },
      guard.exists(),
      guard.owned({ userId }),
      guard.currentPlan({ planId }),
      withPlan,
    ),
    update('deletePlan', Plan.key(chatId, planId), { set: { deletedAt } }, withPlan),
  ]
  return announce(writes, deletedAt, event.planDeleted(room, { chatId, ownerId, planId }))
}
