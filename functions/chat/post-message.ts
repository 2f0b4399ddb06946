// Adds a message, and in the same transaction the test plan that it asks for.

import { asksForPlan } from '#domain/chat/asking.ts'
import { seoulDay } from '#domain/chat/days.ts'
import { MAX_PLANS } from '#domain/chat/item.ts'
import { HEARD, understand } from '#domain/chat/planner.ts'
import { lastMessages, room } from '#domain/chat/reads.ts'
import { rule } from '#domain/chat/rules.ts'
import { messageView, testPlanView } from '#domain/chat/views.ts'
import { nextMessage, nextPlan, say, withoutPlan, withPlan } from '#domain/chat/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.postMessage, async ({ user, path, body, now, read, require }) => {
  const before = require(await room(read, path.chatId), rule.exists(), rule.owned(user.userId))
  const said = nextMessage(before, user.userId, body.text, now)
  const reply = { message: messageView(said), testPlan: null }
  if (!asksForPlan(body.text)) return { writes: say(before, said), reply }
  if (before.currentPlan !== undefined) return { writes: say(before, withPlan(said, before.currentPlan)), reply }
  if (before.planCount >= MAX_PLANS) return { writes: say(before, withoutPlan(said)), reply }
  const message = withPlan(said, before.planCount + 1)
  const today = seoulDay(now)
  const aim = understand([...(await lastMessages(read, before, HEARD - 1)), message], today)
  const made = { title: before.title, subjects: aim.subjects, examDate: aim.examDate, from: today }
  const plan = nextPlan(before, made, user.userId, message.createdAt)
  return { writes: say(before, message, plan), reply: { ...reply, testPlan: testPlanView(plan) } }
})
