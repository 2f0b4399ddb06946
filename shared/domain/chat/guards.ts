// The conditions that keep chat's invariants, and the problem that a broken one answers.

import { both, either } from '#kernel/data/condition.ts'
import { companions, keepers, order } from '#kernel/data/guards.ts'
import { Forbidden, QuotaExceeded } from '#kernel/data/problems.ts'
import { invariant } from './invariants.ts'
import { MAX_PLANS, MAX_ROOMS, Message, Plan, Room, RoomCount, type RoomItem } from './items.ts'
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
      en: `You have ${MAX_ROOMS} chatrooms, which is the maximum. Chatrooms cannot be deleted; use an existing one.`,
      ko: `채팅방을 최대 개수인 ${MAX_ROOMS}개까지 만들었습니다. 채팅방은 삭제할 수 없으니 기존 채팅방을 사용해 주십시오.`,
    },
    tells: () => ({ limit: MAX_ROOMS }),
    keeps: [invariant.roomQuota],
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
    keeps: [invariant.planNumbers, invariant.onePlan],
  }),
})
