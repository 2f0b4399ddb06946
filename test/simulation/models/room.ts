// A chatroom as its owner sees it: the last message, the current plan, and the number of plans so far.

import { asksForPlan } from '#domain/chat/asking.ts'
import type { Operation } from '#infra/simulation/linearizable.ts'
import { isOk, type Told } from '../calls.ts'
import { type Evidence, operation, seen } from './evidence.ts'
import type { History } from './judge.ts'

interface State {
  readonly lastSeq: number
  /** 0: none. */
  readonly plan: number
  readonly plans: number
}

const text = ({ lastSeq, plan, plans }: State): string => `${lastSeq} messages, plan ${plan} of ${plans}`
const model = { initial: { lastSeq: 0, plan: 0, plans: 0 }, text }

export const rooms = ({ told }: Evidence): History<State>[] =>
  told.flatMap(({ request, answer }) => {
    if (request.operation !== 'chat.openChatroom' || !answer || !isOk(answer)) return []
    const { chatId } = answer.body
    const own = told.filter((one) => one.request.path?.['chatId'] === chatId)
    return [{ about: chatId, model, operations: own.flatMap(ofRoom) }]
  })

const planned = (state: State): State | undefined =>
  state.plan === 0 ? { ...state, plan: state.plans + 1, plans: state.plans + 1 } : undefined

const ofRoom = (told: Told): Operation<State>[] => {
  const { request, answer } = told
  const refusal = answer && !isOk(answer) ? String(answer.body.code) : undefined
  const reply = answer?.body
  const one = (apply: Operation<State>['apply'], alike = request.operation) => [operation(told, { apply, alike })]
  switch (request.operation) {
    case 'chat.postMessage':
      return refusal ? [] : one(posted(String(request.body?.['text']), reply), String(request.body?.['text']))
    case 'chat.createTestPlan':
      if (refusal) return refusal === 'testplan-exists' ? [seen<State>(told, ({ plan }) => plan > 0)] : []
      return one((state) => {
        const after = planned(state)
        return !reply || reply.planId === after?.plan ? after : undefined
      })
    case 'chat.deleteTestPlan':
      if (refusal) return refusal === 'testplan-not-found' ? [seen<State>(told, ({ plan }) => plan === 0)] : []
      return one((state) => (state.plan > 0 ? { ...state, plan: 0 } : undefined))
    case 'chat.getTestPlan':
      if (refusal) return refusal === 'testplan-not-found' ? [seen<State>(told, ({ plan }) => plan === 0)] : []
      return answer ? [seen<State>(told, ({ plan }) => plan === reply.planId)] : []
    case 'chat.getChatroom':
      if (!answer || refusal) return []
      return [
        seen<State>(told, ({ lastSeq, plan }) => lastSeq === reply.lastSeq && plan === (reply.testPlan?.planId ?? 0)),
      ]
    default:
      return []
  }
}

interface Posted {
  readonly message: { readonly seq: number }
  readonly testPlan: { readonly planId: number } | null
  readonly reply: { readonly seq: number } | null
}

const posted =
  (said: string, reply: Posted | undefined) =>
  (before: State): State | undefined => {
    const state = { ...before, lastSeq: before.lastSeq + 1 }
    const made = asksForPlan(said) ? planned(state) : undefined
    // The assistant answers with a message of its own.
    const after = made ? { ...made, lastSeq: state.lastSeq + 1 } : state
    const isAsTold =
      reply?.message.seq === state.lastSeq &&
      (made?.plan ?? 0) === (reply.testPlan?.planId ?? 0) &&
      (made ? after.lastSeq : undefined) === reply.reply?.seq
    return !reply || isAsTold ? after : undefined
  }
