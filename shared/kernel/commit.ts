// The unit of work: a plan and its receipt in one transaction, planned anew while others are in the way, settled when a reply is lost.

import { backoffMs, inTurn, observeCommit, staleAfterMs } from './pace.ts'
import { Problem } from './problem.ts'
import { Busy, Unavailable } from './problems.ts'
import { holdReceipt, type Keyed, type Reply, receiptKey, replay, writeReceipt } from './receipt.ts'
import type { Runtime } from './runtime.ts'
import { idOf, type Store } from './store.ts'
import { classify, transact } from './transact.ts'
import { assertWhole, verdict } from './verdict.ts'
import type { Write } from './write.ts'

/** What is written, and what is then answered: a reply, or a refusal that leaves a trace. */
export type Plan = Final | First

type Final = { readonly writes: readonly Write[] } & (
  | { readonly reply: Reply; readonly refuses?: never }
  | { readonly refuses: Problem }
)

/** A transaction of its own, such as the release of an expired hold. The work is planned again after it, whatever became of it. */
export interface First {
  readonly first: readonly Write[]
}

export interface Work {
  readonly store: Store
  readonly world: Runtime
  /** Only reads, so it can be asked again. It throws a Problem to refuse. */
  readonly plan: () => Promise<Plan>
  readonly keyed?: Keyed | undefined
  /** A step of a saga that others follow: its receipt is held, not filled. */
  readonly continues?: boolean
  /** Problem codes; of several broken rules the first listed is answered. */
  readonly precedence: readonly string[]
}

/** `again`: nothing was written, plan anew; `at` is the item that others are writing to. `unknown`: perhaps it was written. */
type Outcome =
  | { readonly reply: Reply }
  | { readonly problem: Problem }
  | { readonly again: true; readonly at?: string }
  | { readonly unknown: true }

/** Thrown by a plan that read what cannot have been at one moment: it is made anew. */
export class Stale extends Error {}

/** How long a request is planned anew before it gives up. */
const BOUND_MS = 5000

/** @returns the plan's reply, or the one its receipt keeps. @throws Problem where a rule is broken or the bound is reached */
export const commit = async (work: Work): Promise<Reply> => {
  const { store, world } = work
  const until = world.clock() + BOUND_MS
  let lane: string | undefined
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await inTurn(lane, (waited) => {
      // Whoever went ahead has changed what this request remembers.
      if (waited) store.forget()
      return once(work, until)
    })
    if ('reply' in outcome) return outcome.reply
    if ('problem' in outcome) throw outcome.problem
    if (world.clock() >= until) throw new Problem('unknown' in outcome ? Unavailable : Busy)
    store.meter.conflicts += 1
    const hadTurn = lane !== undefined
    lane = 'at' in outcome ? outcome.at : undefined
    // Whoever waits for a turn pauses there; whoever lost in spite of a turn met another process.
    if (lane === undefined || hadTurn) await pause(attempt, work)
  }
}

const pause = async (attempt: number, { store, world }: Work): Promise<void> => {
  const ms = backoffMs(attempt, world.random)
  await world.pause(ms)
  if (ms > staleAfterMs()) store.forget()
}

const once = async (work: Work, until: number): Promise<Outcome> => {
  const { world, keyed, continues } = work
  const plan = await planned(work)
  if ('first' in plan) {
    const sent = await sendUntilKnown(
      { ...work, keyed: undefined },
      { writes: plan.first, reply: { status: 0 } },
      until,
    )
    return 'unknown' in sent ? sent : again(work.store)
  }
  if (!('writes' in plan)) return plan
  if (plan.writes.length === 0 && (!keyed || continues)) return settled(plan)
  if (plan.refuses) {
    // A refusal is no reply to keep, but what was replied before outranks it.
    const earlier = keyed && (await outranked(plan.refuses, work))
    if (earlier && !('problem' in earlier)) return earlier
    return sendUntilKnown(work, plan, until)
  }
  if (!keyed) return sendUntilKnown(work, plan, until)
  const now = Math.floor(world.clock() / 1000)
  const receipt = continues ? holdReceipt(keyed, now) : writeReceipt(keyed, plan.reply, now)
  return sendUntilKnown(work, { ...plan, writes: [receipt, ...plan.writes] }, until)
}

/** The plan, where nothing that it read breaks a rule of its writes: such a refusal costs no write. */
const planned = async (work: Work): Promise<Plan | Outcome> => {
  const { store } = work
  try {
    const plan = await work.plan()
    const writes = 'first' in plan ? plan.first : plan.writes
    const read = writes.flatMap((write) => {
      const item = store.seen(write.key)
      return item === undefined ? [] : [{ write, item: item ?? undefined }]
    })
    const broken = verdict(read, work.precedence)
    if (broken instanceof Problem) throw broken
    if (!broken) return plan
  } catch (error) {
    if (error instanceof Problem) return outranked(error, work)
    if (error instanceof Stale) return again(store)
    // A plan only reads: whatever kept the store from answering, nothing was written.
    if (classify(error) === 'rethrow') throw error
  }
  return again(store)
}

const again = (store: Store): Outcome => {
  store.forget()
  return { again: true }
}

/** A replay outranks every problem, so a keyed call looks for its receipt before it answers one. */
const outranked = async (problem: Problem, { store, world, keyed }: Work): Promise<Outcome> => {
  if (!keyed) return { problem }
  try {
    return receiptSays(await store.fresh(receiptKey(keyed)), keyed, world) ?? { problem }
  } catch (error) {
    if (classify(error) === 'rethrow') throw error
    return { again: true }
  }
}

const sendUntilKnown = async (work: Work, plan: Final, until: number): Promise<Outcome> => {
  const { store, world, keyed, continues } = work
  const { writes } = plan
  assertWhole(writes)
  const receipted = keyed !== undefined && !plan.refuses
  // A filled receipt tells what became of a lost reply; without one, the same bytes under one token do.
  const told = receipted && !continues
  const token = told ? undefined : Buffer.from(world.random(18)).toString('base64url')
  let doubt = false
  for (let attempt = 0; ; attempt += 1) {
    const began = world.clock()
    const sent = await transact(store, writes, token)
    if (sent === 'committed') {
      store.meter.commitMs = world.clock() - began
      observeCommit(store.meter.commitMs)
      store.forget()
      return settled(plan)
    }
    doubt ||= sent === 'unknown'
    if (sent === 'unknown' || sent.conflicts) store.forget()
    if (sent === 'unknown' || (doubt && sent.conflicts)) {
      if (told || world.clock() >= until) return { unknown: true }
      await world.pause(backoffMs(attempt, world.random))
      continue
    }
    for (const { write, item } of sent.refusals) store.remember(write.key, item)
    const [first] = sent.refusals
    // A conflict on the receipt hides whether this is a replay, so it is looked at anew.
    if (sent.conflicts || !first) return { again: true }
    if (receipted && first.write === writes[0]) return receiptSays(first.item, keyed, world) ?? { again: true }
    // Of several items that refuse, the plan knows which one it asks first; what they are by now is remembered.
    if (sent.refusals.length > 1) return { again: true }
    const broken = verdict(sent.refusals, work.precedence)
    if (!broken) throw new Error(`the store refused ${first.write.name}, whose rules hold on what it returned`)
    return broken === 'stale' ? { again: true, at: idOf(first.write.key) } : { problem: broken }
  }
}

const settled = (plan: Final): Outcome => (plan.refuses ? { problem: plan.refuses } : { reply: plan.reply })

/** @returns undefined where no receipt is kept */
const receiptSays = (item: Parameters<typeof replay>[0], keyed: Keyed, { clock }: Runtime): Outcome | undefined => {
  try {
    const reply = replay(item, keyed, Math.floor(clock() / 1000))
    if (reply === 'held') return { again: true }
    return reply && { reply }
  } catch (error) {
    if (error instanceof Problem) return { problem: error }
    throw error
  }
}
