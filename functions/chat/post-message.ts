// Posts a message, and creates the test plan that it asks for in the same transaction.

import { asksForPlan } from '#domain/chat/asking.ts'
import { seoulDay } from '#domain/chat/days.ts'
import { guard } from '#domain/chat/guards.ts'
import { MAX_PLANS } from '#domain/chat/items.ts'
import { RECENT_MESSAGES, understand } from '#domain/chat/planner.ts'
import { lastMessages, room } from '#domain/chat/reads.ts'
import { messageView, testPlanView } from '#domain/chat/views.ts'
import { ask, nextMessage, nextPlan, post } from '#domain/chat/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.postMessage, async ({ user, path, body, now, read, require }) => {
  const before = require(await room(read, path.chatId), guard.exists(), guard.owned(user))
  const message = nextMessage(before, user.userId, body.text, now)
  const reply = { message: messageView(message), testPlan: null }
  if (!asksForPlan(body.text)) return { writes: post(before, message), reply }
  if (before.currentPlan !== undefined || before.planCount >= MAX_PLANS) return { writes: ask(before, message), reply }
  const today = seoulDay(now)
  const aim = understand([...(await lastMessages(read, before, RECENT_MESSAGES - 1)), message], today)
  const made = { title: before.title, subjects: aim.subjects, examDate: aim.examDate, from: today }
  const plan = nextPlan(before, made, message.createdAt)
  return { writes: ask(before, message, plan), reply: { ...reply, testPlan: testPlanView(plan) } }
})
