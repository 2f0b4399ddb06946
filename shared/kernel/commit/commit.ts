// The unit of work: a plan and its receipt in one transaction, planned again while other requests are in the way, settled when a reply is lost.

import type { Item } from '#kernel/data/condition.ts'
import { Problem } from '#kernel/data/problem.ts'
import { Busy, Unavailable } from '#kernel/data/problems.ts'
import type { Write } from '#kernel/data/write.ts'
import { backoffMs, inTurn, observeCommit, staleAfterMs } from './contention.ts'
import { Replan } from './plan.ts'
import { fenceOf, holdReceipt, type Keyed, type Reply, receiptKey, replay, writeReceipt, writeTry } from './receipt.ts'
import type { Runtime } from './runtime.ts'
import { settle, type Try } from './settle.ts'
import { idOf, type Store } from './store.ts'
import { corrections } from './store-clock.ts'
import { classify, transact } from './transact.ts'
import { assertWhole, verdict } from './verdict.ts'

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

/** `again`: nothing was written and nothing of it will be. `unknown`: it may have been written, or still may. */
type Outcome = { readonly reply: Reply } | { readonly problem: Problem } | Again | { readonly unknown: true }

interface Again {
  readonly again: true
  /** The item that other requests are writing to. */
  readonly at?: string
  /** The store did not answer. */
  readonly away?: boolean
  /** An earlier request under the same key is still under way, and may take effect. */
  readonly held?: boolean
  /** The store has told what the next receipt under the key has to have seen; '' where there is nothing to see. */
  readonly fence?: string
}

/** How long a request is planned again before it gives up. */
const BOUND_MS = 5000

export const AWAY =
  'The store does not answer. Nothing was written, and nothing of this request will be. Try again later.'

/** One piece of work under way. */
interface Run extends Work {
  /** The fence of the key, as far as it is known. */
  readonly fence: string
  /** When planning began, by monotonic time. */
  readonly began: number
}

/** How old a plan may be when it is sent, so that its times are never far behind those at which it takes effect. */
const PLAN_MS = 5000

/** @returns the plan's reply, or the one its receipt keeps. @throws Problem where a rule is broken or the bound is reached */
export const commit = async (work: Work): Promise<Reply> => {
  const { store, world } = work
  let until = world.elapsed() + Math.min(BOUND_MS, store.leftMs)
  const leftMs = (): number => until - world.elapsed()
  let lane: string | undefined
  let fence = ''
  let held = false
  for (let attempt = 0; ; attempt += 1) {
    const outcome = await inTurn({ lane, waitMs: leftMs() }, async (waited): Promise<Outcome> => {
      if (waited) {
        if (leftMs() <= 0) return { again: true }
        // The request that went first has changed what this one remembers.
        store.forget()
      }
      return once({ ...work, fence, began: world.elapsed() })
    })
    if ('reply' in outcome) return outcome.reply
    if ('problem' in outcome) throw outcome.problem
    if ('unknown' in outcome) throw new Problem(Unavailable)
    if (outcome.fence !== undefined) {
      fence = outcome.fence
      // What was lost took its time; what is planned from here on has time of its own.
      until = world.elapsed() + Math.min(BOUND_MS, store.leftMs)
    }
    // What an earlier request under the key does is not known from then on.
    held ||= outcome.held === true
    if (leftMs() <= 0) throw givenUp({ ...outcome, held })
    store.meter.conflicts += 1
    const hadTurn = lane !== undefined
    lane = outcome.at
    // A request that waits for a turn pauses there. One that lost despite its turn met another process.
    if (lane === undefined || hadTurn) await pause(attempt, work)
  }
}

const HELD =
  'An earlier request under this Idempotency-Key is still under way and may take effect. Repeat it under the same key to learn what became of it.'

const givenUp = ({ away, held }: Again): Problem => {
  if (held) return new Problem(Unavailable, {}, HELD)
  return away ? new Problem(Unavailable, {}, AWAY) : new Problem(Busy)
}

const pause = async (attempt: number, { store, world }: Work): Promise<void> => {
  const ms = backoffMs(attempt, world.random)
  await world.pause(ms)
  if (ms > staleAfterMs()) store.forget()
}

const once = async (run: Run): Promise<Outcome> => {
  const { world, keyed, continues, fence } = run
  const before = corrections()
  const plan = await planned(run)
  if (corrections() !== before) return again(run.store)
  if ('first' in plan) return sendFirst(run, plan)
  if (!('writes' in plan)) return plan
  if (plan.writes.length === 0 && (!keyed || continues)) return settled(plan)
  if (plan.refuses) {
    // A refusal is no reply to keep, but what was replied before outranks it, and so does that the key was used otherwise.
    const earlier = keyed && (await outranked(plan.refuses, run))
    if (earlier && !('problem' in earlier && earlier.problem === plan.refuses)) return earlier
    return send(run, plan)
  }
  if (!keyed) return send(run, plan)
  const moment = { now: secondsOf(world), fence }
  const receipt = continues ? holdReceipt(keyed, moment) : writeReceipt(keyed, plan.reply, moment)
  return send(run, { ...plan, writes: [receipt, ...plan.writes] })
}

const secondsOf = ({ clock }: Runtime): number => Math.floor(clock() / 1000)

const sendFirst = async (run: Run, { first }: First): Promise<Outcome> => {
  const sent = await send({ ...run, keyed: undefined }, { writes: first, reply: { status: 0 } })
  return 'unknown' in sent ? sent : again(run.store)
}

/** The plan, where nothing that it read breaks a rule of its writes: such a refusal costs no write. */
const planned = async (run: Run): Promise<Plan | Outcome> => {
  const { store } = run
  try {
    return await judged(run)
  } catch (error) {
    if (error instanceof Replan) return again(store)
    if (!(error instanceof Problem)) return readAgain(error, store)
    return refused(error, run)
  }
}

const readAgain = (error: unknown, store: Store): Outcome => {
  // A plan only reads, so nothing was written.
  const kind = classify(error)
  if (kind === 'rethrow') throw error
  return { ...again(store), away: kind !== 'again' }
}

/** @throws Problem where the plan refuses, or an item that it read breaks a rule of its writes */
const judged = async ({ store, plan, precedence }: Run): Promise<Plan> => {
  const made = await plan()
  const writes = 'first' in made ? made.first : made.writes
  const read = writes.flatMap((write) => {
    const item = store.seen(write.key)
    return item === undefined ? [] : [{ write, item: item ?? undefined }]
  })
  const broken = verdict(read, precedence)
  if (broken instanceof Problem) throw broken
  if (broken) throw new Replan()
  return made
}

/** How often the items are read together before their writers are given time. */
const MOST_MOMENTS = 5

/**
 * Every refusal was true at one moment: where it rests on several items, they are read together, and planned from once more.
 * A replay outranks every problem, so the receipt of a keyed request is read with them.
 */
const refused = async (problem: Problem, run: Run): Promise<Plan | Outcome> => {
  const { store, keyed } = run
  try {
    let reason = problem
    for (let read = 0; !store.isOneMoment; read += 1) {
      if (read === MOST_MOMENTS) return again(store)
      await store.moment([...store.known, ...(keyed ? [receiptKey(keyed)] : [])])
      const earlier = keyed && receiptSays(store.seen(receiptKey(keyed)) ?? undefined, run)
      if (earlier) return earlier
      try {
        return await judged(run)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        // It may have read more items this time.
        reason = error
      }
    }
    return outranked(reason, run)
  } catch (error) {
    return error instanceof Replan ? again(store) : readAgain(error, store)
  }
}

const again = (store: Store): Again => {
  store.forget()
  return { again: true }
}

/** A replay outranks every problem, so a keyed request looks for its receipt before it answers one. */
const outranked = async (problem: Problem, run: Run): Promise<Outcome> => {
  const { store, keyed } = run
  if (!keyed) return { problem }
  try {
    return receiptSays(await store.get(receiptKey(keyed)), run) ?? { problem }
  } catch (error) {
    return readAgain(error, store)
  }
}

const send = async (run: Run, plan: Final): Promise<Outcome> => {
  const { store, world } = run
  assertWhole(plan.writes)
  const attempt = tryOf(run, plan)
  const token = 'token' in attempt.proof && !world.forgetsTokens ? attempt.proof.token : undefined
  const began = world.elapsed()
  // Other requests take no seconds of a plan's time: its reads do.
  if (began - run.began > PLAN_MS) return { ...again(store), away: true }
  const sent = await transact(store, attempt.writes, token)
  if (sent === 'committed') {
    store.meter.commitMs = world.elapsed() - began
    observeCommit(store.meter.commitMs)
    store.forget()
    return settled(plan)
  }
  if (sent === 'away') return { ...again(store), away: true }
  if (typeof sent === 'string') return settleLost(attempt, plan, run)
  // The network delivered it twice, and this is the answer to the second time.
  if (attempt.mark && sent.refusals.some(({ write }) => write === attempt.mark)) return settled(plan)
  const refused = new Set(sent.refusals.map(({ write }) => idOf(write.key)))
  if (sent.conflicts || store.known.some((key) => !refused.has(idOf(key)))) store.forget()
  for (const { write, item } of sent.refusals) store.remember(write.key, item)
  const [first] = sent.refusals
  // A conflict on the receipt hides whether this is a replay, so it is looked at again.
  if (sent.conflicts || !first) return { again: true }
  if (run.keyed && first.write.key.pk === receiptKey(run.keyed).pk) return whatStands(first.item, run)
  // Several items refused: replan from what they are now, so that precedence picks the problem.
  if (sent.refusals.length > 1) return { again: true }
  const broken = verdict(sent.refusals, run.precedence)
  if (!broken) throw new Error(`the store refused ${first.write.name}, whose rules hold on what it returned`)
  // A plan that knows what refused it may find another way, such as a hold that has lapsed; else it refuses by itself.
  return broken === 'stale' ? { again: true, at: idOf(first.write.key) } : { again: true }
}

/** A receipt that is filled tells what became of a lost reply. Every other transaction is sent with a token, which does. */
const tryOf = ({ keyed, continues, world }: Run, { writes, refuses }: Final): Try => {
  if (keyed && !continues && !refuses) return { writes, proof: { receiptOf: keyed } }
  const token = Buffer.from(world.random(18)).toString('base64url')
  if (!world.forgetsTokens) return { writes, proof: { token } }
  const mark = writeTry(token, secondsOf(world))
  return { writes: [...writes, mark], proof: { token }, mark }
}

/** A refusal that follows must be true for good, so what is in doubt is settled before anything else is planned. */
const settleLost = async (attempt: Try, plan: Final, run: Run): Promise<Outcome> => {
  run.store.forget()
  const end = await settle(attempt, run)
  switch (end.kind) {
    case 'happened':
      return settled(plan)
    case 'never':
      return { again: true, away: true, fence: end.fence }
    case 'stands':
      return whatStands(end.receipt, run)
    case 'unknown':
      return { unknown: true }
  }
}

/** Of a key whose receipt is there already. */
const whatStands = (item: Item | undefined, run: Run): Outcome =>
  receiptSays(item, run) ?? { again: true, fence: fenceOf(item) }

const settled = (plan: Final): Outcome => (plan.refuses ? { problem: plan.refuses } : { reply: plan.reply })

/** @returns undefined where no receipt is kept */
const receiptSays = (item: Item | undefined, { keyed, world }: Run): Outcome | undefined => {
  if (!keyed) return undefined
  try {
    const reply = replay(item, keyed, secondsOf(world))
    if (reply === 'held') return { again: true, held: true }
    return reply && { reply }
  } catch (error) {
    if (error instanceof Problem) return { problem: error }
    throw error
  }
}
