// The test plan of a chatroom.

import { TestPlanNotFound } from '#domain/chat/problems.ts'
import { currentPlans, room } from '#domain/chat/reads.ts'
import { rule } from '#domain/chat/rules.ts'
import { testPlanView } from '#domain/chat/views.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.getTestPlan, async ({ user, path, read, require, refuse }) => {
  const shown = require(await room(read, path.chatId), rule.exists(), rule.owned(user.userId))
  const [plan] = await currentPlans(read, shown)
  return { reply: testPlanView(plan ?? refuse(TestPlanNotFound)) }
})
