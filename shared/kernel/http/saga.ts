// Sagas: handlers that call another service between transactions. Each step is stored first, so any process can complete it.

import { AWAY, commit } from '#kernel/commit/commit.ts'
import type { First, StepPlan } from '#kernel/commit/plan.ts'
import { fenceReceipt, type Keyed, type Reply } from '#kernel/commit/receipt.ts'
import { transact } from '#kernel/commit/transact.ts'
import type { Text } from '#kernel/data/language.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Busy, Unavailable } from '#kernel/data/problems.ts'
import type { Codes, Endpoint, Readable, Writable } from './contract.ts'
import { assertAuthorised, type Call, callOf, type Handler, replyOf, settingOf, workOf } from './endpoint.ts'
import type { RefusedPage } from './stack/answer.ts'
import { type LambdaHandler, stackFor, type Visit } from './stack/stack.ts'

type StepOf<E extends Endpoint, T> = (
  call: Call<E>,
) => Promise<StepPlan<Readable<E>, Writable<E>, Codes<E>, T> | First<Readable<E>, Writable<E>, Codes<E>>>

export type SagaCall<E extends Endpoint> = Omit<Call<E>, 'read' | 'now' | 'require' | 'page' | 'cursor'> & {
  /** Commits one transaction; the first one holds the key. @throws Problem if a guard is broken */
  readonly commit: <T = void>(plan: StepOf<E, T>) => Promise<T>
  /** The gateway does not answer: answers 503 `unavailable`. A retry with the same key asks again. */
  unanswered(): never
}

/** @returns the last plan, which fills the receipt and replies */
export type SagaHandler<E extends Endpoint> = (call: SagaCall<E>) => Promise<Handler<E>>

/** Ends a saga in its first step: an earlier attempt with the same key has the reply. */
class EndedEarlier extends Error {
  readonly reply: Reply
  constructor(reply: Reply) {
    super('an earlier try under the same key has ended')
    this.reply = reply
  }
}

export const saga = <E extends Endpoint>(entry: E, handler: SagaHandler<E>, refused?: RefusedPage): LambdaHandler =>
  stackFor(entry, (visit) => run(visit, handler), refused)

const unanswered = (): never => {
  throw new Problem(Unavailable, {}, UNANSWERED)
}

const UNANSWERED: Text = {
  en: 'Another service did not answer in time. Repeat the request with the same Idempotency-Key to learn the outcome.',
  ko: '다른 서비스가 제때 응답하지 않았습니다. 같은 Idempotency-Key로 다시 보내면 결과를 알 수 있습니다.',
}

/** After a committed step, a later failure must not claim that nothing was written. */
const afterSteps = (error: unknown): unknown =>
  error instanceof Problem && (error.kind === Busy || error.detail === AWAY) ? new Problem(Unavailable) : error

const freeKey = async ({ store, world }: Pick<Visit<Endpoint>, 'store' | 'world'>, keyed: Keyed): Promise<void> => {
  const next = Buffer.from(world.random(18)).toString('base64url')
  await transact(store, [fenceReceipt(keyed, { now: Math.floor(world.clock() / 1000), fence: '' }, next)])
}

const run = async <E extends Endpoint>(visit: Visit<E>, handler: SagaHandler<E>): Promise<Reply> => {
  const { store, learned } = visit
  let held = false
  const step = async <T>(plan: StepOf<E, T>): Promise<T> => {
    // Other requests may have written during the external call.
    store.forget()
    const setting = settingOf(visit)
    // The lease of the key is longer than a saga takes.
    const keyed = held ? undefined : setting.keyed
    const result = await commit({
      ...setting,
      keyed,
      plan: async () => {
        const planned = await plan(callOf(visit))
        assertAuthorised(visit, 'first' in planned ? planned.first : (planned.writes ?? []))
        return planned
      },
    })
    if (result.kind === 'replayed') throw new EndedEarlier(replyOf(visit, result))
    held ||= result.wrote
    return result.value
  }
  try {
    const last = await handler({ ...callOf(visit), commit: step, unanswered })
    store.forget()
    return replyOf(visit, await commit(workOf(visit, last)))
  } catch (error) {
    if (error instanceof EndedEarlier) return error.reply
    // A failed saga frees its key; if this write is lost too, the lease expires.
    if (held && learned.keyed && error instanceof Problem) await freeKey(visit, learned.keyed).catch(() => undefined)
    throw held ? afterSteps(error) : error
  }
}
