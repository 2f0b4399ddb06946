// Creates a test plan from subjects and an exam date.

import { inReach, outOfReach, seoulDay } from '#domain/chat/days.ts'
import { guard } from '#domain/chat/guards.ts'
import { room } from '#domain/chat/reads.ts'
import { testPlanView } from '#domain/chat/views.ts'
import { makePlan, nextPlan } from '#domain/chat/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.createTestPlan, async ({ user, path, body, now, read, require, invalid }) => {
  const today = seoulDay(now)
  const { subjects = [], examDate = null } = body
  if (examDate && !inReach(examDate, today)) invalid('/examDate', outOfReach(today))
  const found = await room(read, path.chatId)
  const before = require(found, guard.exists(), guard.owned(user), guard.noPlan(), guard.planQuota())
  const made = { title: body.title ?? before.title, subjects, examDate, from: today }
  const plan = nextPlan(before, made, now)
  return { writes: makePlan(before, plan, user.userId), reply: testPlanView(plan) }
})
