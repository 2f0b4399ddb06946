// Adds a message, and in the same transaction the test plan that it asks for.

import { asksForPlan } from '../../shared/domain/chat/asking.ts'
import { seoulDay } from '../../shared/domain/chat/days.ts'
import { HEARD, spread, understand } from '../../shared/domain/chat/planner.ts'
import { lastMessages, room } from '../../shared/domain/chat/reads.ts'
import { rule } from '../../shared/domain/chat/rules.ts'
import { messageView, testPlanView } from '../../shared/domain/chat/views.ts'
import { nextMessage, nextPlan, say, withPlan } from '../../shared/domain/chat/writes.ts'
import { lambda } from '../../shared/kernel/lambda.ts'
import { chat } from './contract.ts'

export const handler = lambda(chat.postMessage, async ({ user, path, body, now, read, given }) => {
  const before = given(await room(read, path.chatId), rule.exists(), rule.owned(user.userId))
  const said = nextMessage(before, user.userId, body.text, now)
  const reply = { message: messageView(said), testPlan: null }
  if (!asksForPlan(body.text)) return { writes: say(before, said), reply }
  const message = withPlan(said, before.currentPlan ?? before.planCount + 1)
  if (before.currentPlan !== undefined) return { writes: say(before, message), reply }
  const today = seoulDay(now)
  const aim = understand([...(await lastMessages(read, before, HEARD - 1)), message], today)
  const plan = nextPlan(
    before,
    { title: before.title, ...aim, days: spread(aim, today) },
    user.userId,
    message.createdAt,
  )
  return { writes: say(before, message, plan), reply: { ...reply, testPlan: testPlanView(plan) } }
})
