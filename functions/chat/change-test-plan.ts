// Changes the test plan of a chatroom.

import { inReach, outOfReach, seoulDay } from '#domain/chat/days.ts'
import { guard } from '#domain/chat/guards.ts'
import { revised } from '#domain/chat/planner.ts'
import { TestPlanNotFound } from '#domain/chat/problems.ts'
import { currentPlans, room } from '#domain/chat/reads.ts'
import { testPlanView } from '#domain/chat/views.ts'
import { changePlan } from '#domain/chat/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.changeTestPlan, async (call) => {
  const { user, path, body, now, read, require, refuse, invalid } = call
  const today = seoulDay(now)
  if (body.examDate && !inReach(body.examDate, today)) invalid('/examDate', outOfReach(today))
  const found = require(await room(read, path.chatId), guard.exists(), guard.owned(user))
  const [plan] = await currentPlans(read, found)
  const before = plan ?? refuse(TestPlanNotFound)
  const after = revised(before, body, today)
  return { writes: changePlan(before, after, user.userId), reply: testPlanView(after) }
})
