// Counterexamples of chat: writes that break what only one keeper keeps.

import type { guard } from '#domain/chat/guards.ts'
import {
  MAX_PLANS,
  Message,
  type MessageItem,
  Plan,
  type PlanItem,
  Room,
  RoomCount,
  type RoomItem,
} from '#domain/chat/items.ts'
import { ask, deletePlan, makePlan, newRoom, nextMessage, nextPlan, open, post } from '#domain/chat/writes.ts'
import { type Counterexamples, stored } from '#kit/testing/counterexample.ts'

const T0 = '2026-01-01T00:00:00.000Z'
const T1 = '2026-01-02T00:00:00.000Z'
const T2 = '2026-01-03T00:00:00.000Z'

const empty = newRoom('c', 'ann', 'Finals', T0)
const spoken = (room: RoomItem, at = T1, by = 'ann'): MessageItem => nextMessage(room, by, 'Hello', at)
const planned = (room: RoomItem): PlanItem =>
  nextPlan(room, { title: 'Finals', subjects: [], examDate: null, from: '2026-01-02' }, T1)

const heard: RoomItem = { ...empty, lastSeq: 1, lastMessageAt: T1 }
const having: RoomItem = { ...empty, planCount: 1, currentPlan: 1 }
const { currentPlan: _, ...done } = having
const over = { ...planned(empty), deletedAt: T1 }

const world = (room: RoomItem, messages: readonly MessageItem[], ...plans: PlanItem[]) => [
  stored(Room.key('c'), room),
  ...messages.map((message) => stored(Message.key('c', message.seq), message)),
  ...plans.map((plan) => stored(Plan.key('c', plan.planId), plan)),
]

export const counterexamples: Counterexamples<typeof guard> = {
  exists: {
    given: [],
    // A missing room has neither an owner nor counters, so the clauses that ask for them are left out.
    writes: () =>
      post(empty, spoken(empty)).map((write) => ({
        ...write,
        requires: write.requires.filter(({ keeper }) => ['exists', 'withMessage'].includes(keeper.name)),
      })),
  },
  owned: { given: world(empty, []), writes: () => post(empty, spoken(empty, T1, 'bob')) },
  roomQuota: {
    given: [stored(RoomCount.key('ann'), { rooms: 100 })],
    writes: () => open(empty),
  },
  noPlan: { given: world(having, [], planned(empty)), writes: () => makePlan(having, planned(having), 'ann') },
  planQuota: {
    given: world(
      { ...done, planCount: MAX_PLANS },
      [],
      ...Array.from({ length: MAX_PLANS }, (_, at) => ({ ...over, planId: at + 1 })),
    ),
    writes: () => makePlan({ ...done, planCount: MAX_PLANS }, planned({ ...done, planCount: MAX_PLANS }), 'ann'),
  },
  currentPlan: {
    // The first plan is deleted once more, after a second was made.
    given: world({ ...having, planCount: 2, currentPlan: 2 }, [], over, planned(done)),
    writes: () => deletePlan({ ...having, currentPlan: 1 }, 1, 'ann', T2),
  },
  planUnchanged: {
    // The message found a plan that was deleted meanwhile.
    given: world(done, [], over),
    writes: () => ask(having, spoken(having)),
    harms: (items) =>
      items.some((item) => Message.is(item)) && items.every((item) => !Room.is(item) || item.currentPlan === undefined),
  },
  nextMessage: {
    given: world(heard, [spoken(empty)]),
    writes: () => post(empty, spoken(empty)),
  },
  notEarlier: {
    given: world(heard, [spoken(empty)]),
    writes: () => post(heard, { ...spoken(heard), createdAt: T0 }),
  },
  nextPlan: { given: world(done, [], over), writes: () => makePlan(empty, planned(empty), 'ann') },
  withMessage: { given: world(empty, []), writes: () => post(empty, spoken(empty)).slice(0, 1) },
  withPlan: {
    given: world(empty, []),
    writes: () => makePlan(empty, planned(empty), 'ann').filter(({ key }) => key.sk !== Plan.key('c', 1).sk),
  },
}
