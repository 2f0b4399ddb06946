// Deletes the test plan of a chatroom; it stays in the list of all plans.

import { guard } from '#domain/chat/guards.ts'
import { TestPlanNotFound } from '#domain/chat/problems.ts'
import { room } from '#domain/chat/reads.ts'
import { deletePlan } from '#domain/chat/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.deleteTestPlan, async ({ user, path, now, read, require, refuse }) => {
  const before = require(await room(read, path.chatId), guard.exists(), guard.owned(user))
  const planId = before.currentPlan ?? refuse(TestPlanNotFound)
  return { writes: deletePlan(before, planId, user.userId, now), reply: undefined }
})
