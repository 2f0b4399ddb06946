// What must be true of chatrooms, their messages and their plans, in order of precedence.

import { absent, atLeast, atMost, either, equals, exists } from '#kernel/data/condition.ts'
import type { Key } from '#kernel/data/key.ts'
import { Forbidden, QuotaExceeded } from '#kernel/data/problems.ts'
import { type Contents, inPartition, rules } from '#kernel/data/rules.ts'
import {
  isMessage,
  isPlan,
  MAX_PLANS,
  MAX_ROOMS,
  type MessageItem,
  type PlanItem,
  type RoomItem,
  roomKey,
} from './item.ts'
import { ChatroomNotFound, TestPlanExists, TestPlanNotFound } from './problems.ts'

const roomIn = ({ items }: Contents): RoomItem | undefined =>
  items.find(({ sk }) => sk === 'ROOM') as unknown as RoomItem | undefined

interface Stored {
  readonly room: RoomItem
  readonly messages: readonly MessageItem[]
  readonly plans: readonly PlanItem[]
  /** The plans that nobody deleted. */
  readonly open: readonly PlanItem[]
}

/** Asks of a room and what is in it; a partition without a room breaks `exists` alone. */
const roomAudit = (keeps: (stored: Stored) => boolean) =>
  inPartition('ROOM', (contents) => {
    const room = roomIn(contents)
    if (!room?.ownerId) return true
    const messages = contents.items.filter(isMessage) as unknown as MessageItem[]
    const plans = contents.items.filter(isPlan) as unknown as PlanItem[]
    return keeps({ room, messages, plans, open: plans.filter(({ deletedAt }) => deletedAt === undefined) })
  })

export const rule = rules('chat', {
  exists: {
    says: 'A message or a plan belongs to a room that was opened.',
    guard: () => exists('ownerId'),
    fails: ChatroomNotFound,
    audit: inPartition('ROOM', (contents) => roomIn(contents)?.ownerId !== undefined),
  },
  owned: {
    says: 'Only its owner speaks in a room, and makes and deletes its plans.',
    guard: (userId: string) => equals('ownerId', userId),
    fails: Forbidden,
    audit: roomAudit(
      ({ room: { ownerId }, messages, plans }) =>
        messages.every(({ senderId }) => senderId === ownerId) &&
        plans.every(({ createdBy, deletedBy = ownerId }) => createdBy === ownerId && deletedBy === ownerId),
    ),
  },
  roomQuota: {
    says: 'An owner opens at most 100 rooms, those of the first edition left aside.',
    guard: () => either(absent('rooms'), atMost('rooms', MAX_ROOMS - 1)),
    fails: QuotaExceeded,
    detail: `You have opened ${MAX_ROOMS} chatrooms, which is the most that one user can have. Chatrooms cannot be deleted; use one of them.`,
    tells: () => ({ limit: MAX_ROOMS }),
    audit: inPartition('CHATROOMS', ({ items }) => items.every(({ rooms }) => Number(rooms) <= MAX_ROOMS)),
  },
  onePlan: {
    says: 'A room has at most one current plan.',
    guard: () => absent('currentPlan'),
    fails: TestPlanExists,
    audit: roomAudit(({ open }) => open.length <= 1),
  },
  planQuota: {
    says: 'A room has at most 100 plans, deleted ones included; plans of the first edition may be more.',
    guard: () => atMost('planCount', MAX_PLANS - 1),
    fails: QuotaExceeded,
    detail: `A chatroom has at most ${MAX_PLANS} test plans, deleted ones included. Open another chatroom for the next one.`,
    tells: () => ({ limit: MAX_PLANS }),
    audit: roomAudit(({ plans }) => plans.every(({ planId, from }) => from === undefined || planId <= MAX_PLANS)),
  },
  plansUsedUp: {
    says: 'A message that asks for a plan is stored without one only where the room has used up its plans.',
    expects: () => atLeast('planCount', MAX_PLANS),
    audit: roomAudit(({ room, messages }) =>
      messages.every(({ planless }) => !planless || room.planCount >= MAX_PLANS),
    ),
  },
  planAsRead: {
    says: 'A message that asks for a plan is stored only while the room has the plan, or has none, as the message found it.',
    expects: (currentPlan: number | undefined) =>
      currentPlan === undefined ? absent('currentPlan') : equals('currentPlan', currentPlan),
    audit: roomAudit(({ messages, plans }) => {
      const lasts = new Map(plans.map(({ planId, deletedAfter = Number.POSITIVE_INFINITY }) => [planId, deletedAfter]))
      return messages.every(({ seq, planId }) => planId === undefined || (lasts.get(planId) ?? 0) >= seq)
    }),
  },
  current: {
    says: 'The plan that is deleted is the current one, and the current one is the one that nobody deleted.',
    guard: (planId: number) => equals('currentPlan', planId),
    fails: TestPlanNotFound,
    audit: roomAudit(({ room, open }) => open.at(-1)?.planId === room.currentPlan),
  },
  gaplessMessages: {
    says: 'Messages are numbered 1, 2, 3 ... up to room.lastSeq.',
    expects: (lastSeq: number) => equals('lastSeq', lastSeq),
    audit: roomAudit(
      ({ room, messages }) => messages.length === room.lastSeq && messages.every(({ seq }, at) => seq === at + 1),
    ),
  },
  monotoneTime: {
    says: 'No message is older than the one before it.',
    expects: (createdAt: string) => atMost('lastMessageAt', createdAt),
    audit: roomAudit(({ room, messages }) =>
      messages.every(({ createdAt }, at) => createdAt >= (messages[at - 1]?.createdAt ?? room.createdAt)),
    ),
  },
  planNumbers: {
    says: 'Plans are numbered 1, 2, 3 ... up to room.planCount, and no number is given twice.',
    expects: (planCount: number) => equals('planCount', planCount),
    audit: roomAudit(
      ({ room, plans }) => plans.length === room.planCount && plans.every(({ planId }, at) => planId === at + 1),
    ),
  },
  counted: {
    says: 'A message or a plan, and what the room says of it, change together.',
    together: (chatId: string, member: Key<'chat'>) => [roomKey(chatId), member],
    audit: roomAudit(
      ({ room, messages, plans }) => messages.length === room.lastSeq && plans.length === room.planCount,
    ),
  },
})
