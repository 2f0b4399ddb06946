// The invariants of chatrooms, messages and plans, each with the audit that proves it on stored data.

import { each, invariants, partition, rooted } from '#kernel/data/invariants.ts'
import { MAX_MARKS, MAX_PLANS, MAX_ROOMS, Message, Plan, Room, RoomCount } from './items.ts'
import { ASSISTANT } from './schema.ts'

export const invariant = invariants('chat', {
  opened: {
    says: 'Every message and every plan belongs to a room that was opened.',
    audit: rooted(Room, 'ownerId'),
  },
  ownersMessages: {
    says: 'Only the owner of a room, and the assistant, post messages in it.',
    audit: partition(Room, { messages: Message }, ({ ownerId }, { messages }) =>
      messages.every(({ senderId }) => senderId === ownerId || senderId === ASSISTANT),
    ),
  },
  roomQuota: {
    says: `An owner has at most ${MAX_ROOMS} rooms, not counting rooms of the first edition.`,
    audit: each(RoomCount, ({ rooms }) => rooms >= 0 && rooms <= MAX_ROOMS),
  },
  assistantReplies: {
    says: 'The assistant posts one message for each plan that a message brings about, and no other.',
    audit: partition(Room, { messages: Message, plans: Plan }, ({ deletedAt }, { messages, plans }) => {
      const said = messages.flatMap(({ senderId, seq }) => (senderId === ASSISTANT ? seq : []))
      const told = plans.flatMap(({ replySeq }) => replySeq ?? [])
      return deletedAt !== undefined || said.join() === told.join()
    }),
  },
  planVersion: {
    says: 'A room knows the version of its current plan.',
    audit: partition(Room, { plans: Plan }, ({ currentPlan, planVersion, deletedAt }, { plans }) => {
      const plan = plans.find(({ planId }) => planId === currentPlan)
      return deletedAt !== undefined || plan?.version === planVersion
    }),
  },
  markQuota: {
    says: `A plan keeps at most ${MAX_MARKS} marks of tasks, each task once, and counts them.`,
    audit: each(Plan, ({ marks = [], markCount = 0 }) => {
      const tasks = new Set(marks.map(({ date, text }) => `${date} ${text}`))
      return tasks.size === marks.length && marks.length === markCount && markCount <= MAX_MARKS
    }),
  },
  onePlan: {
    says: 'A room has at most one plan that is not deleted: its current plan.',
    audit: partition(Room, { plans: Plan }, ({ currentPlan, deletedAt: erased }, { plans }) => {
      if (erased) return true
      const [plan, ...others] = plans.filter(({ deletedAt }) => deletedAt === undefined)
      return others.length === 0 && plan?.planId === currentPlan
    }),
  },
  planQuota: {
    says: `A room has at most ${MAX_PLANS} plans, deleted ones included; a room of the first edition may have more.`,
    audit: each(Plan, ({ planId, from }) => from === undefined || planId <= MAX_PLANS),
  },
  planNumbers: {
    says: 'Plans are numbered 1, 2, 3 ... up to room.planCount.',
    audit: partition(
      Room,
      { plans: Plan },
      ({ planCount, deletedAt }, { plans }) =>
        deletedAt !== undefined || (plans.length === planCount && plans.every(({ planId }, at) => planId === at + 1)),
    ),
  },
  announced: {
    says: 'Each creation and each deletion of a plan has its event.',
    audit: partition(Room, { plans: Plan }, ({ announced, eventSeq = 0, deletedAt }, { plans }) => {
      const changes = plans.length + plans.filter((plan) => plan.deletedAt !== undefined).length
      return deletedAt !== undefined || (announced ? eventSeq === changes : eventSeq <= changes)
    }),
  },
  gaplessMessages: {
    says: 'Messages are numbered 1, 2, 3 ... up to room.lastSeq.',
    audit: partition(
      Room,
      { messages: Message },
      ({ lastSeq, deletedAt }, { messages }) =>
        deletedAt !== undefined || (messages.length === lastSeq && messages.every(({ seq }, at) => seq === at + 1)),
    ),
  },
  monotoneTime: {
    says: 'No message is older than the one before it.',
    audit: partition(Room, { messages: Message }, (room, { messages }) =>
      messages.every(({ createdAt }, at) => createdAt >= (messages[at - 1]?.createdAt ?? room.createdAt)),
    ),
  },
})
