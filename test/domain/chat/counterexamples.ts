// Writes that break the rules of chat, each exactly one.

import {
  MAX_PLANS,
  type MessageItem,
  messageKey,
  type PlanItem,
  planKey,
  type RoomItem,
  roomCountKey,
  roomKey,
} from '#domain/chat/item.ts'
import type { rule } from '#domain/chat/rules.ts'
import {
  deletePlan,
  makePlan,
  newRoom,
  nextMessage,
  nextPlan,
  open,
  say,
  withoutPlan,
  withPlan,
} from '#domain/chat/writes.ts'
import { type Counterexamples, stored } from '#test/support/counterexample.ts'

const T0 = '2026-01-01T00:00:00.000Z'
const T1 = '2026-01-02T00:00:00.000Z'
const T2 = '2026-01-03T00:00:00.000Z'

const empty = newRoom('c', 'ann', 'Finals', T0)
const spoken = (room: RoomItem, at = T1, by = 'ann'): MessageItem => nextMessage(room, by, 'Hello', at)
const planned = (room: RoomItem, by = 'ann'): PlanItem =>
  nextPlan(room, { title: 'Finals', subjects: [], examDate: null, from: '2026-01-02' }, by, T1)

const heard: RoomItem = { ...empty, lastSeq: 1, lastMessageAt: T1 }
const having: RoomItem = { ...empty, planCount: 1, currentPlan: 1 }
const { currentPlan: _, ...done } = having
const over = { ...planned(empty), deletedAt: T1, deletedBy: 'ann' }

const world = (room: RoomItem, messages: readonly MessageItem[], ...plans: PlanItem[]) => [
  stored(roomKey('c'), room),
  ...messages.map((message) => stored(messageKey('c', message.seq), message)),
  ...plans.map((plan) => stored(planKey('c', plan.planId), plan)),
]

export const counterexamples: Counterexamples<typeof rule> = {
  exists: {
    given: [],
    // A room that is not there has no owner and no counters either, so only what asks none of them shows this guard alone.
    writes: () =>
      say(empty, spoken(empty)).map((write) => ({
        ...write,
        requires: write.requires.filter(({ keeper }) => ['exists', 'counted'].includes(keeper.name)),
      })),
  },
  owned: { given: world(empty, []), writes: () => say(empty, spoken(empty, T1, 'bob')) },
  roomQuota: {
    given: [stored(roomCountKey('ann'), { rooms: 100 })],
    writes: () => open(empty),
  },
  onePlan: { given: world(having, [], planned(empty)), writes: () => makePlan(having, planned(having)) },
  planQuota: {
    given: world(
      { ...done, planCount: MAX_PLANS },
      [],
      ...Array.from({ length: MAX_PLANS }, (_, at) => ({ ...over, planId: at + 1 })),
    ),
    writes: () => makePlan({ ...done, planCount: MAX_PLANS }, planned({ ...done, planCount: MAX_PLANS })),
  },
  plansUsedUp: { given: world(empty, []), writes: () => say(empty, withoutPlan(spoken(empty))) },
  current: {
    // The first plan is deleted once more, after a second was made.
    given: world({ ...having, planCount: 2, currentPlan: 2 }, [], over, planned(done)),
    writes: () => deletePlan(having, 1, 'ann', T2),
  },
  planAsRead: {
    // The message found a plan that was deleted before it.
    given: world(done, [], { ...over, deletedAfter: 0 }),
    writes: () => say(having, withPlan(spoken(having), 1)),
  },
  gaplessMessages: {
    given: world(heard, [spoken(empty)]),
    writes: () => say(empty, spoken(empty)),
  },
  monotoneTime: {
    given: world(heard, [spoken(empty)]),
    writes: () => say(heard, { ...spoken(heard), createdAt: T0 }),
  },
  planNumbers: { given: world(done, [], over), writes: () => makePlan(empty, planned(empty)) },
  counted: { given: world(empty, []), writes: () => say(empty, spoken(empty)).slice(0, 1) },
}
