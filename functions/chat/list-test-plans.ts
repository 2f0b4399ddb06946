// All test plans that a chatroom has had, by planId.

import { plans, room } from '../../shared/domain/chat/reads.ts'
import { rule } from '../../shared/domain/chat/rules.ts'
import { testPlanView } from '../../shared/domain/chat/views.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { chat } from './contract.ts'

export const handler = lambda(chat.listTestPlans, async ({ user, path, page, read, given, cursor }) => {
  given(await room(read, path.chatId), rule.exists(), rule.owned(user.userId))
  const { items, next } = await plans(read, path.chatId, page)
  return { reply: { items: items.map(testPlanView), nextCursor: cursor(next) } }
})
