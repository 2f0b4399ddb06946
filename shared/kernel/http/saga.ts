// Handlers that talk to the outside between their transactions: what they are about to do is stored first, so that others can end it.

import { AWAY, commit } from '#kernel/commit/commit.ts'
import type { StepPlan } from '#kernel/commit/plan.ts'
import { fenceReceipt, type Keyed, type Reply } from '#kernel/commit/receipt.ts'
import { transact } from '#kernel/commit/transact.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Busy, Unavailable } from '#kernel/data/problems.ts'
import type { Codes, Endpoint, Readable, Writable } from './contract.ts'
import { type Call, callOf, type LambdaHandler, type PlanOf, stackFor, toPlan, type Visit, workOf } from './endpoint.ts'

export type SagaCall<E extends Endpoint> = Omit<Call<E>, 'read' | 'now' | 'require' | 'page' | 'cursor'> & {
  /** One transaction, planned anew as any; the key is held from the first one on. @throws Problem where a rule is broken */
  readonly commit: <T = void>(
    plan: (call: Call<E>) => Promise<StepPlan<Readable<E>, Writable<E>, Codes<E>, T>>,
  ) => Promise<T>
  /** The gateway does not answer: 503 `unavailable`, and the same key asks again. */
  unanswered(): never
}

/** @returns the last plan, which fills the receipt and answers */
export type SagaHandler<E extends Endpoint> = (
  call: SagaCall<E>,
) => Promise<(call: Call<E>) => Promise<PlanOf<E>> | PlanOf<E>>

/** An earlier try under the same key has ended: its reply is this one's too. */
class Replayed extends Error {
  readonly reply: Reply
  constructor(reply: Reply) {
    super('replayed')
    this.reply = reply
  }
}

export const saga = <E extends Endpoint>(endpoint: E, handler: SagaHandler<E>): LambdaHandler =>
  stackFor(endpoint, (visit) => run(visit, handler as unknown as SagaHandler<Endpoint>))

const unanswered = (): never => {
  throw new Problem(Unavailable, {}, UNANSWERED)
}

const UNANSWERED =
  'Another service did not answer in time. Repeat the request under the same Idempotency-Key to learn what became of it.'

/** What a step has written stands, so a later step that gives up does not say that nothing was written. */
const afterSteps = (error: unknown): unknown =>
  error instanceof Problem && (error.kind === Busy || error.message === AWAY) ? new Problem(Unavailable) : error

const freeKey = async ({ store, world }: Visit, keyed: Keyed): Promise<void> => {
  const next = Buffer.from(world.random(18)).toString('base64url')
  await transact(store, [fenceReceipt(keyed, { now: Math.floor(world.clock() / 1000), fence: '' }, next)])
}

const run = async (visit: Visit, handler: SagaHandler<Endpoint>): Promise<Reply> => {
  let held = false
  const work = workOf(visit)
  const step = async <T>(plan: (call: Call<Endpoint>) => Promise<StepPlan<string, string, string, T>>): Promise<T> => {
    const between: Reply = { status: 0 }
    let result: unknown
    let writes = false
    // The world has moved on while the saga was outside.
    visit.store.forget()
    const reply = await commit({
      ...work,
      // Held once, it is held for longer than a saga takes.
      keyed: held ? undefined : work.keyed,
      continues: true,
      plan: async () => {
        const planned = await plan(callOf(visit))
        result = planned.value
        writes = (planned.writes ?? []).length > 0
        return { writes: planned.writes ?? [], reply: between }
      },
    })
    if (reply !== between) throw new Replayed(reply)
    held ||= writes
    return result as never
  }
  try {
    const last = await handler({ ...callOf(visit), commit: step, unanswered } as SagaCall<Endpoint>)
    visit.store.forget()
    return await commit({ ...work, plan: async () => toPlan(visit.endpoint, await last(callOf(visit))) })
  } catch (error) {
    if (error instanceof Replayed) return error.reply
    // What failed leaves the key free; where this is lost too, the lease ends by itself.
    if (held && work.keyed && error instanceof Problem) await freeKey(visit, work.keyed).catch(() => undefined)
    throw held ? afterSteps(error) : error
  }
}
