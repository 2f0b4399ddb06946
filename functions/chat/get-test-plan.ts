// The test plan of a chatroom.

import { TestPlanNotFound } from '#domain/chat/problems.ts'
import { currentPlans, room } from '#domain/chat/reads.ts'
import { rule } from '#domain/chat/rules.ts'
import { testPlanView } from '#domain/chat/views.ts'
import { lambda } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = lambda(chat.getTestPlan, async ({ user, path, read, given, refuse }) => {
  const [plan] = await currentPlans(read, given(await room(read, path.chatId), rule.exists(), rule.owned(user.userId)))
  return { reply: testPlanView(plan ?? refuse(TestPlanNotFound)) }
})
