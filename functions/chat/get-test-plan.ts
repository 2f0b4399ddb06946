// The test plan of a chatroom.

import { TestPlanNotFound } from '../../shared/domain/chat/problems.ts'
import { currentPlans, room } from '../../shared/domain/chat/reads.ts'
import { rule } from '../../shared/domain/chat/rules.ts'
import { testPlanView } from '../../shared/domain/chat/views.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { chat } from './contract.ts'

export const handler = lambda(chat.getTestPlan, async ({ user, path, read, given, refuse }) => {
  const [plan] = await currentPlans(read, given(await room(read, path.chatId), rule.exists(), rule.owned(user.userId)))
  return { reply: testPlanView(plan ?? refuse(TestPlanNotFound)) }
})
