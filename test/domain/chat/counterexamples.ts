// Counterexamples of chat: writes that break what only one keeper keeps.

import type { guard } from '#domain/chat/guards.ts'
import {
  MAX_MARKS,
  MAX_PLANS,
  Message,
  type MessageItem,
  Plan,
  type PlanItem,
  Room,
  RoomCount,
  type RoomItem,
} from '#domain/chat/items.ts'
import {
  ask,
  changePlan,
  deletePlan,
  deleteRoom,
  makePlan,
  markTask,
  newRoom,
  nextMessage,
  nextPlan,
  nextReply,
  open,
  post,
  rename,
} from '#domain/chat/writes.ts'
import type { Write } from '#kernel/data/write.ts'
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

/** A message that brings a plan about. */
const answered = {
  plan: { ...planned(empty), replySeq: 2 },
  reply: nextReply(spoken(empty), 'Here it is.'),
}
const marked = (count: number) => ({
  marks: Array.from({ length: count }, (_, at) => ({ date: '2026-01-02', text: String(at), done: true })),
  markCount: count,
})
/** A check cannot do without its one condition, so it writes what is there. */
const writing = (write: Write): Write =>
  'check' in write.action ? { ...write, action: { update: { add: { rooms: 0 } } } } : write
const isGone = (item: object): boolean => !Room.is(item) || item.deletedAt !== undefined

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
  countedRoom: {
    given: [...world(empty, []), stored(RoomCount.key('ann'), { rooms: 0 })],
    // Read while there was one more room, which was deleted meanwhile.
    writes: () => deleteRoom(empty, { rooms: 1 }, 'ann', T1),
  },
  uncounted: {
    given: [...world(empty, []), stored(RoomCount.key('ann'), { rooms: 1 })],
    // Read before a second room was opened.
    writes: () => deleteRoom(empty, undefined, 'ann', T1).map(writing),
    harms: (items) => items.some((item) => RoomCount.is(item) && item.rooms === 1) && items.every(isGone),
  },
  sameTitle: {
    given: world({ ...empty, title: 'Retakes' }, []),
    // Read before the room was renamed.
    writes: () => makePlan(empty, planned(empty), 'ann'),
    harms: (items) => items.some((item) => Plan.is(item) && item.title === 'Finals'),
  },
  planAsRead: {
    given: world({ ...having, planVersion: 2 }, [], { ...planned(empty), title: 'Retakes', version: 2 }),
    writes: () => changePlan({ ...planned(empty), version: 1 }, { ...planned(empty), version: 2 }, 'ann'),
    // The other change is lost.
    harms: (items) => items.some((item) => Plan.is(item) && item.title === 'Finals'),
  },
  roomsPlanAsRead: {
    given: world({ ...having, planVersion: 1 }, [], { ...planned(empty), version: 1 }),
    // Read before a task was done: the reply shows the new title, and the task as it was before.
    writes: () => [rename(having, 'Retakes', 'ann')],
    harms: (items) => items.some((item) => Room.is(item) && item.title === 'Retakes' && item.planVersion === 1),
  },
  markQuota: {
    given: world(having, [], { ...planned(empty), ...marked(MAX_MARKS) }),
    writes: () =>
      markTask(
        { ...planned(empty), markCount: MAX_MARKS },
        { ...planned(empty), ...marked(MAX_MARKS + 1), version: 1 },
        'ann',
      ),
  },
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
  withVersion: {
    given: world(having, [], planned(empty)),
    writes: () => changePlan(planned(empty), { ...planned(empty), version: 1 }, 'ann').slice(1),
  },
  withReply: {
    given: world(empty, []),
    writes: () => ask(empty, spoken(empty), answered).filter(({ name }) => name !== 'chat.reply'),
  },
  withCount: {
    given: [...world(empty, []), stored(RoomCount.key('ann'), { rooms: 1 })],
    writes: () => deleteRoom(empty, { rooms: 1 }, 'ann', T1).slice(0, 1),
    harms: (items) => items.some((item) => RoomCount.is(item) && item.rooms === 1) && items.every(isGone),
  },
}
