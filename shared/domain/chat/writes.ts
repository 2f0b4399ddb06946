// Changes of chatrooms. A message or a plan changes the room's counters in the same transaction.

import type { Clause } from '#kernel/data/guards.ts'
import { announce } from '#kernel/data/outbox.ts'
import { change, check, put, update } from '#kernel/data/write.ts'
import { event } from './events.ts'
import { guard } from './guards.ts'
import {
  deletedRooms,
  Message,
  type MessageItem,
  Plan,
  type PlanItem,
  Room,
  RoomCount,
  type RoomCountItem,
  type RoomItem,
  roomsOf,
} from './items.ts'
import { ASSISTANT } from './schema.ts'

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

/** @param room as read, with its current plan: the reply shows both */
export const rename = (room: RoomItem, title: string, userId: string) =>
  change(
    'rename',
    Room.key(room.chatId),
    { of: room, set: { title } },
    guard.exists(),
    guard.owned({ userId }),
    guard.nextMessage(room),
    guard.planUnchanged(room),
    guard.roomsPlanAsRead(room),
  )

/** Hides the room; the sweeper removes it with its messages and plans. @param count of the owner's rooms, as read */
export const deleteRoom = (
  { chatId, ownerId }: RoomItem,
  count: RoomCountItem | undefined,
  userId: string,
  now: string,
) => {
  const withCount = guard.withCount({ chatId, ownerId })
  return [
    update(
      'deleteRoom',
      Room.key(chatId),
      { set: { deletedAt: now, ...deletedRooms.entry(chatId, now) } },
      guard.exists(),
      guard.owned({ userId }),
      withCount,
    ),
    count && count.rooms > 0
      ? update('uncountRoom', RoomCount.key(ownerId), { add: { rooms: -1 } }, guard.countedRoom(), withCount)
      : check('uncounted', RoomCount.key(ownerId), guard.uncounted(), withCount),
  ]
}

/** The next message of a room. @param now ISO 8601; times in a room never decrease */
export const nextMessage = (room: RoomItem, senderId: string, text: string, now: string): MessageItem => ({
  chatId: room.chatId,
  seq: room.lastSeq + 1,
  senderId,
  text,
  createdAt: now > room.lastMessageAt ? now : room.lastMessageAt,
})

/** What the assistant says right after a message. */
export const nextReply = ({ chatId, seq, createdAt }: MessageItem, text: string): MessageItem => ({
  chatId,
  seq: seq + 1,
  senderId: ASSISTANT,
  text,
  createdAt,
})

/** The next plan of a room. */
export const nextPlan = (
  { chatId, planCount }: RoomItem,
  plan: Pick<PlanItem, 'title' | 'subjects' | 'examDate' | 'from' | 'replySeq'>,
  createdAt: string,
): PlanItem => ({ chatId, planId: planCount + 1, ...plan, createdAt })

export const makePlan = (room: RoomItem, plan: PlanItem, userId: string) => {
  const { chatId, planId } = plan
  const withPlan = guard.withPlan({ chatId, planId })
  const writes = [
    update(
      'countPlan',
      Room.key(chatId),
      { set: { currentPlan: planId }, add: { planCount: 1 }, remove: ['planVersion'] },
      guard.exists(),
      guard.owned({ userId }),
      guard.noPlan(),
      guard.planQuota(),
      guard.nextPlan(room),
      guard.sameTitle(room),
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

/** What a message brings about: a plan, and the assistant's message about it. */
export interface Answer {
  readonly plan: PlanItem
  readonly reply: MessageItem
}

/**
 * Posts a message that asks for a plan.
 * @param answer undefined: the room has a current plan, or the maximum number of plans
 */
export const ask = (room: RoomItem, message: MessageItem, answer?: Answer) =>
  append(room, message, answer, guard.planUnchanged(room))

const append = (
  room: RoomItem,
  message: MessageItem,
  answer: Answer | undefined,
  ...asks: Clause<'chat', never, RoomItem>[]
) => {
  const { chatId, seq, senderId, createdAt } = message
  const withMessage = guard.withMessage({ chatId, seq })
  const planned = answer ? [guard.nextPlan(room), guard.sameTitle(room), ...together(answer)] : []
  const writes = [
    update(
      'countMessage',
      Room.key(chatId),
      answer
        ? {
            set: { lastMessageAt: createdAt, currentPlan: answer.plan.planId },
            add: { lastSeq: 2, planCount: 1 },
            remove: ['planVersion'],
          }
        : { set: { lastMessageAt: createdAt }, add: { lastSeq: 1 } },
      guard.exists(),
      guard.owned({ userId: senderId }),
      guard.nextMessage(room),
      guard.notEarlier({ createdAt }),
      withMessage,
      ...asks,
      ...planned,
    ),
    put('post', Message.key(chatId, seq), message, withMessage),
    ...(answer
      ? [
          put('makePlan', Plan.key(chatId, answer.plan.planId), answer.plan, ...together(answer)),
          put('reply', Message.key(chatId, answer.reply.seq), answer.reply, ...together(answer)),
        ]
      : []),
  ]
  return announce(writes, createdAt, ...(answer ? [created(room, answer.plan)] : []))
}

const together = ({ plan, reply: { chatId, seq } }: Answer) => [
  guard.withPlan(plan),
  guard.withReply({ chatId, seq, planId: plan.planId }),
]

/** Marks a task of the current plan. @param before as read */
export const markTask = (before: PlanItem, after: PlanItem, userId: string) => {
  const isMore = (after.markCount ?? 0) > (before.markCount ?? 0)
  return changePlan(before, after, userId, ...(isMore ? [guard.markQuota()] : []))
}

/** Changes the current plan. @param before as read */
export const changePlan = <Code extends string = never>(
  before: PlanItem,
  after: PlanItem,
  userId: string,
  ...asks: Clause<'chat', Code, PlanItem>[]
) => {
  const { chatId, planId, title, subjects, examDate, from, marks, markCount, version } = after
  const withVersion = guard.withVersion({ chatId, planId })
  return [
    update(
      'countChange',
      Room.key(chatId),
      { set: { planVersion: version } },
      guard.exists(),
      guard.owned({ userId }),
      guard.currentPlan({ planId }),
      withVersion,
    ),
    update<'chat', PlanItem, Code>(
      'changePlan',
      Plan.key(chatId, planId),
      {
        set: { title, subjects, examDate, from, marks, markCount, version },
        remove: after.days === undefined ? ['days'] : [],
      },
      guard.planAsRead(before),
      ...asks,
      withVersion,
    ),
  ]
}

/** Deletes the current plan. @param room as read */
export const deletePlan = (room: RoomItem, planId: number, userId: string, deletedAt: string) => {
  const { chatId, ownerId } = room
  const withPlan = guard.withPlan({ chatId, planId })
  const writes = [
    update(
      'dropPlan',
      Room.key(chatId),
      { remove: ['currentPlan', 'planVersion'] },
      guard.exists(),
      guard.owned({ userId }),
      guard.currentPlan({ planId }),
      withPlan,
    ),
    update('deletePlan', Plan.key(chatId, planId), { set: { deletedAt } }, withPlan),
  ]
  return announce(writes, deletedAt, event.planDeleted(room, { chatId, ownerId, planId }))
}
