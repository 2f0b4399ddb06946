// The conditions that keep chat's invariants, and the problem that a broken one answers.

import { both, either } from '#kernel/data/condition.ts'
import { companions, keepers, order } from '#kernel/data/guards.ts'
import { Forbidden, QuotaExceeded } from '#kernel/data/problems.ts'
import { invariant } from './invariants.ts'
import { MAX_MARKS, MAX_PLANS, MAX_ROOMS, Message, Plan, Room, RoomCount, type RoomItem } from './items.ts'
import { ChatroomNotFound, TestPlanExists, TestPlanNotFound } from './problems.ts'

export const guard = keepers('chat', {
  exists: Room.guard({
    when: (room) => both(room.exists('ownerId'), room.absent('deletedAt')),
    fails: ChatroomNotFound,
    keeps: [invariant.opened],
  }),
  owned: Room.guard({
    when: (room, { userId }: { userId: string }) => room.equals('ownerId', userId),
    fails: Forbidden,
    keeps: [invariant.ownersMessages],
    authorises: true,
  }),
  roomQuota: RoomCount.guard({
    when: (count) => either(count.absent('rooms'), count.atMost('rooms', MAX_ROOMS - 1)),
    fails: QuotaExceeded,
    detail: {
      en: `You have ${MAX_ROOMS} chatrooms, which is the maximum. Delete one before you open another.`,
      ko: `채팅방을 최대 개수인 ${MAX_ROOMS}개까지 만들었습니다. 하나를 삭제한 뒤 새로 만들어 주십시오.`,
    },
    tells: () => ({ limit: MAX_ROOMS }),
    keeps: [invariant.roomQuota],
  }),
  /** A room of the owner is counted. */
  countedRoom: RoomCount.expectation({ when: (count) => count.atLeast('rooms', 1), keeps: [invariant.roomQuota] }),
  /** No room of the owner is counted: the owner has rooms of the first edition only. */
  uncounted: RoomCount.expectation({
    when: (count) => either(count.absent('rooms'), count.atMost('rooms', 0)),
    keeps: order,
  }),
  /** A plan or a reply copies the title. */
  sameTitle: Room.expectation({
    when: (room, { title }: { title: string }) => room.equals('title', title),
    keeps: order,
  }),
  noPlan: Room.guard({
    when: (room) => room.absent('currentPlan'),
    fails: TestPlanExists,
    keeps: [invariant.onePlan],
  }),
  planQuota: Room.guard({
    when: (room) => room.atMost('planCount', MAX_PLANS - 1),
    fails: QuotaExceeded,
    detail: {
      en: `The chatroom has had ${MAX_PLANS} test plans, deleted ones included, which is the maximum. Open another chatroom for the next one.`,
      ko: `이 채팅방에서 만든 시험 계획이 삭제된 것을 포함해 최대 개수인 ${MAX_PLANS}개에 도달했습니다. 새 계획은 다른 채팅방에서 만들어 주십시오.`,
    },
    tells: () => ({ limit: MAX_PLANS }),
    keeps: [invariant.planQuota],
  }),
  currentPlan: Room.guard({
    when: (room, { planId }: { planId: number }) => room.equals('currentPlan', planId),
    fails: TestPlanNotFound,
    keeps: [invariant.onePlan],
  }),
  /** A message that asks for a plan must see every plan created or deleted in the meantime. */
  planUnchanged: Room.expectation({
    when: (room, { currentPlan }: Pick<RoomItem, 'currentPlan'>) =>
      currentPlan === undefined ? room.absent('currentPlan') : room.equals('currentPlan', currentPlan),
    keeps: order,
  }),
  /** The plan has not changed since it was read: asked of the plan, or of its room. */
  planAsRead: Plan.expectation({
    when: (plan, { version }: { version?: number | undefined }) =>
      version === undefined ? plan.absent('version') : plan.equals('version', version),
    keeps: order,
  }),
  roomsPlanAsRead: Room.expectation({
    when: (room, { planVersion }: { planVersion?: number | undefined }) =>
      planVersion === undefined ? room.absent('planVersion') : room.equals('planVersion', planVersion),
    keeps: order,
  }),
  markQuota: Plan.guard({
    when: (plan) => either(plan.absent('markCount'), plan.atMost('markCount', MAX_MARKS - 1)),
    fails: QuotaExceeded,
    detail: {
      en: `The test plan has ${MAX_MARKS} done tasks, which is the maximum. Delete it and make the next one.`,
      ko: `시험 계획에서 완료한 할 일이 최대 개수인 ${MAX_MARKS}개입니다. 삭제한 뒤 새 계획을 만들어 주십시오.`,
    },
    tells: () => ({ limit: MAX_MARKS }),
    keeps: [invariant.markQuota],
  }),
  nextMessage: Room.expectation({
    when: (room, { lastSeq }: { lastSeq: number }) => room.equals('lastSeq', lastSeq),
    keeps: [invariant.gaplessMessages],
  }),
  notEarlier: Room.expectation({
    when: (room, { createdAt }: { createdAt: string }) => room.atMost('lastMessageAt', createdAt),
    keeps: [invariant.monotoneTime],
  }),
  nextPlan: Room.expectation({
    when: (room, { planCount }: { planCount: number }) => room.equals('planCount', planCount),
    keeps: [invariant.planNumbers],
  }),
  withMessage: companions({
    with: ({ chatId, seq }: { chatId: string; seq: number }) => [Room.key(chatId), Message.key(chatId, seq)],
    keeps: [invariant.gaplessMessages],
  }),
  withPlan: companions({
    with: ({ chatId, planId }: { chatId: string; planId: number }) => [Room.key(chatId), Plan.key(chatId, planId)],
    keeps: [invariant.planNumbers, invariant.onePlan, invariant.announced],
  }),
  /** A change of a plan counts in its room. */
  withVersion: companions({
    with: ({ chatId, planId }: { chatId: string; planId: number }) => [Room.key(chatId), Plan.key(chatId, planId)],
    keeps: [invariant.planVersion],
  }),
  withReply: companions({
    with: ({ chatId, seq, planId }: { chatId: string; seq: number; planId: number }) => [
      Room.key(chatId),
      Message.key(chatId, seq),
      Plan.key(chatId, planId),
    ],
    keeps: [invariant.assistantReplies],
  }),
  withCount: companions({
    with: ({ chatId, ownerId }: { chatId: string; ownerId: string }) => [Room.key(chatId), RoomCount.key(ownerId)],
    keeps: order,
  }),
})
