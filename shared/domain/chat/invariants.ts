// The invariants of chatrooms, messages and plans, each with the audit that proves it on stored data.

import { each, invariants, partition, rooted } from '#kernel/data/invariants.ts'
import { MAX_PLANS, MAX_ROOMS, Message, Plan, Room, RoomCount } from './items.ts'

export const invariant = invariants('chat', {
  opened: {
    says: 'Every message and every plan belongs to a room that was opened.',
    audit: rooted(Room, 'ownerId'),
  },
  ownersMessages: {
    says: 'Only the owner of a room posts messages in it.',
    audit: partition(Room, { messages: Message }, ({ ownerId }, { messages }) =>
      messages.every(({ senderId }) => senderId === ownerId),
    ),
  },
  roomQuota: {
    says: `An owner opens at most ${MAX_ROOMS} rooms, not counting rooms of the first edition.`,
    audit: each(RoomCount, ({ rooms }) => rooms <= MAX_ROOMS),
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
