// Posts a message, and in the same transaction the test plan that it asks for, with the assistant's reply.

import { asksForPlan } from '#domain/chat/asking.ts'
import { seoulDay } from '#domain/chat/days.ts'
import { guard } from '#domain/chat/guards.ts'
import { MAX_PLANS } from '#domain/chat/items.ts'
import { RECENT_MESSAGES, understand } from '#domain/chat/planner.ts'
import { lastMessages, room } from '#domain/chat/reads.ts'
import { replyTo } from '#domain/chat/reply.ts'
import { ASSISTANT } from '#domain/chat/schema.ts'
import { messageView, testPlanView } from '#domain/chat/views.ts'
import { ask, nextMessage, nextPlan, nextReply, post } from '#domain/chat/writes.ts'
import { endpoint } from '#kernel/http/endpoint.ts'
import { chat } from './contract.ts'

export const handler = endpoint(chat.postMessage, async ({ user, path, body, now, read, require }) => {
  const before = require(await room(read, path.chatId), guard.exists(), guard.owned(user))
  const message = nextMessage(before, user.userId, body.text, now)
  const reply = { message: messageView(message), testPlan: null, reply: null }
  if (!asksForPlan(body.text)) return { writes: post(before, message), reply }
  if (before.currentPlan !== undefined || before.planCount >= MAX_PLANS) return { writes: ask(before, message), reply }
  const today = seoulDay(now)
  const earlier = await lastMessages(read, before, RECENT_MESSAGES - 1)
  // What the assistant says about a plan is no wish for the next one.
  const said = earlier.filter(({ senderId }) => senderId !== ASSISTANT)
  const aim = understand([...said, message], today)
  const made = { title: before.title, ...aim, from: today, replySeq: message.seq + 1 }
  const plan = nextPlan(before, made, message.createdAt)
  const answer = { plan, reply: nextReply(message, replyTo(body.text, plan)) }
  const { seq, text } = answer.reply
  return {
    writes: ask(before, message, answer),
    reply: { ...reply, testPlan: testPlanView(plan), reply: { seq, text } },
  }
})
