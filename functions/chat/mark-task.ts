// Marks a task of the test plan as done, or not.

import { guard } from '#domain/chat/guards.ts'
import { marksWith } from '#domain/chat/planner.ts'
import { TaskNotFound, TestPlanNotFound } from '#domain/chat/problems.ts'
import { currentPlans, room } from '#domain/chat/reads.ts'
import { testPlanView } from '#domain/chat/views.ts'
import { markTask } from '#domain/chat/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.markTask, async ({ user, path, body, read, require, refuse }) => {
  const found = require(await room(read, path.chatId), guard.exists(), guard.owned(user))
  const [plan] = await currentPlans(read, found)
  const before = plan ?? refuse(TestPlanNotFound)
  const task = { date: path.date, index: Number(path.index), done: body.done }
  const marks = marksWith(before, task) ?? refuse(TaskNotFound)
  const after = { ...before, marks, markCount: marks.length, version: (before.version ?? 0) + 1 }
  return { writes: markTask(before, after, user.userId), reply: testPlanView(after) }
})
