// Returns the test plan of a chatroom.

import { guard } from '#domain/chat/guards.ts'
import { TestPlanNotFound } from '#domain/chat/problems.ts'
import { currentPlans, room } from '#domain/chat/reads.ts'
import { testPlanView } from '#domain/chat/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.getTestPlan, async ({ user, path, read, require, refuse }) => {
  const shown = require(await room(read, path.chatId), guard.exists(), guard.owned(user))
  const [plan] = await currentPlans(read, shown)
  return { reply: testPlanView(plan ?? refuse(TestPlanNotFound)) }
})
